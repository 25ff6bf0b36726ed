// Ball: a number known up to a radius; arithmetic that never loses the true value.
#pragma once

#include <cmath>
#include <limits>

#include "operators/program/quad.hpp"

namespace cambrian::approximation {

using program::Quad;

/// Every real number within `radius` of `middle`. Radii are doubles, rounded up. An infinite radius
/// (or NaN) says that nothing is known.
struct Ball {
  Quad middle = 0;
  double radius = 0;

  Ball() = default;
  Ball(Quad m) : middle(m) {}
  Ball(Quad m, double r) : middle(m), radius(r) {}

  static double up(double r) {
    return r == 0 ? 0 : r * (1 + 4 * std::numeric_limits<double>::epsilon()) + 5e-324;
  }
  /// A double that is not below |x|.
  static double above(Quad x) { return up(static_cast<double>(program::fabs(x))); }
  /// What rounding `x` to binary128 may have lost.
  static double rounding(Quad x) { return x == 0 ? 0 : up(above(x) * 0x1p-112); }

  double largest() const { return up(above(middle) + radius); }
  /// A double that is not above |x| for all x in the ball; 0 if 0 is in it.
  double smallest() const {
    const double least = static_cast<double>(program::fabs(middle)) * (1 - 0x1p-50) - up(radius);
    return least > 0 ? least * (1 - 0x1p-50) : 0;
  }
  bool is_zero() const { return middle == 0 && radius == 0; }
};

inline Ball operator-(const Ball& a) { return {-a.middle, a.radius}; }
inline Ball operator+(const Ball& a, const Ball& b) {
  const Quad m = a.middle + b.middle;
  return {m, Ball::up(Ball::up(a.radius + b.radius) + Ball::rounding(m))};
}
inline Ball operator-(const Ball& a, const Ball& b) { return a + (-b); }
inline Ball operator*(const Ball& a, const Ball& b) {
  const Quad m = a.middle * b.middle;
  double r = Ball::rounding(m);
  if (a.radius != 0) r = Ball::up(r + Ball::up(a.radius * b.largest()));
  if (b.radius != 0) r = Ball::up(r + Ball::up(b.radius * Ball::above(a.middle)));
  return {m, r};
}
inline Ball operator/(const Ball& a, const Ball& b) {
  const double least = b.smallest();
  if (!(least > 0)) return {0, std::numeric_limits<double>::infinity()};
  const Quad m = a.middle / b.middle;
  // |a/b - m| <= (radius of a + |m| * radius of b) / |b|
  const double change = Ball::up(a.radius + Ball::up(Ball::above(m) * b.radius));
  return {m, Ball::up(Ball::up(change / least) + Ball::rounding(m))};
}

/// The ends, rounded outwards.
inline Quad lowest(const Ball& a) {
  const Quad low = a.middle - Ball::up(a.radius);
  return low - Ball::rounding(low);
}
inline Quad highest(const Ball& a) { return -lowest(-a); }
inline Ball sqrt(const Ball& a) {
  const Quad low = lowest(a);
  if (!(low > 0)) return {0, std::numeric_limits<double>::infinity()};
  const Quad root = program::sqrt(a.middle);
  const double slope = 1 / std::sqrt(static_cast<double>(low) * (1 - 0x1p-40));
  return {root, Ball::up(Ball::up(a.radius * slope) + Ball::rounding(root) * 16)};
}
inline Ball fma(const Ball& a, const Ball& b, const Ball& c) { return a * b + c; }

}  // namespace cambrian::approximation
