// Target: the function that programs approximate, in binary128.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/expression/vocabulary.hpp"
#include "operators/program/quad.hpp"

namespace cambrian::approximation {

using program::Quad;

/// A function of one variable, written as an expression or by name. Immutable; safe for many
/// threads.
class Target {
 public:
  /// "2^x", "x*exp(-x)", or a name alone: "exp2", "erf", "airy". Beyond what expressions know
  /// there are exp2, exp10, expm1, erfc, gelu, silu, softplus, rsqrt, bessel_i_half and airy.
  /// The variable may have any name. Errors: a fault of the expression, with its column; an unknown
  /// name, with the nearest; two variables, or none.
  static Result<Target> parse(const std::string& text);

  /// Within a few units of the last place of binary128, but where the expression itself cancels.
  Quad operator()(Quad x) const;
  /// As an expression of the variable.
  const std::string& text() const { return text_; }

  const expression::Expression& expression() const { return expression_; }
  const expression::Vocabulary& vocabulary() const { return *vocabulary_; }

 private:
  std::string text_;
  expression::Expression expression_;
  std::shared_ptr<const expression::Vocabulary> vocabulary_;
};

/// What a number in an expression means: the nearest doubles of pi and e stand for these.
Quad literal(double value);
/// The Airy function Ai for |x| <= 10, else NaN.
Quad airy(Quad x);

/// "-pi/4" or "0.5" as a number. `where` names the place in errors.
Result<Quad> constant_of(const std::string& text, const std::string& where);

}  // namespace cambrian::approximation
