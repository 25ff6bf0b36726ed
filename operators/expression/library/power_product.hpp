// power_product: a product of powers written with the operators that are allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "operators/expression/expression.hpp"

namespace cambrian::expression {

struct Power {
  Expression base;
  double exponent = 1;
};

/// The product as an expression, 1 when all exponents are 0. Equal exponents share a function:
/// sqrt(a / b), square(a * b). `allowed`: bit per operator (1 << Op). Nothing when an exponent
/// cannot be written.
std::optional<Expression> power_product(const std::vector<Power>& powers, std::uint64_t allowed);

}  // namespace cambrian::expression
