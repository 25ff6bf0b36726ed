#include "problems/symbolic_regression/scorer.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Node;
using expression::Op;

// Constants of a front member are settled by this many rows; more only cost time.
constexpr std::size_t kPolishRows = 8192;

std::size_t rows_in(expression::RowRange rows, std::size_t all) {
  return std::min(rows.end, all) - rows.begin;
}

bool has_constant(const Expression& f) {
  return std::any_of(f.nodes.begin(), f.nodes.end(), [](const Node& n) { return n.is_constant(); });
}

}  // namespace

Scorer::Scorer(const Problem& problem)
    : problem_(problem),
      single_(problem.training_float.rows() > 0),
      float_(&problem.vocabulary),
      double_(&problem.vocabulary),
      float_fitter_(&problem.vocabulary),
      double_fitter_(&problem.vocabulary) {}

void Scorer::count(std::uint64_t passes, std::size_t rows) {
  evaluations_ += passes * std::max<std::size_t>(1, rows / problem_.batch_rows);
}

template <class Real>
Score Scorer::score_in(expression::Interpreter<Real>& interpreter,
                       const expression::Samples<Real>& samples, const Expression& f,
                       expression::RowRange rows) {
  if (problem_.scales_linearly()) {
    const expression::LinearFit found = interpreter.linear_fit(f, samples, rows);
    return {found.mse / problem_.baseline, found.offset, found.slope};
  }
  return {interpreter.loss(f, samples, problem_.loss, rows) / problem_.baseline};
}

Score Scorer::score(const Expression& f, expression::RowRange rows) {
  ++evaluations_;
  Score result = single_ ? score_in(float_, problem_.training_float, f, rows)
                         : score_in(double_, problem_.training, f, rows);
  result.loss += problem_.units_cost(f);
  return result;
}

bool Scorer::fit(Expression& f, expression::RowRange rows, Random& random) {
  if (!has_constant(f)) return false;
  const RegressionConfig& config = problem_.config;
  const expression::FitOptions options{.loss = problem_.loss,
                                       .iterations = config.fit_iterations,
                                       .restarts = config.fit_restarts,
                                       .linear_scaling = problem_.scales_linearly(),
                                       .rows = rows};
  expression::FitResult fitted =
      single_ ? float_fitter_.fit(f, problem_.training_float, options, &random)
              : double_fitter_.fit(f, problem_.training, options, &random);
  count(fitted.evaluations, rows_in(rows, problem_.training.rows()));
  if (!fitted.improved) return false;
  f = std::move(fitted.expression);
  return true;
}

void Scorer::polish(Expression& f, int iterations) {
  if (!problem_.fits_constants() || !has_constant(f)) return;
  const std::size_t rows = std::min(kPolishRows, problem_.training.rows());
  expression::FitResult fitted = double_fitter_.fit(
      f, problem_.training, {.loss = problem_.loss, .iterations = iterations, .rows = {0, rows}});
  count(fitted.evaluations, rows);
  if (fitted.improved) f = std::move(fitted.expression);
}

double Scorer::training_loss(const Expression& f) {
  count(1, problem_.training.rows());
  double loss = double_.loss(f, problem_.training, problem_.loss);
  if (problem_.units && problem_.units->violations(f) > 0) {
    loss += problem_.units_cost(f) * problem_.baseline;
  }
  return loss;
}

double Scorer::validation_loss(const Expression& f) {
  if (problem_.validation.rows() == 0) return std::nan("");
  return double_.loss(f, problem_.validation, problem_.loss);
}

Expression scaled(const Expression& f, double offset, double slope) {
  Expression result = f;
  if (slope != 1) {
    result = Expression::apply(Op::mul, Expression::of(Node::constant(slope)), result);
  }
  if (offset != 0) {
    result = Expression::apply(Op::add, result, Expression::of(Node::constant(offset)));
  }
  return result;
}

Expression without_scaling(const Expression& e) {
  std::size_t root = e.size() - 1;
  while (true) {
    const Node& node = e.nodes[root];
    if (node.op == Op::neg) {
      root -= 1;
      continue;
    }
    const bool linear =
        node.op == Op::add || node.op == Op::sub || node.op == Op::mul || node.op == Op::div;
    if (!linear) break;
    const std::size_t left = e.argument(root, 0);
    const std::size_t right = e.argument(root, 1);
    if (e.nodes[right].is_constant()) {
      root = left;
    } else if (e.nodes[left].is_constant() && node.op != Op::div) {
      root = right;
    } else {
      break;
    }
  }
  const auto part = e.subtree(root);
  return {{part.begin(), part.end()}};
}

}  // namespace cambrian::regression
