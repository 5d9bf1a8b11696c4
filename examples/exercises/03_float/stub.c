// Exercise 3: the float trap.
//
// A float has 7 digits; around 1000, floats are 0.00006 apart. So x + h is
// rounded to one of them, and so is f: a difference is off before it begins.
//
// 1. The step that was really taken is not 2 h, but how far apart the rounded
//    places are. Divide by that:
//                      (f(up) - f(down)) / (up - down),
//                      up = x + h and down = x - h, kept as floats.
// 2. The values of f are rounded, too. One of size |y| is off by up to
//    eps/2 |y|, where eps is the distance from 1 to the next float: FLT_EPSILON
//    in float.h. Two of them may be off by eps |y|. Divided by the step, that
//    is the noise of the quotient:
//                      eps |y| / (2 h)
// 3. You worked out a gradient (analytic), and a difference says what it should
//    be (numeric). If they are farther apart than the noise, that is a mistake.
//    If not, nobody can tell.
//
// Write: difference_float (1), noise (2) and is_mistake (3), which is 1 for a
//        mistake, else 0. It is told how large the noise is: allowed.
//
// |z| of a float is fabsf(z), in math.h.
#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h);
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float allowed);

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

int is_mistake(float analytic, float numeric, float allowed)
{
    (void)analytic, (void)numeric, (void)allowed; // and here
    return 0;
}
