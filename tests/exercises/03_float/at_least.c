// expect: more than (>), not at least (>=)
#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h);
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float noise);

float difference_float(float f(float), float x, float h)
{
    const float up = x + h, down = x - h;
    return (f(up) - f(down)) / (up - down);
}

float noise(float y, float h)
{
    return FLT_EPSILON * fabsf(y) / (2 * h);
}

int is_mistake(float analytic, float numeric, float noise)
{
    return fabsf(analytic - numeric) >= noise;
}
