// Floats by their bits: the constants and orders that code for single precision shares.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace cambrian::program {

/// Of sqrt(1/2), rounded down: significands lie in [sqrt(1/2), sqrt(2)).
inline constexpr std::int32_t kRootHalfBits = 0x3F3504F3;
/// Takes subnormal floats to normal ones: 2^23.
inline constexpr float kSubnormalScale = 8388608;
/// Operator scale treats larger exponents as this: the result is 0 or infinite before.
inline constexpr float kMostScale = 252;

/// Floats as integers in their order: -0 and 0 are 0, neighbours differ by 1. Not for NaN.
inline std::int64_t order_of(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto size = static_cast<std::int64_t>(bits & 0x7FFFFFFFU);
  return (bits >> 31) != 0 ? -size : size;
}
inline float float_at(std::int64_t order) {
  const auto size = static_cast<std::uint32_t>(order < 0 ? -order : order);
  return std::bit_cast<float>(order < 0 ? size | 0x80000000U : size);
}

/// The distance of a float from the true value, in units of the last place of a float of the
/// true value's size (2^-149 at least). 0.5 at most for the nearest float. A value that is infinite
/// or NaN is right where the truth is, too, or beyond the largest float: then 0, else infinite.
inline double error_in_ulp(float value, double truth) {
  const double infinite = std::numeric_limits<double>::infinity();
  if (std::isnan(truth)) return std::isnan(value) ? 0 : infinite;
  if (!std::isfinite(value)) return value == static_cast<float>(truth) ? 0 : infinite;
  if (!std::isfinite(truth)) return infinite;
  const int exponent = truth == 0 ? -126 : std::max(std::ilogb(truth), -126);
  return std::fabs(value - truth) * std::ldexp(1.0, 23 - exponent);
}

}  // namespace cambrian::program
