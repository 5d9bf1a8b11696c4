// The maths functions against the C library's in the next wider precision: double judges float, long double double.
// Every 997th number of float is looked at, and every one around the places where something happens; with
// HEED_TEST_STRIDE=1 it is every number. Of double, which has too many, it is as many, evenly spread.
#include "tensor/maths.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <tgmath.h>

#ifdef HEED_DOUBLE
typedef long double Judge;
enum { FRACTION = DBL_MANT_DIG, LEAST_EXPONENT = DBL_MIN_EXP, MOST_EXPONENT = DBL_MAX_EXP };
static const RealBits STEP = UINT64_C(0x100003039); // so that a stride takes as many steps as in float
#else
typedef double Judge;
enum { FRACTION = FLT_MANT_DIG, LEAST_EXPONENT = FLT_MIN_EXP, MOST_EXPONENT = FLT_MAX_EXP };
static const RealBits STEP = 1;
#endif

typedef struct {
    const char *name;
    double bound; // in units in the last place
    real (*function)(real x);
    Judge (*judge)(Judge x);
    double from, to; // where most happens
    double place[6]; // around these every number is looked at
} Function;

static real own_exp(real x)
{
    return real_exp(x);
}

static Judge judge_exp(Judge x)
{
    return exp(x);
}

static Judge judge_log(Judge x)
{
    return log(x);
}

static Judge judge_tanh(Judge x)
{
    return tanh(x);
}

static Judge judge_erf(Judge x)
{
    return erf(x);
}

static const Function FUNCTIONS[] = {
    {"exp", 1, own_exp, judge_exp, -20, 20, {88.72, -87.34, -103.97, 709.78, -708.4, -745.1}},
    {"log", 1, real_log, judge_log, 0, 4, {1, 0.70710678118654752, 1.4142135623730950, 2}},
    {"tanh", 3, real_tanh, judge_tanh, -5, 5, {0.17328679513998633, -0.17328679513998633, 22, 9.01}},
    {"erf", 2, real_erf, judge_erf, -6.5, 6.5, {1, -1, 6, -6, 3.92, 5.92}},
};
enum { FUNCTIONS_COUNT = sizeof FUNCTIONS / sizeof FUNCTIONS[0], AROUND = 3000 };

static unsigned stride(void)
{
    const char *given = getenv("HEED_TEST_STRIDE");
    return given ? (unsigned)strtoul(given, NULL, 10) : 997;
}

