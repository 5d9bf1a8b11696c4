// Exercise 3: the float trap.
//
// A float has 7 digits; around 1000, floats are 0.00006 apart. So x + h is
// rounded to one of them, and so is f: a difference is off before it begins.
//
// 1. The step that was gone is not 2 h, but what the rounded places are apart.
//    Divide by that:   (f(up) - f(down)) / (up - down),
//                      up = x + h and down = x - h, kept as floats.
// 2. f itself is rounded, by up to eps/2 |y| where y is its value; eps, the
//    distance from 1 to the next float, is FLT_EPSILON in float.h. Both values
//    together may be off by eps |y|. So the quotient has a noise of
//                      eps |y| / (2 h)
// 3. A gradient that you worked out (analytic) and a difference (numeric) that
//    are apart by more than the noise: that is a mistake. Within it, nobody can
//    tell.
//
// Write: difference_float (1), noise (2) and is_mistake (3), which is 1 or 0.
//
// |z| of a float is fabsf(z), in math.h.
#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h);
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float noise);

float difference_float(float f(float), float x, float h)
{
    (void)f, (void)x, (void)h; // write here, in place of these lines
    return 0;
}

float noise(float y, float h)
{
    (void)y, (void)h; // and here
    return 0;
}

int is_mistake(float analytic, float numeric, float noise)
{
    (void)analytic, (void)numeric, (void)noise; // and here
    return 0;
}
