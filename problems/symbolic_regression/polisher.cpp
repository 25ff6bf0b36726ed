#include "problems/symbolic_regression/polisher.hpp"

#include <algorithm>
#include <cmath>

#include "operators/expression/round_constants.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Node;
using expression::Op;

constexpr int kPolishIterations = 12;
// A candidate must be this much better than the champion: less is noise of its constants, which
// the champion's own fit has already settled.
constexpr double kClearlyBetter = 0.999;
// Losses below it are rounding of single precision: every such candidate is looked at.
constexpr double kNearlyExact = 1e-11;

std::size_t cost_of(const expression::Constraints& constraints, Op op) {
  const Expression c = Expression::of(Node::constant(1));
  const Expression x = Expression::of(Node::variable(0));
  const std::size_t with = constraints.complexity(Expression::apply(op, c, x));
  return with - std::min(with, constraints.complexity(x));
}

}  // namespace

Polisher::Polisher(Scorer& scorer, Champions& champions)
    : scorer_(scorer),
      champions_(champions),
      problem_(scorer.problem()),
      simplifier_(problem_.vocabulary),
      slope_cost_(cost_of(problem_.constraints, Op::mul)),
      offset_cost_(cost_of(problem_.constraints, Op::add)),
      offset_floor_(1e-6 * std::sqrt(problem_.target_variance)),
      limits_(champions.max_complexity() + 1),
      waiting_(champions.max_complexity() + 1) {}

void Polisher::begin(expression::RowRange rows) {
  const bool sampled = problem_.batch_rows < problem_.training.rows();
  double best_smaller = INFINITY;
  for (std::size_t c = 0; c < limits_.size(); ++c) {
    const Champion& champion = champions_[c];
    double loss = champion.loss;
    if (sampled && !champion.empty()) loss = scorer_.score(champion.expression, rows).loss;
    if (!(loss >= 0)) loss = INFINITY;
    // Polishing may still halve a loss, so a candidate somewhat worse than the front counts.
    limits_[c] = kClearlyBetter * std::min(loss, 2 * best_smaller);
    best_smaller = std::min(best_smaller, loss);
    waiting_[c].waiting = false;
  }
  tried_.clear();
  update_weakest();
}

void Polisher::update_weakest() {
  weakest_limit_ = std::max(kNearlyExact, *std::max_element(limits_.begin(), limits_.end()));
}

void Polisher::weigh(const Expression& f, std::size_t complexity, const Score& score) {
  if (std::fabs(score.slope - 1) > 1e-5) complexity += slope_cost_;
  if (std::fabs(score.offset) > offset_floor_) complexity += offset_cost_;
  if (complexity >= limits_.size()) return;
  if (score.loss >= limits_[complexity]) {
    if (score.loss > kNearlyExact || champions_[complexity].loss <= problem_.law_tolerance) return;
    const std::uint64_t hash = expression::structure_hash(f.nodes);
    if (std::find(tried_.begin(), tried_.end(), hash) != tried_.end()) return;
    tried_.push_back(hash);
  }
  Candidate& candidate = waiting_[complexity];
  candidate.f = f;
  candidate.score = score;
  candidate.waiting = true;
  limits_[complexity] = std::min(limits_[complexity], kClearlyBetter * score.loss);
}

void Polisher::finish() {
  for (Candidate& candidate : waiting_) {
    if (!candidate.waiting) continue;
    candidate.waiting = false;
    polish_scaled(candidate);
  }
}

void Polisher::polish_scaled(const Candidate& candidate) {
  if (!problem_.scales_linearly()) return polish(candidate.f);
  const bool has_slope = std::fabs(candidate.score.slope - 1) > 1e-5;
  const bool has_offset = std::fabs(candidate.score.offset) > offset_floor_;
  const double slope = has_slope ? candidate.score.slope : 1;
  const double offset = has_offset ? candidate.score.offset : 0;
  polish(scaled(candidate.f, offset, slope));
  // Without the offset it is simpler, and right where units forbid one.
  if (has_offset) polish(scaled(candidate.f, 0, slope));
  // With neither it is the simplest: on noisy rows the best slope of a law is not quite 1.
  if (!has_offset && !has_slope) return;
  Expression plain = candidate.f;
  simplify(plain);
  offer(plain);
}

void Polisher::polish(Expression e) {
  simplify(e);
  scorer_.polish(e, kPolishIterations);
  simplify(e);
  const double loss = offer(e);
  if (loss < kNearlyExact) snap(e);
}

// Folding may make constants of a kind that is not allowed.
void Polisher::simplify(Expression& e) {
  Expression simpler = e;
  if (simplifier_.simplify(simpler) && problem_.allows(simpler)) e = std::move(simpler);
}

double Polisher::offer(Expression& e) {
  if (!problem_.allows(e)) return INFINITY;
  const double loss = scorer_.training_loss(e) / problem_.baseline;
  champions_.offer(e, loss, problem_.constraints.complexity(e));
  return loss;
}

// Near an exact law constants such as 1.9999999 or 1e-12 hide a simpler formula.
void Polisher::snap(const Expression& e) {
  if (!problem_.fits_constants()) return;
  const auto loss_of = [this](const Expression& tried) {
    return scorer_.training_loss(tried) / problem_.baseline;
  };
  Expression rounded = expression::round_constants(
      e, loss_of, {.relative_tolerance = 0.01, .absolute_tolerance = problem_.law_tolerance});
  if (rounded == e) return;
  simplify(rounded);
  offer(rounded);
}

}  // namespace cambrian::regression