static real from_bits(RealBits bits)
{
    real x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static RealBits to_bits(real x)
{
    RealBits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// How far y is from what is expected, in units in the last place. Beyond the range both count as the first number that
// real does not have.
static double error_in_units(real y, Judge expected)
{
    if (isnan(expected) || isnan(y))
        return isnan(expected) && isnan(y) ? 0 : (double)INFINITY;
    const Judge beyond = ldexp((Judge)1, MOST_EXPONENT);
    const Judge got = fmax(fmin((Judge)y, beyond), -beyond), wanted = fmax(fmin(expected, beyond), -beyond);
    int exponent;
    frexp(wanted, &exponent);
    return (double)(fabs(got - wanted) / ldexp((Judge)1, (int)fmax(exponent, LEAST_EXPONENT) - FRACTION));
}

typedef struct {
    double units;
    real at;
} Worst;

static void look(const Function *f, real x, Worst *worst)
{
    const double units = error_in_units(f->function(x), f->judge((Judge)x));
    if (units > worst->units)
        *worst = (Worst){units, x};
}

static void expect_within(const char *name, Worst worst, double bound)
{
    if (sizeof(Judge) == sizeof(real))
        bound += 1; // where long double is double, the judge errs too
    cr_log_info("%s: %.3f units at %.17g", name, worst.units, (double)worst.at);
    cr_expect(worst.units <= bound, "%s(%.17g) is off by %g units in the last place, more than %g", name,
              (double)worst.at, worst.units, bound);
}

Test(maths, every_function_keeps_its_bound_over_all_numbers)
{
    const RealBits step = stride() * STEP, last = ~(RealBits)0;
    for (int i = 0; i < FUNCTIONS_COUNT; i++) {
        Worst worst = {0, 0};
        RealBits bits = 0;
        for (; bits <= last - step; bits += step)
            look(FUNCTIONS + i, from_bits(bits), &worst);
        look(FUNCTIONS + i, from_bits(bits), &worst);
        expect_within(FUNCTIONS[i].name, worst, FUNCTIONS[i].bound);
    }
}

Test(maths, every_function_keeps_its_bound_where_most_happens)
{
    const double steps = 1e8 / stride();
    for (int i = 0; i < FUNCTIONS_COUNT; i++) {
        const Function *f = FUNCTIONS + i;
        Worst worst = {0, 0};
        for (double k = 0; k <= steps; k++)
            look(f, (real)(f->from + (f->to - f->from) * (k / steps)), &worst);
        expect_within(f->name, worst, f->bound);
    }
}

Test(maths, every_function_keeps_its_bound_around_its_ends)
{
    for (int i = 0; i < FUNCTIONS_COUNT; i++) {
        const Function *f = FUNCTIONS + i;
        const real everywhere[] = {0, REAL_MAX, -REAL_MAX, (real)ldexp(1.0, LEAST_EXPONENT - 1), 1, -1};
        Worst worst = {0, 0};
        for (int k = 0; k < 12; k++) {
            const RealBits middle = to_bits(k < 6 ? (real)f->place[k] : everywhere[k - 6]);
            for (int j = -AROUND; j <= AROUND; j++)
                look(f, from_bits(middle + (RealBits)j), &worst);
        }
        expect_within(f->name, worst, f->bound);
    }
}

Test(maths, weights_of_softmax_are_those_of_exp)
{
    for (double x = -60; x <= 40; x += 1.0 / 1024)
        cr_expect(real_exp_weight((real)x) == real_exp((real)x), "%g", x);
}

// --- power ----------------------------------------------------------------------------------------------------------

Test(maths, pow_keeps_its_bound)
{
    static const double EXPONENT[] = {2, 3, -1, 0.5, -0.5, 1.7, -3.3, 10, 0.1, 100, -57.3, 1e-3, 1000.5};
    enum { EXPONENTS = sizeof EXPONENT / sizeof EXPONENT[0] }; // they take turns: together they see every number
    const RealBits turn = (sizeof(real) == sizeof(double) ? 5 : 1) * stride() * STEP, last = ~(RealBits)0;
    for (RealBits i = 0; i < EXPONENTS; i++) {
        const real p = (real)EXPONENT[i];
        Worst worst = {0, 0};
        for (RealBits bits = i * turn; bits < last - EXPONENTS * turn; bits += EXPONENTS * turn) {
            const real x = from_bits(bits);
            const double units = error_in_units(real_pow(x, p), pow((Judge)x, (Judge)p));
            if (units > worst.units)
                worst = (Worst){units, x};
        }
        expect_within("pow", worst, sizeof(real) == sizeof(double) ? 12 : 2);
    }
}

// Around the root of the largest number its logarithm may be rounded to one that has no power any more.
Test(maths, pow_keeps_its_bound_where_it_overflows)
{
    Worst worst = {0, 0};
    const RealBits middle = to_bits((real)sqrt((Judge)REAL_MAX));
    for (int j = -AROUND; j <= AROUND; j++) {
        const real x = from_bits(middle + (RealBits)j);
        const double units = error_in_units(real_pow(x, 2), pow((Judge)x, (Judge)2));
        if (units > worst.units)
            worst = (Worst){units, x};
    }
    expect_within("pow", worst, 2);
}

// What C's Annex F says of zeros, infinities, NaN and whole exponents.
Test(maths, pow_of_special_numbers_is_that_of_c)
{
    const double inf = (double)INFINITY;
    const double special[] = {0,   -0.0, 1,    -1, 0.5, -0.5, 2,           -2,      3,    -3,
                              2.5, inf,  -inf, 4,  -4,  1e30, (double)NAN, 1 << 20, 1e-30};
    enum { SPECIALS = sizeof special / sizeof special[0] };
    for (int i = 0; i < SPECIALS; i++)
        for (int j = 0; j < SPECIALS; j++) {
            const real x = (real)special[i], p = (real)special[j], y = real_pow(x, p), expected = pow(x, p);
            const bool same =
                isnan(expected) ? isnan(y) : fabs(y - expected) <= 2 * REAL_EPSILON * fabs(expected) || y == expected;
            cr_expect(same && (isnan(y) || !signbit(y) == !signbit(expected)), "pow(%g, %g) is %g, expected %g",
                      (double)x, (double)p, (double)y, (double)expected);
        }
}

// --- what random draws are made of ----------------------------------------------------------------------------------

static double double_units(double y, long double expected)
{
    int exponent;
    frexpl(expected, &exponent);
    return (double)(fabsl((long double)y - expected) / ldexpl(1, exponent - DBL_MANT_DIG));
}

Test(maths, log_and_cos_of_every_draw)
{
    const double slack = sizeof(long double) == sizeof(double); // where long double is double, the judge errs too
    const uint64_t step = 31 * (uint64_t)stride();
    for (uint64_t draw = 0; draw < UINT64_C(1) << 32; draw += step) {
        const double u = (double)draw * 0x1p-32, angle = 2 * 3.14159265358979323846 * u;
        if (draw > 0)
            cr_assert(double_units(double_log(1 - u), logl((long double)(1 - u))) <= 1 + slack, "log(%.17g)", 1 - u);
        cr_assert(double_units(double_cos(angle), cosl((long double)angle)) <= 2 + slack, "cos(%.17g)", angle);
    }
    cr_expect(double_log(1) == 0 && double_cos(0) == 1);
}

Test(maths, cos_of_any_angle)
{
    for (double x = -100; x <= 100; x += 0.0007)
        cr_assert(double_units(double_cos(x), cosl((long double)x)) <= 2 + (sizeof(long double) == sizeof(double)),
                  "cos(%.17g)", x);
    cr_expect(isnan(double_cos((double)INFINITY)) && isnan(double_cos((double)NAN)) && isnan(double_cos(2e6)));
}

Test(maths, whole_powers)
{
    cr_expect(double_pow(3, 0) == 1 && double_pow(3, 1) == 3 && double_pow(3, 5) == 243 && double_pow(0, 4) == 0);
    for (int n = 1; n < 20000; n += 7) {
        const double y = double_pow(0.999, n);
        cr_assert(double_units(y, powl((long double)0.999, n)) <= n, "n = %d", n);
    }
}

Test(maths, sqrt_and_abs)
{
    for (int i = 0; i < 1000; i++)
        cr_expect(real_sqrt((real)(i * i)) == (real)i && real_abs((real)-i) == (real)i);
    cr_expect(!signbit(real_abs(-(real)0)) && isnan(real_sqrt(-1)) && isnan(real_abs((real)NAN)));
    cr_expect(real_sqrt(2) == (real)sqrtl(2.0L) && real_sqrt(REAL(0.1)) == (real)sqrtl((long double)REAL(0.1)));
}
