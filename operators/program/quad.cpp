#include "operators/program/quad.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>

#if defined(__SIZEOF_FLOAT128__)
// glibc has them for every compiler, but declares them for few.
#define CAMBRIAN_QUAD_FUNCTION(NAME)                                      \
  extern "C" cambrian::program::Quad NAME##f128(cambrian::program::Quad); \
  cambrian::program::Quad cambrian::program::NAME(Quad x) { return NAME##f128(x); }
#define CAMBRIAN_QUAD_NAME(NAME) NAME##f128
extern "C" {
cambrian::program::Quad powf128(cambrian::program::Quad, cambrian::program::Quad);
cambrian::program::Quad fmaf128(cambrian::program::Quad, cambrian::program::Quad,
                                cambrian::program::Quad);
cambrian::program::Quad ldexpf128(cambrian::program::Quad, int);
cambrian::program::Quad frexpf128(cambrian::program::Quad, int*);
int strfromf128(char*, std::size_t, const char*, cambrian::program::Quad);
cambrian::program::Quad strtof128(const char*, char**);
}
#else
#define CAMBRIAN_QUAD_FUNCTION(NAME) \
  cambrian::program::Quad cambrian::program::NAME(Quad x) { return ::NAME##l(x); }
#endif

CAMBRIAN_QUAD_FUNCTION(sqrt)
CAMBRIAN_QUAD_FUNCTION(cbrt)
CAMBRIAN_QUAD_FUNCTION(exp)
CAMBRIAN_QUAD_FUNCTION(log)
CAMBRIAN_QUAD_FUNCTION(log2)
CAMBRIAN_QUAD_FUNCTION(log1p)
CAMBRIAN_QUAD_FUNCTION(sin)
CAMBRIAN_QUAD_FUNCTION(cos)
CAMBRIAN_QUAD_FUNCTION(tan)
CAMBRIAN_QUAD_FUNCTION(asin)
CAMBRIAN_QUAD_FUNCTION(acos)
CAMBRIAN_QUAD_FUNCTION(atan)
CAMBRIAN_QUAD_FUNCTION(sinh)
CAMBRIAN_QUAD_FUNCTION(cosh)
CAMBRIAN_QUAD_FUNCTION(tanh)
CAMBRIAN_QUAD_FUNCTION(asinh)
CAMBRIAN_QUAD_FUNCTION(acosh)
CAMBRIAN_QUAD_FUNCTION(atanh)
CAMBRIAN_QUAD_FUNCTION(erf)
CAMBRIAN_QUAD_FUNCTION(erfc)
CAMBRIAN_QUAD_FUNCTION(tgamma)
CAMBRIAN_QUAD_FUNCTION(floor)
CAMBRIAN_QUAD_FUNCTION(ceil)
CAMBRIAN_QUAD_FUNCTION(rint)

namespace cambrian::program {

#if defined(__SIZEOF_FLOAT128__)
Quad pow(Quad x, Quad y) { return powf128(x, y); }
Quad fma(Quad a, Quad b, Quad c) { return fmaf128(a, b, c); }
Quad ldexp(Quad x, int exponent) { return ldexpf128(x, exponent); }
Quad frexp(Quad x, int* exponent) { return frexpf128(x, exponent); }

std::string to_text(Quad x, int digits) {
  std::array<char, 64> text{};
  const std::string format = "%." + std::to_string(digits) + "g";
  strfromf128(text.data(), text.size(), format.c_str(), x);
  return text.data();
}

Quad quad_of(const std::string& text) {
  char* end = nullptr;
  const Quad value = strtof128(text.c_str(), &end);
  if (text.empty() || *end != 0) return std::numeric_limits<double>::quiet_NaN();
  return value;
}
#else
Quad pow(Quad x, Quad y) { return ::powl(x, y); }
Quad fma(Quad a, Quad b, Quad c) { return ::fmal(a, b, c); }
Quad ldexp(Quad x, int exponent) { return ::ldexpl(x, exponent); }
Quad frexp(Quad x, int* exponent) { return ::frexpl(x, exponent); }

std::string to_text(Quad x, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*Lg", digits, x);
  return text.data();
}

Quad quad_of(const std::string& text) {
  char* end = nullptr;
  const Quad value = std::strtold(text.c_str(), &end);
  if (text.empty() || *end != 0) return std::numeric_limits<double>::quiet_NaN();
  return value;
}
#endif

}  // namespace cambrian::program
