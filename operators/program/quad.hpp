// Quad: IEEE binary128, in software: the precision in which approximations are finished and judged.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>

namespace cambrian::program {

#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 Quad;
#else
using Quad = long double;  // binary128 where there is no __float128 (AArch64)
static_assert(sizeof(Quad) == 16);
#endif

/// Half a unit in the last place of 1: no operation errs by more, relative to its result.
inline constexpr Quad kQuadEpsilon = static_cast<Quad>(0x1p-113L);

// The C library's functions for binary128; they err by a few units in the last place.
Quad sqrt(Quad x);
Quad cbrt(Quad x);
Quad exp(Quad x);
Quad log(Quad x);
Quad log2(Quad x);
Quad log1p(Quad x);
Quad sin(Quad x);
Quad cos(Quad x);
Quad tan(Quad x);
Quad asin(Quad x);
Quad acos(Quad x);
Quad atan(Quad x);
Quad sinh(Quad x);
Quad cosh(Quad x);
Quad tanh(Quad x);
Quad asinh(Quad x);
Quad acosh(Quad x);
Quad atanh(Quad x);
Quad erf(Quad x);
Quad erfc(Quad x);
Quad tgamma(Quad x);
Quad pow(Quad x, Quad y);
Quad fma(Quad a, Quad b, Quad c);
Quad floor(Quad x);
Quad ceil(Quad x);
Quad rint(Quad x);
Quad ldexp(Quad x, int exponent);
Quad frexp(Quad x, int* exponent);
// So that the same names serve every arithmetic.
inline double sqrt(double x) { return std::sqrt(x); }
inline double fma(double a, double b, double c) { return std::fma(a, b, c); }
inline double fabs(double x) { return std::fabs(x); }
inline double rint(double x) { return std::rint(x); }
inline double ldexp(double x, int exponent) { return std::ldexp(x, exponent); }
inline double frexp(double x, int* exponent) { return std::frexp(x, exponent); }
inline float sqrt(float x) { return std::sqrt(x); }
inline float fma(float a, float b, float c) { return std::fma(a, b, c); }
#if defined(__SIZEOF_FLOAT128__)
inline long double sqrt(long double x) { return std::sqrt(x); }
inline long double fma(long double a, long double b, long double c) { return std::fma(a, b, c); }
inline long double fabs(long double x) { return std::fabs(x); }
inline long double rint(long double x) { return std::rint(x); }
inline long double ldexp(long double x, int exponent) { return std::ldexp(x, exponent); }
inline long double frexp(long double x, int* exponent) { return std::frexp(x, exponent); }
#endif
inline Quad fabs(Quad x) { return x < 0 ? -x : x; }
inline bool is_finite(Quad x) { return x - x == 0; }

/// Decimal text of `digits` significant digits; 36 read back to the same value.
std::string to_text(Quad x, int digits = 36);
/// The value of a decimal text; the whole text must be a number, else NaN.
Quad quad_of(const std::string& text);

}  // namespace cambrian::program
