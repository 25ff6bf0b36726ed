#include "problems/function_approximation/taylor.hpp"

#include <cmath>
#include <limits>

namespace cambrian::approximation {
namespace {

constexpr std::size_t kTerms = Taylor::kTerms;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

// The C library's value, with the error it is allowed and what the argument's radius makes of it.
Ball library(Quad value, double spread) {
  if (!program::is_finite(value) || !(spread >= 0)) return {0, kInfinite};
  const double own = value == 0 ? 0 : Ball::up(Ball::above(value) * 0x1p-108);
  return {value, Ball::up(own + Ball::up(spread))};
}

// a / b for a <= b.
const Ball& ratio(std::size_t a, std::size_t b) {
  static const auto table = [] {
    std::array<std::array<Ball, kTerms>, kTerms> ratios;
    for (std::size_t i = 0; i < kTerms; ++i) {
      for (std::size_t j = 1; j < kTerms; ++j) {
        ratios[i][j] = Ball(static_cast<Quad>(i)) / Ball(static_cast<Quad>(j));
      }
    }
    return ratios;
  }();
  return table[a][b];
}

// The function whose derivative is that of `a` times `slope`, and whose value is `first`.
Taylor integral(const Ball& first, const Taylor& a, const Taylor& slope) {
  Taylor y;
  y[0] = first;
  for (std::size_t k = 1; k < kTerms; ++k) {
    Ball sum;
    for (std::size_t j = 1; j <= k; ++j) sum = sum + ratio(j, k) * (a[j] * slope[k - j]);
    y[k] = sum;
  }
  return y;
}

const Taylor& one() {
  static const Taylor value(Quad(1));
  return value;
}

Taylor erf_with(const Taylor& a, const Ball& first, Quad sign) {
  static const Quad kSlope = 2 / program::sqrt(4 * program::atan(Quad(1)));
  const Taylor slope = exp(-(a * a)) * Taylor(library(sign * kSlope, 0));
  return integral(first, a, slope);
}

}  // namespace

Taylor Taylor::variable(const Ball& at) {
  Taylor x(at);
  x[1] = Quad(1);
  return x;
}

Taylor operator+(const Taylor& a, const Taylor& b) {
  Taylor y;
  for (std::size_t k = 0; k < kTerms; ++k) y[k] = a[k] + b[k];
  return y;
}

Taylor operator-(const Taylor& a, const Taylor& b) {
  Taylor y;
  for (std::size_t k = 0; k < kTerms; ++k) y[k] = a[k] - b[k];
  return y;
}

Taylor operator-(const Taylor& a) {
  Taylor y;
  for (std::size_t k = 0; k < kTerms; ++k) y[k] = -a[k];
  return y;
}

Taylor operator*(const Taylor& a, const Taylor& b) {
  Taylor y;
  for (std::size_t i = 0; i < kTerms; ++i) {
    if (a[i].is_zero()) continue;
    for (std::size_t j = 0; i + j < kTerms; ++j) {
      if (!b[j].is_zero()) y[i + j] = y[i + j] + a[i] * b[j];
    }
  }
  return y;
}

Taylor operator/(const Taylor& a, const Taylor& b) {
  Taylor y;
  for (std::size_t k = 0; k < kTerms; ++k) {
    Ball sum = a[k];
    for (std::size_t j = 1; j <= k; ++j) {
      if (!b[j].is_zero()) sum = sum - b[j] * y[k - j];
    }
    y[k] = sum / b[0];
  }
  return y;
}

Taylor fma(const Taylor& a, const Taylor& b, const Taylor& c) { return a * b + c; }

Taylor sqrt(const Taylor& a) {
  Taylor y;
  const double least = static_cast<double>(a[0].middle) - a[0].radius;
  if (!(least > 0)) {
    y[0] = {0, kInfinite};
    return y;
  }
  y[0] = library(program::sqrt(a[0].middle), a[0].radius / std::sqrt(least));
  const Ball twice = y[0] + y[0];
  for (std::size_t k = 1; k < kTerms; ++k) {
    Ball sum = a[k];
    for (std::size_t j = 1; j < k; ++j) sum = sum - y[j] * y[k - j];
    y[k] = sum / twice;
  }
  return y;
}

Taylor exp(const Taylor& a) {
  Taylor y;
  const Quad value = program::exp(a[0].middle);
  y[0] = library(value, Ball::up(Ball::above(value) * Ball::up(std::expm1(a[0].radius) * 1.001)));
  for (std::size_t k = 1; k < kTerms; ++k) {
    Ball sum;
    for (std::size_t j = 1; j <= k; ++j) {
      if (!a[j].is_zero()) sum = sum + ratio(j, k) * (a[j] * y[k - j]);
    }
    y[k] = sum;
  }
  return y;
}

Taylor log(const Taylor& a) {
  const double least = static_cast<double>(a[0].middle) - a[0].radius;
  if (!(least > 0)) return Taylor(Ball(0, kInfinite));
  const Ball first = library(program::log(a[0].middle), a[0].radius / (least * (1 - 0x1p-50)));
  return integral(first, a, one() / a);
}

Taylor log1p(const Taylor& a) {
  const double least = 1 + static_cast<double>(a[0].middle) - a[0].radius;
  if (!(least > 0)) return Taylor(Ball(0, kInfinite));
  const Ball first = library(program::log1p(a[0].middle), a[0].radius / (least * (1 - 0x1p-48)));
  return integral(first, a, one() / (one() + a));
}

TaylorPair sine_cosine(const Taylor& a, bool hyperbolic) {
  TaylorPair y;
  const Quad m = a[0].middle;
  const double r = a[0].radius;
  if (hyperbolic) {
    const double slope = r == 0 ? 0 : std::cosh(std::fabs(static_cast<double>(m)) + r) * 1.001;
    y.sine[0] = library(program::sinh(m), r * slope);
    y.cosine[0] = library(program::cosh(m), r * slope);
  } else {
    y.sine[0] = library(program::sin(m), r);
    y.cosine[0] = library(program::cos(m), r);
  }
  for (std::size_t k = 1; k < kTerms; ++k) {
    Ball s, c;
    for (std::size_t j = 1; j <= k; ++j) {
      if (a[j].is_zero()) continue;
      const Ball part = ratio(j, k) * a[j];
      s = s + part * y.cosine[k - j];
      c = c + part * y.sine[k - j];
    }
    y.sine[k] = s;
    y.cosine[k] = hyperbolic ? c : -c;
  }
  return y;
}

Taylor atan(const Taylor& a) {
  return integral(library(program::atan(a[0].middle), a[0].radius), a, one() / (one() + a * a));
}

Taylor asin(const Taylor& a) {
  const double largest = a[0].largest();
  if (!(largest < 1)) return Taylor(Ball(0, kInfinite));
  const double spread =
      a[0].radius == 0 ? 0 : a[0].radius / std::sqrt(1 - largest * largest) * 1.001;
  return integral(library(program::asin(a[0].middle), spread), a, one() / sqrt(one() - a * a));
}

Taylor asinh(const Taylor& a) {
  return integral(library(program::asinh(a[0].middle), a[0].radius), a,
                  one() / sqrt(one() + a * a));
}

Taylor atanh(const Taylor& a) {
  const double largest = a[0].largest();
  if (!(largest < 1)) return Taylor(Ball(0, kInfinite));
  const double spread = a[0].radius == 0 ? 0 : a[0].radius / (1 - largest * largest) * 1.001;
  return integral(library(program::atanh(a[0].middle), spread), a, one() / (one() - a * a));
}

Taylor erf(const Taylor& a) {
  return erf_with(a, library(program::erf(a[0].middle), a[0].radius * 1.13), 1);
}

Taylor erfc(const Taylor& a) {
  return erf_with(a, library(program::erfc(a[0].middle), a[0].radius * 1.13), -1);
}

}  // namespace cambrian::approximation
