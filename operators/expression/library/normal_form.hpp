// normal_form: an expression written anew as a sum of products of powers, for laws found in
// roundabout forms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "operators/expression/expression.hpp"

namespace cambrian::expression {

/// How sums in powers are treated.
enum class Sums : std::uint8_t {
  kept,      ///< (1 + a/b)^2 stays
  whole,     ///< (b + a)^2 / b^2
  expanded,  ///< 1 + 2 a/b + (a/b)^2
};
inline constexpr std::array kAllSums = {Sums::kept, Sums::whole, Sums::expanded};

/// x (1 - (y/x)^2) x becomes x^2 - y^2: products are multiplied out, powers of equal factors
/// joined, and what the terms of a sum share is taken out of it (of a power unless kept). Equal in
/// value where all columns are positive, else up to signs under roots, and up to rounding: the
/// caller must check it. Written in operators of `allowed` (bit 1 << Op); nothing when that is not
/// possible or there are too many terms.
std::optional<Expression> normal_form(const Expression& expression, Sums sums,
                                      std::uint64_t allowed);

}  // namespace cambrian::expression
