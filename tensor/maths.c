// Logarithm, cosine, power, tanh and the error function. Each brings its argument into a short interval by steps that
// are exact, or whose rounding is carried along, and there takes a polynomial by Remez' algorithm. P(z) in the comments
// is such a polynomial.
#include "tensor/maths.h"

#include <stdbool.h>

// The polynomial c_0 + c_1 z + ...
static inline double polynomial(const double *c, int terms, double z)
{
    double p = c[terms - 1];
    for (int i = terms - 2; i >= 0; i--)
        p = p * z + c[i];
    return p;
}

static inline real real_polynomial(const real *c, int terms, real z)
{
    real p = c[terms - 1];
    for (int i = terms - 2; i >= 0; i--)
        p = p * z + c[i];
    return p;
}

// --- logarithm ------------------------------------------------------------------------------------------------------

// The number high + low, with |low| at most half a unit of high.
typedef struct {
    double high, low;
} Parts;

static Parts parts_of(double high, double low)
{
    const double sum = high + low;
    return (Parts){sum, low - (sum - high)};
}

// a b without rounding (Dekker, 1971): each factor is split into halves whose products are exact.
static Parts product(double a, double b)
{
    static const double SPLIT = 0x1p27 + 1;
    const double a_high = a * SPLIT - (a * SPLIT - a), a_low = a - a_high;
    const double b_high = b * SPLIT - (b * SPLIT - b), b_low = b - b_high;
    const double ab = a * b;
    return (Parts){ab, ((a_high * b_high - ab) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

//   x = 2^k m, sqrt(1/2) <= m < sqrt(2)    log x = k log 2 + log m
//   s = (m - 1) / (m + 1)                  log m = 2 artanh s = 2 s + s^3 P(s^2)
static const double LOG_P[] = {0.66666666666666660975, 0.40000000000006246799, 0.2857142856908592405,
                               0.2222222264678883836,  0.18181775666270614751, 0.15387090719660318253,
                               0.13250119132865112541, 0.13251319912244984441};
enum { LOG_TERMS = sizeof LOG_P / sizeof LOG_P[0] };
static const double LN_2_PART = 0x1.62e42feep-1, LN_2_REST = 0x1.a39ef35793c76p-33; // k LN_2_PART is exact

// k, and m - 1, for a positive finite x.
static double log_split(double x, double *k)
{
    static const uint64_t ONE = UINT64_C(0x3ff) << 52, SQRT_HALF = UINT64_C(0x3fe6a09e667f3bcd);
    const bool subnormal = x < DBL_MIN;
    const double normal = subnormal ? x * 0x1p54 : x;
    uint64_t bits;
    memcpy(&bits, &normal, sizeof bits);
    const int exponent = (int)((bits + (ONE - SQRT_HALF)) >> 52) - 1023;
    bits -= (uint64_t)exponent << 52;
    double m;
    memcpy(&m, &bits, sizeof m);
    *k = exponent - (subnormal ? 54 : 0);
    return m - 1;
}

// log x for a positive finite x, to 2^-62 of itself.
static Parts log_in_parts(double x)
{
    double k;
    const double f = log_split(x, &k), divisor = 2 + f, divisor_low = f - (divisor - 2), s = f / divisor;
    const Parts back = product(s, divisor);
    const double s_low = (((f - back.high) - back.low) - s * divisor_low) / divisor;
    const double z = s * s, rest = s * z * polynomial(LOG_P, LOG_TERMS, z) + 2 * (s_low + s_low * z);
    const double whole = k * LN_2_PART, high = whole + 2 * s;
    const double lost = k != 0 ? 2 * s - (high - whole) : 0;
    return parts_of(high, lost + (rest + k * LN_2_REST));
}

// Beyond the positive finite numbers.
static double log_beyond(double x)
{
    return x == 0 ? -(double)INFINITY : x < 0 ? (double)NAN : x;
}

double double_log(double x)
{
    if (!(x > 0) || x > DBL_MAX)
        return log_beyond(x);
    const Parts log_x = log_in_parts(x);
    return log_x.high + log_x.low;
}

// For float the parts that double loses do not count.
static double log_nearly(double x)
{
    double k;
    const double f = log_split(x, &k), s = f / (2 + f), z = s * s;
    return k * LN_2_PART + (k * LN_2_REST + (2 * s + s * z * polynomial(LOG_P, LOG_TERMS, z)));
}

real real_log(real x)
{
    if (sizeof(real) == sizeof(double))
        return (real)double_log((double)x);
    return x > 0 && x <= REAL_MAX ? (real)log_nearly((double)x) : (real)log_beyond((double)x);
}

// --- power ----------------------------------------------------------------------------------------------------------

// x^p = e^(p log x), for x > 0; p log x in two parts, since e^ makes of its absolute error a relative one.
static real positive_pow(real x, real p)
{
    const Parts log_x = log_in_parts((double)x);
    const double rough = (double)p * log_x.high;
    if (!(rough <= (double)EXP_MOST && rough >= (double)EXP_LEAST))
        return real_exp((real)rough); // infinite, 0 or NaN
    const Parts exact = product((double)p, log_x.high);
    const real head = exp_bounded((real)exact.high), n = exp_nearest(head), e = 1 + exp_less_1(head, n);
    const real tail = (real)((exact.high - (double)head) + (exact.low + (double)p * log_x.low));
    return exp_scaled(e + e * tail, n);
}

static bool is_whole(real p)
{
    return (double)p == floor((double)p);
}

real real_pow(real x, real p)
{
    const real size = real_abs(x);
    if (p == 0 || x == 1)
        return 1;
    if (isnan(x) || isnan(p))
        return x + p;
    if (x < 0 && !is_whole(p))
        return size > REAL_MAX || real_abs(p) > REAL_MAX ? real_pow(size, p) : (real)NAN;
    const bool negative = signbit(x) && is_whole(p) && !is_whole(p / 2);
    real y;
    if (size == 0 || size > REAL_MAX)
        y = (size == 0) == (p > 0) ? 0 : (real)INFINITY;
    else if (real_abs(p) > REAL_MAX)
        y = size == 1 ? 1 : (size < 1) == (p > 0) ? 0 : (real)INFINITY;
    else
        y = positive_pow(size, p);
    return negative ? -y : y;
}

double double_pow(double x, int n)
{
    double y = 1;
    for (; n > 0; n /= 2) {
        if (n % 2 == 1)
            y *= x;
        x *= x;
    }
    return y;
}

// --- cosine ---------------------------------------------------------------------------------------------------------

// x = n pi/2 + r, |r| <= pi/4; the cosine is that of r, or the sine, by the quadrant n:
//   cos r = 1 - r^2 / 2 + r^4 P(r^2)     sin r = r + r^3 Q(r^2)
double double_cos(double x)
{
    static const double P[] = {0.041666666666666599478,   -0.0013888888888874124086, 0.000024801587289482207063,
                               -2.7557314352322113592e-7, 2.0875723269958770824e-9,  -1.1359647560876801656e-11};
    static const double Q[] = {-0.16666666666666632029,  0.0083333333333224139124,  -0.00019841269829807959054,
                               2.7557313691958418048e-6, -2.5050758120444777808e-8, 1.5896795908245039527e-10};
    static const double HALF_PI_HIGH = 0x1.921fb544p0, HALF_PI_LOW = 0x1.0b4611a626331p-34;
    if (!(fabs(x) <= 0x1p20))
        return (double)NAN;
    const double n = floor(x * 0.63661977236758134308 + 0.5); // 2 / pi
    const double r = (x - n * HALF_PI_HIGH) - n * HALF_PI_LOW, z = r * r;
    const int quadrant = (int)n & 3;
    const double y = quadrant & 1 ? r + r * z * polynomial(Q, sizeof Q / sizeof Q[0], z)
                                  : 1 - (z / 2 - z * z * polynomial(P, sizeof P / sizeof P[0], z));
    return quadrant == 1 || quadrant == 2 ? -y : y;
}

// --- tanh and erf: odd functions, computed for |x| ------------------------------------------------------------------

static real with_sign_of(real x, real y)
{
    return signbit(x) ? -y : y;
}

// tanh x = t / (t + 2),  t = e^(2x) - 1 = 2^n (e^r - 1) + (2^n - 1), which loses nothing near 0.
real real_tanh(real x)
{
    static const real LARGEST = 44; // tanh 22 is 1
    const real doubled = 2 * real_abs(x);
    const real z = doubled > LARGEST ? LARGEST : doubled;
    const real n_and_rounder = z * ONE_OVER_LOG_2 + ROUNDER, power = exp_power_of_2(n_and_rounder);
    const real t = power * exp_less_1(z, n_and_rounder - ROUNDER) + (power - 1);
    return with_sign_of(x, t / (t + 2));
}

// Up to 1:  erf x = x + x P(x^2).   Beyond:  erf x = 1 - e^(-x^2) Q(1 / (x + 3)),   and from 6 on 1.
real real_erf(real x)
{
    static const real P[] = {
        REAL(0.12837916709551256679),    REAL(-0.37612638903183546597),     REAL(0.11283791670945252109),
        REAL(-0.026866170643276065865),  REAL(0.0052239776074224442493),    REAL(-0.00085483259896579632443),
        REAL(0.00012055295319610948004), REAL(-0.000014924744651046068678), REAL(1.6447517576386865471e-6),
        REAL(-1.6209175465694306966e-7), REAL(1.3722975567005644647e-8),    REAL(-7.8011895389899150671e-10)};
    static const real Q[] = {
        REAL(0.000020162553102362064313), REAL(0.56304566030125102299), REAL(1.7215707954626942899),
        REAL(4.3673694793317576998),      REAL(16.677600440967209176),  REAL(8.031746726920011709),
        REAL(129.29896861556513352),      REAL(275.90116507656250795),  REAL(-2082.1045837003464364),
        REAL(10433.469439829041164),      REAL(-26210.671304843992659), REAL(30981.103343006946713),
        REAL(-14322.117264431974159)};
    const real size = real_abs(x), z = x * x;
    if (!(size > 1))
        return x + x * real_polynomial(P, sizeof P / sizeof P[0], z);
    if (size > 6)
        return with_sign_of(x, 1);
    return with_sign_of(x, 1 - real_exp(-z) * real_polynomial(Q, sizeof Q / sizeof Q[0], 1 / (size + 3)));
}
