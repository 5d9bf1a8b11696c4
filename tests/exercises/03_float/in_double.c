// expect: 2.9296
#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h);
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float noise);

float difference_float(float f(float), float x, float h)
{
    const double up = (double)x + h, down = (double)x - h;
    return (float)((f((float)up) - f((float)down)) / (up - down));
}

float noise(float y, float h)
{
    return FLT_EPSILON * fabsf(y) / (2 * h);
}

int is_mistake(float analytic, float numeric, float noise)
{
    return fabsf(analytic - numeric) > noise;
}
