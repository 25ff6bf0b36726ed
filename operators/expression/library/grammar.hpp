// Grammar: what the library's expressions are made of: operators, and the forms in which their
// arguments come.
#pragma once

#include <array>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <vector>

#include "operators/expression/expression.hpp"
#include "operators/expression/library/user_function.hpp"
#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// The form in which an entry v is used: offset + scale * v. Forms put the commonest constants of
/// formulas inside them, where no fit reaches.
enum class Form : std::uint8_t {
  plain,
  one_plus,
  one_minus,
  minus_one,
  negated,
  doubled,
  halved,
  times_pi,
  times_two_pi,
  one_plus_two,
  one_minus_two,
  one_plus_half,
  one_minus_half,
};
struct FormInfo {
  double offset, scale;
  std::uint8_t cost;
};
inline constexpr std::array kForms = {
    FormInfo{0, 1, 0},
    FormInfo{1, 1, 1},
    FormInfo{1, -1, 1},
    FormInfo{-1, 1, 1},
    FormInfo{0, -1, 0},
    FormInfo{0, 2, 1},
    FormInfo{0, .5, 1},
    FormInfo{0, std::numbers::pi, 1},
    FormInfo{0, 2 * std::numbers::pi, 1},
    FormInfo{1, 2, 2},
    FormInfo{1, -2, 2},
    FormInfo{1, .5, 2},
    FormInfo{1, -.5, 2},
};
constexpr const FormInfo& info(Form form) { return kForms[static_cast<std::size_t>(form)]; }

/// Costs of an entry: its leaves and functions; a sum or product of two costs only what they do.
inline constexpr std::uint8_t kVariableCost = 2;
inline constexpr std::uint8_t kUnaryCost = 2;

/// Whether an operator of the library, where the user's have one argument, has one.
inline bool is_unary(Op op) { return op == Op::user || info(op).arity == 1; }

/// One way to make entries: `op` of children in given forms.
struct Rule {
  Op op;
  Form left, right;                   ///< `right` is unused by a unary operator
  bool symmetric;                     ///< a op b and b op a are of one class
  SharedFunction function = nullptr;  ///< of Op::user

  bool unary() const { return is_unary(op); }
};

/// The rules that follow from the operators a user allows, cheap ones first.
std::vector<Rule> rules_of(const Vocabulary& vocabulary);

/// The form of an expression as an expression.
Expression in_form(Form form, Expression expression);

}  // namespace cambrian::expression
