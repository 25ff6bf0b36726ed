// Context: what stands around an unknown expression w in a law y = f(w), peeled from the outside.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "operators/expression/library/grammar.hpp"
#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

/// A function undone: y = op(w) means w = by(|y|), up to signs which the data tell.
struct Inverse {
  Op op, by;
  int cost = 1;
  SharedFunction function = nullptr;  ///< of Op::user
};
/// The operator that undoes another, both functions of one argument, if there is one.
std::optional<Op> inverse_of(Op op);
/// The one of + - * / that undoes another by the same right argument.
Op opposite_of(Op op);
/// One peel, from the value t outside to the value w inside.
struct Step {
  enum class Kind : std::uint8_t {
    invert,   ///< t = op(w), w = by(|t|)
    form,     ///< w = offset + scale t
    combine,  ///< w = t op term
  };
  Kind kind = Kind::form;
  Op op = Op::add, by = Op::add;
  Form form = Form::plain;
  Term term;
  SharedFunction function = nullptr;  ///< of Op::user

  static Step inverted(const Inverse& inverse) {
    return {Kind::invert, inverse.op, inverse.by, Form::plain, {}, inverse.function};
  }
  static Step formed(Form form) { return {Kind::form, Op::add, Op::add, form, {}}; }
  static Step combined(Op op, Term term) { return {Kind::combine, op, op, Form::plain, term}; }
};

/// The inverses of the operators a user allows, 1 each, 2 for rare ones; what has none is not
/// peeled. The user's own are those that are given with one.
std::vector<Inverse> inverses_of(const Vocabulary& vocabulary);

using Steps = std::vector<Step>;

/// Whether a step gives dimensional values for dimensional ones: a root does, exp and 1 + w do not.
bool keeps_dimensions(const Step& step);
/// Whether something in a chain wants a dimensionless value.
bool wants_number(const Steps& chain);

/// A chain of inverses and forms of one value, without other columns.
struct Chain {
  Steps steps;
  int cost = 0;
  bool affine = true;    ///< no cheaper chain gives the same affine class
  bool monomial = true;  ///< ... the same monomial class
  /// Index of the chain without the last step, an earlier one; the empty chain's own.
  std::uint32_t prefix = 0;
};
/// All chains of at most this cost (a form costs 1), by rising cost, the empty chain first.
std::vector<Chain> chains(const std::vector<Inverse>& inverses, int max_cost);

/// w on some rows from y: in place. `term_values` gives the value of a term on row r.
/// Signs lost by a step are appended to `signs` (1, -1, or 0 where they differ between rows).
template <class TermValue>
void peel(const Steps& steps, std::vector<double>& values, std::vector<int>& signs,
          TermValue&& term_value);

/// y as an expression of w: the steps undone from the inside. Nothing when a sign is not constant.
std::optional<Expression> wrap(const Steps& steps, const std::vector<int>& signs, Expression w,
                               const Library& library);

// ---------------------------------------------------------------------------------------------

void apply_step(const Step& step, std::vector<double>& values, std::vector<int>& signs);

template <class TermValue>
void peel(const Steps& steps, std::vector<double>& values, std::vector<int>& signs,
          TermValue&& term_value) {
  for (const Step& step : steps) {
    if (step.kind != Step::Kind::combine) {
      apply_step(step, values, signs);
      continue;
    }
    const auto apply = info(step.op).binary;
    const std::vector<double>& term = term_value(step.term);
    for (std::size_t r = 0; r < values.size(); ++r) values[r] = apply(values[r], term[r]);
    signs.push_back(1);
  }
}

}  // namespace cambrian::expression
