// Units: physical dimensions of columns, and whether a formula adds metres to seconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/expression/expression.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// Exponents of the seven SI base units: m, kg, s, A, K, mol, cd, each a rational number.
struct Dimensions {
  static constexpr std::size_t kBases = 7;
  static constexpr std::int32_t kOne = 120960;   ///< exponent 1; 2^7 * 3^3 * 5 * 7
  std::array<std::int32_t, kBases> exponents{};  ///< in units of 1/kOne

  bool operator==(const Dimensions&) const = default;
  bool dimensionless() const { return *this == Dimensions{}; }
};

/// Reads "m/s^2", "kg m^2 s^-2", "m*s**(1/2)", "km", "1", "", "N m", "eV", "rad"; SI prefixes and
/// derived units. Scales are ignored (km = m): constants absorb them.
Result<Dimensions> parse_units(std::string_view text);
/// "m s^-2", "kg m^(1/2)"; "1" when dimensionless.
std::string to_text(const Dimensions& dimensions);

struct UnitsOptions {
  bool constants_are_dimensionless = false;  ///< else a constant takes any units (wildcard)
};

/// Checks formulas. Immutable and thread-safe.
class UnitsChecker {
 public:
  /// `variables` by column; a column without known units is dimensionless.
  UnitsChecker(const Vocabulary& vocabulary, std::vector<Dimensions> variables, Dimensions target,
               UnitsOptions options = {});

  /// Number of places where dimensions contradict: operators whose arguments do not fit, and the
  /// root if it is not the target's. 0 = consistent. After a contradiction the result counts as a
  /// wildcard, so one mistake is one. + - min max mod and comparisons want equal dimensions; * /
  /// inv square cube sqrt cbrt abs neg carry them; pow wants a dimensionless base and exponent, or
  /// an exponent that is a constant multiple of 1/12; all else wants dimensionless arguments. A
  /// wildcard fits anywhere; + of two wildcards, or * with one, is a wildcard.
  std::size_t violations(const Expression& expression) const;

  /// By column.
  const std::vector<Dimensions>& variables() const { return variables_; }
  const Dimensions& target() const { return target_; }

  /// Dimensions of op(x), or of x op y, by these rules (without wildcards); none when they
  /// contradict.
  static std::optional<Dimensions> result(Op op, const Dimensions& x);
  static std::optional<Dimensions> result(Op op, const Dimensions& x, const Dimensions& y);

 private:
  struct Quantity {
    Dimensions dimensions;
    bool wildcard = false;
  };
  std::size_t walk(const Expression& expression, std::span<const Quantity> arguments,
                   std::vector<Quantity>& stack) const;
  static bool unary(Op op, Quantity& x);
  static bool binary(Op op, Quantity& x, const Quantity& y, const Node& last);

  std::vector<Dimensions> variables_;
  Dimensions target_;
  UnitsOptions options_;
  std::vector<Expression> bodies_;  ///< of user definitions, expanded
};

}  // namespace cambrian::expression
