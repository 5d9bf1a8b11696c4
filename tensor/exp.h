// e^x, without a branch, so that a compiler makes vector instructions of a loop over it:
//
//   x = n log 2 + r,  |r| <= log 2 / 2        n the nearest whole number
//   e^x = 2^n e^r                             2^n is an exponent field; e^r = 1 + r + r^2 P(r)
//
// Products and sums are rounded one by one (no fused multiply-add), so every compiler and every instruction set gives
// the same bits. The error is at most 1 unit in the last place; tests/test_maths.c looks at all floats.
#ifndef HEED_TENSOR_EXP_H
#define HEED_TENSOR_EXP_H

#include "tensor/real.h"

#include <stdint.h>
#include <string.h>

// P by Remez' algorithm, the greatest error of e^r: 2^-34 in float and 2^-58 in double. LOG_2 is LOG_2_HIGH +
// LOG_2_LOW, the first with so few bits that n LOG_2_HIGH is exact. Beyond the two bounds e^x is 0 or infinite.
#ifdef HEED_DOUBLE
typedef uint64_t RealBits;
static const double EXP_P[] = {0.50000000000000127409,     0.16666666666666699061,   0.041666666666515422423,
                               0.0083333333333072073272,   0.001388888894701494389,  0.00019841269917381352383,
                               0.000024801489943140299085, 2.7557216300813692473e-6, 2.7631280036521900588e-7,
                               2.5117861485043995481e-8};
static const double LOG_2_HIGH = 0x1.62e42feep-1, LOG_2_LOW = 0x1.a39ef35793c76p-33;
static const double EXP_LEAST = -746, EXP_MOST = 710;
#else
typedef uint32_t RealBits;
static const float EXP_P[] = {0.50000000779001259675F,   0.16666666860652479611F,   0.041666269944775688673F,
                              0.0083332643755845488863F, 0.0013946073354760544972F, 0.00019918371298875100285F};
static const float LOG_2_HIGH = 0x1.62e4p-1F, LOG_2_LOW = 0x1.7f7d1cp-20F;
static const float EXP_LEAST = -104, EXP_MOST = 89;
#endif
static const real ONE_OVER_LOG_2 = REAL(1.4426950408889634074);
enum { EXP_TERMS = sizeof EXP_P / sizeof EXP_P[0] };
enum { FRACTION_BITS = (int)(8 * sizeof(real) == 64 ? 52 : 23), EXPONENT_OF_1 = 8 * sizeof(real) == 64 ? 1023 : 127 };

// A number so large that its unit is 1: added, it rounds to a whole number, which then stands in the lowest bits.
static const real ROUNDER = REAL(1.5) / REAL_EPSILON;

// 2^n, given n + ROUNDER, for an n whose 2^n is a normal number. The shift drops all but n.
static inline real exp_power_of_2(real n_and_rounder)
{
    RealBits bits;
    memcpy(&bits, &n_and_rounder, sizeof bits);
    bits = (bits + EXPONENT_OF_1) << FRACTION_BITS;
    real power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

// e^r - 1, where r = x - n log 2
static inline real exp_less_1(real x, real n)
{
    const real high = x - n * LOG_2_HIGH, low = n * LOG_2_LOW;
    const real r = high - low;
    real p = EXP_P[EXP_TERMS - 1];
    for (int i = EXP_TERMS - 2; i >= 0; i--)
        p = p * r + EXP_P[i];
    real rest = r * r * p;
    if (sizeof(real) == sizeof(double))
        rest += (high - r) - low; // what r has lost by rounding; float keeps its bound without it
    return r + rest;
}

// x between the bounds, beyond which e^x is 0 or infinite.
static inline real exp_bounded(real x)
{
    x = x < EXP_LEAST ? EXP_LEAST : x;
    return x > EXP_MOST ? EXP_MOST : x;
}

static inline real exp_nearest(real x)
{
    return (x * ONE_OVER_LOG_2 + ROUNDER) - ROUNDER;
}

// e 2^n, for an n that goes beyond the exponents of normal numbers: two factors.
static inline real exp_scaled(real e, real n)
{
    const real half = n * REAL(0.5) + ROUNDER;
    const real rest = n - (half - ROUNDER) + ROUNDER;
    return e * exp_power_of_2(half) * exp_power_of_2(rest);
}

// e^x for every x.
static inline real real_exp(real x)
{
    const real bounded = exp_bounded(x), n = exp_nearest(bounded);
    return exp_scaled(1 + exp_less_1(bounded, n), n);
}

// e^x for x in [-60, 40], the range of the weights of softmax: one factor will do. Other x give nonsense, but no trap.
static inline real real_exp_weight(real x)
{
    const real n_and_rounder = x * ONE_OVER_LOG_2 + ROUNDER;
    const real e = 1 + exp_less_1(x, n_and_rounder - ROUNDER);
    return e * exp_power_of_2(n_and_rounder);
}

#endif
