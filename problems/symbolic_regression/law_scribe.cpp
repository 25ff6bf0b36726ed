#include "problems/symbolic_regression/law_scribe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/expression/library/law.hpp"
#include "operators/expression/library/normal_form.hpp"
#include "operators/expression/round_constants.hpp"

namespace cambrian::regression {
namespace {

constexpr int kPolishIterations = 8;
// Share of a row by which the loss falls when a constant is fitted to noise, at most as a rule (the
// 95 % point of chi-squared).
constexpr double kChance = 3.84;
// Nodes beyond which no form of a near-miss becomes short enough to be of use.
constexpr std::size_t kLongest = 400;
// Polishing may lower a loss by this factor.
constexpr double kPolishGains = 2;
constexpr double kRounding = 1 + 1e-6;  // by which the loss of the same formula may differ

// The lowest loss of members up to a complexity.
double least_loss(const HallOfFame& hall, std::size_t complexity) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [size, member] : hall.members()) {
    if (size > complexity) break;
    least = std::min(least, member.loss());
  }
  return least;
}

}  // namespace

std::vector<Individual> LawScribe::approximations(const expression::Expression& e,
                                                  const HallOfFame& known) {
  if (e.size() > kLongest) return {};
  expression::Expression f = e;
  simplifier_.simplify(f);
  const double loss = scorer_.training_loss(f);
  shorten(f, kRounding * loss);
  if (!problem_.allows(f)) return {};
  if (!(loss < kPolishGains * least_loss(known, problem_.constraints.complexity(f)))) return {};
  scorer_.polish(f, kPolishIterations);
  simplifier_.simplify(f);
  std::vector<Individual> result;
  if (auto fitted = judged(f)) result.push_back(std::move(*fitted));
  const auto loss_of = [this](const expression::Expression& tried) {
    return scorer_.training_loss(tried);
  };
  const double chance = kChance / static_cast<double>(problem_.training.rows());
  expression::Expression rounded =
      expression::round_constants(f, loss_of, {.relative_tolerance = chance});
  simplifier_.simplify(rounded);
  if (rounded == f) return result;
  if (auto plain = judged(rounded)) result.push_back(std::move(*plain));
  return result;
}

std::optional<Individual> LawScribe::law(const expression::Expression& law) {
  if (law.size() > expression::Expression::kMaxNodes) return std::nullopt;
  expression::Expression e = law;
  simplifier_.simplify(e);
  const auto loss_of = [this](const expression::Expression& candidate) {
    return scorer_.training_loss(candidate) / problem_.baseline;
  };
  if (!(loss_of(e) <= problem_.law_tolerance)) scorer_.polish(e, 2 * kPolishIterations);
  shorten(e, std::max(2 * scorer_.training_loss(e), problem_.law_tolerance * problem_.baseline));
  e = expression::round_constants(e, loss_of, {.absolute_tolerance = 0.1 * problem_.law_tolerance});
  simplifier_.simplify(e);
  return judged(e);
}

// What was found through several steps is often said more simply. `limit`: the largest loss.
void LawScribe::shorten(expression::Expression& law, double limit) {
  const std::uint64_t allowed = expression::operators_of(problem_.vocabulary);
  const expression::Expression original = law;
  for (const expression::Sums sums : expression::kAllSums) {
    auto form = expression::normal_form(original, sums, allowed);
    if (!form || form->size() > expression::Expression::kMaxNodes) continue;
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
