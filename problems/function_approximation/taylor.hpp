// Taylor: the first coefficients of a function's expansion, each known up to a radius.
#pragma once

#include <array>
#include <cstddef>

#include "problems/function_approximation/ball.hpp"

namespace cambrian::approximation {

/// f(c + t) = sum over k < kTerms of coefficients[k] t^k + ...; for every c in a ball at once.
struct Taylor {
  static constexpr std::size_t kTerms = 14;
  std::array<Ball, kTerms> coefficients{};

  Taylor() = default;
  Taylor(Quad constant) { coefficients[0] = constant; }
  explicit Taylor(const Ball& constant) { coefficients[0] = constant; }
  /// The variable itself at a place (or in a ball).
  static Taylor variable(const Ball& at);

  Ball& operator[](std::size_t k) { return coefficients[k]; }
  const Ball& operator[](std::size_t k) const { return coefficients[k]; }
};

Taylor operator+(const Taylor& a, const Taylor& b);
Taylor operator-(const Taylor& a, const Taylor& b);
Taylor operator-(const Taylor& a);
Taylor operator*(const Taylor& a, const Taylor& b);
Taylor operator/(const Taylor& a, const Taylor& b);
Taylor fma(const Taylor& a, const Taylor& b, const Taylor& c);
Taylor sqrt(const Taylor& a);
Taylor exp(const Taylor& a);
Taylor log(const Taylor& a);
Taylor log1p(const Taylor& a);
/// Sine and cosine, or their hyperbolic counterparts.
struct TaylorPair {
  Taylor sine, cosine;
};
TaylorPair sine_cosine(const Taylor& a, bool hyperbolic);
Taylor atan(const Taylor& a);
Taylor asin(const Taylor& a);
Taylor asinh(const Taylor& a);
Taylor atanh(const Taylor& a);
Taylor erf(const Taylor& a);
Taylor erfc(const Taylor& a);

}  // namespace cambrian::approximation
