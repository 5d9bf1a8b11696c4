// Exercise 3: the float trap.
//
// With h = 0.001 and a loss of 2, the noise in float is 1.2e-7 * 2 / 0.002 =
// 1e-4. A gradient of 1e-3 is then known to one digit, and one that is 5 % off
// passes. Larger steps bend (exercise 2), smaller ones make it worse. In
// double, eps is 2.2e-16, and the noise half a billionth of that.
//
// So heed trains in float, and checks gradients in double, from the same
// sources. Asked to check in float it answers "inconclusive": not right, not
// wrong, but unknown.
#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h);
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float allowed);

float difference_float(float f(float), float x, float h)
{
    const float up = x + h, down = x - h;
    return (f(up) - f(down)) / (up - down);
}

float noise(float y, float h)
{
    return FLT_EPSILON * fabsf(y) / (2 * h);
}

int is_mistake(float analytic, float numeric, float allowed)
{
    return fabsf(analytic - numeric) > allowed;
}
