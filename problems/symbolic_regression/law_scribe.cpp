#include "problems/symbolic_regression/law_scribe.hpp"

#include <algorithm>
#include <cmath>

#include "operators/expression/library/law.hpp"
#include "operators/expression/library/normal_form.hpp"
#include "operators/expression/round_constants.hpp"

namespace cambrian::regression {
namespace {

constexpr int kPolishIterations = 8;

}  // namespace

std::optional<Individual> LawScribe::approximation(const expression::Expression& e) {
  expression::Expression f = e;
  simplifier_.simplify(f);
  if (!problem_.allows(f)) return std::nullopt;
  scorer_.polish(f, kPolishIterations);
  simplifier_.simplify(f);
  return judged(f);
}

std::optional<Individual> LawScribe::law(const expression::Expression& law) {
  expression::Expression e = law;
  simplifier_.simplify(e);
  const auto loss_of = [this](const expression::Expression& candidate) {
    return scorer_.training_loss(candidate) / problem_.baseline;
  };
  if (!(loss_of(e) <= problem_.law_tolerance)) scorer_.polish(e, 2 * kPolishIterations);
  shorten(e);
  e = expression::round_constants(e, loss_of, {.absolute_tolerance = 0.1 * problem_.law_tolerance});
  simplifier_.simplify(e);
  return judged(e);
}

// Laws that were found through several steps are often said more simply.
void LawScribe::shorten(expression::Expression& law) {
  const std::uint64_t allowed = expression::operators_of(problem_.vocabulary);
  const double limit =
      std::max(2 * scorer_.training_loss(law), problem_.law_tolerance * problem_.baseline);
  const expression::Expression original = law;
  for (const expression::Sums sums : {expression::Sums::whole, expression::Sums::expanded}) {
    auto form = expression::normal_form(original, sums, allowed);
    if (!form) continue;
    simplifier_.simplify(*form);
    const bool shorter =
        problem_.constraints.complexity(*form) < problem_.constraints.complexity(law);
    if (shorter && problem_.allows(*form) && scorer_.training_loss(*form) <= limit) law = *form;
  }
}

std::optional<Individual> LawScribe::judged(const expression::Expression& e) {
  const double loss = scorer_.training_loss(e);
  if (!problem_.allows(e) || !std::isfinite(loss)) return std::nullopt;
  return Individual{
      to_genome(e), {loss}, static_cast<std::uint32_t>(problem_.constraints.complexity(e))};
}

}  // namespace cambrian::regression
