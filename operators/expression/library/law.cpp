#include "operators/expression/library/law.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/expression/library/power_product.hpp"
#include "operators/expression/library/relation.hpp"
#include "operators/expression/library/sample_rows.hpp"
#include "operators/expression/library/values.hpp"

namespace cambrian::expression {
namespace {

// Below this the smallest numbers have fewer digits than others.
bool lost_digits(double v) { return v != 0 && std::fabs(v) < std::numeric_limits<double>::min(); }

Columns columns_of(const Probe& probe) { return {probe.columns.begin(), probe.columns.end()}; }

}  // namespace

double tolerance_for(std::size_t terms, double tolerance) {
  constexpr double kDigitsPerTerm = 2, kFinest = 1e-22;
  const double further = std::max(0.0, static_cast<double>(terms) - 2);
  return std::max(tolerance * std::pow(10.0, -kDigitsPerTerm * further),
                  std::min(kFinest, tolerance));
}

double typical_spread(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double median = *middle;
  for (double& v : values) v = std::fabs(v - median);
  std::nth_element(values.begin(), middle, values.end());
  return std::max(*middle, 1e-300);
}

std::uint64_t operators_of(const Vocabulary& vocabulary) {
  std::uint64_t allowed = 0;
  for (const auto* nodes : {&vocabulary.unary, &vocabulary.binary, &vocabulary.rare}) {
    for (const Node& node : *nodes) {
      if (node.op != Op::user) allowed |= std::uint64_t{1} << static_cast<int>(node.op);
    }
  }
  return allowed;
}

/// Least squares of w (or of log|w|) on the terms of a hit.
struct LawFitter::Model {
  std::vector<int> signs;      ///< of the steps
  std::vector<double> inside;  ///< w
  std::vector<std::vector<double>> terms;
  std::vector<double> weights;       ///< of the rows; empty: all alike
  std::vector<std::size_t> rows;     ///< those that the fit used
  std::vector<double> coefficients;  ///< constant, factors' exponents (logarithmic), terms
  double residual = std::numeric_limits<double>::infinity();  ///< relative to the spread of w
};

LawFitter::LawFitter(const Library& library, LawData data, const Vocabulary& vocabulary)
    : library_(library), data_(std::move(data)), allowed_(operators_of(vocabulary)) {
  for (const std::uint32_t row : library.probe().rows) probe_target_.push_back(data_.target[row]);
  double total = 0, sum = 0;
  for (std::size_t r = 0; r < data_.target.size(); ++r) {
    total += weight(r);
    sum += weight(r) * data_.target[r];
  }
  for (std::size_t r = 0; r < data_.target.size(); ++r) {
    const double away = data_.target[r] - sum / total;
    variance_ += weight(r) * away * away;
  }
  variance_ /= static_cast<double>(data_.target.size());
}

double LawFitter::error(const Expression& expression) const {
  const std::vector<double> predicted = evaluate(expression, data_.columns, library_.functions());
  double sum = 0;
  for (std::size_t r = 0; r < predicted.size(); ++r) {
    const double difference = predicted[r] - data_.target[r];
    sum += weight(r) * difference * difference;
  }
  const double error = sum / static_cast<double>(predicted.size()) / variance_;
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

// How a residual of w, or of log|w|, counts in the target: by (dy/dw)², capped.
std::vector<double> LawFitter::weights(const Hit& hit, const std::vector<double>& inside) const {
  constexpr double kStep = 1e-6, kRowsWorth = 30;
  std::vector<double> moved(data_.target.begin(), data_.target.end());
  for (double& y : moved) y += kStep * std::max(std::fabs(y), 1e-9);
  std::vector<int> signs;
  std::vector<double> term_values;
  peel(hit.steps, moved, signs, [&](Term term) -> const std::vector<double>& {
    return term_values = library_.values(term, data_.columns);
  });
  std::vector<double> result(moved.size());
  for (std::size_t r = 0; r < moved.size(); ++r) {
    const double change =
        hit.logarithmic ? std::log(std::fabs(moved[r] / inside[r])) : moved[r] - inside[r];
    const double slope = change / (kStep * std::max(std::fabs(data_.target[r]), 1e-9));
    const double counts = weight(r) / (slope * slope);
    result[r] = std::isfinite(counts) ? counts : 0;
  }
  const double cap = cap_weights(result, kRowsWorth);
  for (double& w : result) w = cap > 0 ? w / cap : 1;
  return result;
}

LawFitter::Model LawFitter::linear_model(const Hit& hit, Rows rows_used) const {
  const bool on_probe = rows_used == Rows::probe;
  const Columns columns = on_probe ? columns_of(library_.probe()) : data_.columns;
  Model model;
  const std::span<const double> target = on_probe ? probe_target_ : data_.target;
  model.inside.assign(target.begin(), target.end());
  std::vector<double> term_values;
  peel(hit.steps, model.inside, model.signs, [&](Term term) -> const std::vector<double>& {
    return term_values = library_.values(term, columns);
  });
  std::vector<std::vector<double>> regressors = {std::vector<double>(model.inside.size(), 1.0)};
  if (hit.logarithmic) {
    for (const std::uint16_t factor : library_.probe().factors) {
      regressors.emplace_back(columns[factor].begin(), columns[factor].end());
    }
  }
  for (const Term term : hit.terms) {
    model.terms.push_back(library_.values(term, columns));
    regressors.push_back(model.terms.back());
  }
  if (rows_used == Rows::all_weighted) model.weights = weights(hit, model.inside);
  std::vector<double> wanted = model.inside;
  const auto log_abs = [](double& v) { v = std::log(std::fabs(v)); };
  if (hit.logarithmic) {
    std::for_each(wanted.begin(), wanted.end(), log_abs);
    for (std::size_t k = 1; k < regressors.size(); ++k) {
      std::for_each(regressors[k].begin(), regressors[k].end(), log_abs);
    }
  }
  for (std::size_t r = 0; r < wanted.size(); ++r) {
    const bool usable = std::isfinite(wanted[r]) && !lost_digits(target[r]) &&
                        std::all_of(regressors.begin(), regressors.end(),
                                    [r](const auto& values) { return std::isfinite(values[r]); });
    if (usable) model.rows.push_back(r);
  }
  // Where most rows are undefined there is no law to see.
  if (model.rows.size() < std::max(regressors.size() + 1, wanted.size() / 2)) return model;
  if (!hit.exponents.empty()) {
    model.coefficients = {0};  // sought where the product is known
    model.coefficients.insert(model.coefficients.end(), hit.exponents.begin(), hit.exponents.end());
    return model;
  }
  const auto rows = static_cast<Eigen::Index>(model.rows.size());
  Eigen::MatrixXd matrix(rows, static_cast<Eigen::Index>(regressors.size()));
  Eigen::VectorXd goal(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const std::size_t r = model.rows[static_cast<std::size_t>(i)];
    const double root = model.weights.empty() ? 1 : std::sqrt(model.weights[r]);
    for (std::size_t k = 0; k < regressors.size(); ++k) {
      matrix(i, static_cast<Eigen::Index>(k)) = root * regressors[k][r];
    }
    goal(i) = root * wanted[r];
  }
  const Eigen::VectorXd scale = matrix.colwise().norm().cwiseMax(1e-300);
  const Eigen::VectorXd solution =
      (matrix * scale.cwiseInverse().asDiagonal()).colPivHouseholderQr().solve(goal);
  const Eigen::VectorXd coefficients = solution.cwiseQuotient(scale);
  model.coefficients.assign(coefficients.begin(), coefficients.end());
  const Eigen::VectorXd left = goal - matrix * coefficients;
  // A w that hardly varies has lost the target to rounding: anything would fit it.
  const double spread = typical_spread({goal.begin(), goal.end()});
  if (spread < 1e-6 * goal.lpNorm<Eigen::Infinity>() || spread < 1e-200) return model;
  model.residual = left.norm() / std::sqrt(static_cast<double>(rows)) / spread;
  return model;
}

bool LawFitter::plausible(const Hit& hit) const {
  return linear_model(hit, Rows::probe).residual < kPlausible;
}

std::optional<Hit> LawFitter::sparse(Hit hit) const {
  constexpr std::size_t kMostTerms = 12;
  constexpr double kNothing = 1e-7;  // of the largest part
  Model model = linear_model(hit, Rows::probe);
  while (model.residual < kPlausible) {
    const std::size_t first = model.coefficients.size() - hit.terms.size();
    std::vector<double> parts;
    for (std::size_t i = 0; i < hit.terms.size(); ++i) {
      const auto& values = model.terms[i];
      const double spread = typical_spread(hit.logarithmic ? logarithms(values) : values);
      parts.push_back(std::fabs(model.coefficients[first + i]) * spread);
    }
    // All that do nothing, or else the least.
    const auto [least, most] = std::minmax_element(parts.begin(), parts.end());
    Hit fewer = hit;
    fewer.terms.clear();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] > std::max(*least, kNothing * *most)) fewer.terms.push_back(hit.terms[i]);
    }
    Model without = linear_model(fewer, Rows::probe);
    if (!(without.residual < kPlausible) || hit.terms.empty()) break;
    hit = std::move(fewer);
    model = std::move(without);
  }
  if (!(model.residual < kPlausible) || hit.terms.size() > kMostTerms) return std::nullopt;
  return hit;
}

namespace {

Expression number(double value) { return Expression::of(Node::constant(value)); }

// c times an expression.
Expression scaled(double c, Expression e) {
  return c == 1 ? e : Expression::apply(Op::mul, number(c), e);
}

double largest(const std::vector<double>& values, const std::vector<std::size_t>& rows) {
  double most = 0;
  for (const std::size_t r : rows) most = std::max(most, std::fabs(values[r]));
  return most;
}

// An exponent as people write it, when it is one: a multiple of 1/2, 1/3, 1/4 or 1/5.
double tidy_exponent(double p) {
  for (const double denominator : {1., 2., 3., 4., 5.}) {
    const double rounded = std::round(p * denominator) / denominator;
    if (std::fabs(p - rounded) < 1e-6) return rounded;
  }
  return p;
}

// A power of an expression, or, where that would be a root of what is negative, of its size.
Power power_of_size(Expression base, double exponent, std::span<const double> values) {
  const auto negative = [](double v) { return v < 0; };
  const bool whole = exponent == std::round(exponent);
  if (whole || std::none_of(values.begin(), values.end(), negative)) {
    return {std::move(base), exponent};
  }
  if (std::all_of(values.begin(), values.end(), negative)) {
    return {Expression::apply(Op::sub, number(0), base), exponent};
  }
  return {Expression::apply(Op::square, base), exponent / 2};
}

}  // namespace

std::optional<Expression> LawFitter::interior(const Hit& hit, const Model& model) const {
  const auto& c = model.coefficients;
  if (!hit.logarithmic) {
    const double offset = std::fabs(c[0]) > 1e-9 * largest(model.inside, model.rows) ? c[0] : 0;
    Expression sum = combination(offset, std::span(c).subspan(1), hit.terms);
    if (sum.nodes.empty()) return std::nullopt;
    return sum;
  }
  const bool noisy = !model.weights.empty();
  std::vector<Power> powers;
  const auto& factors = library_.probe().factors;
  for (std::size_t k = 0; k < factors.size(); ++k) {
    powers.push_back(power_of_size(Expression::of(Node::variable(factors[k])),
                                   tidy_exponent(c[k + 1]), data_.columns[factors[k]]));
  }
  for (std::size_t i = 0; i < hit.terms.size(); ++i) {
    powers.push_back(power_of_size(library_.expression(hit.terms[i]),
                                   tidy_exponent(c[factors.size() + 1 + i]), model.terms[i]));
  }
  const auto product = power_product(powers, allowed_);
  if (!product) return std::nullopt;
  const std::vector<double> values = evaluate(*product, data_.columns, library_.functions());
  double above = 0, below = 0;
  for (const std::size_t r : model.rows) {
    // A relative residual counts alike in all rows, or as the weights say.
    const double ratio = model.inside[r] / values[r];
    const double weight = noisy ? model.weights[r] : 1;
    above += weight * ratio;
    below += weight;
  }
  const double constant = above / below;
  if (!std::isfinite(constant)) return std::nullopt;
  return scaled(constant, *product);
}

// offset + sum of the coefficients times the terms; those that are zero are left out, so that
// nothing may be left.
Expression LawFitter::combination(double offset, std::span<const double> coefficients,
                                  const std::vector<Term>& terms) const {
  Expression sum;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (coefficients[i] == 0) continue;
    const Expression term = scaled(coefficients[i], library_.expression(terms[i]));
    sum = sum.nodes.empty() ? term : Expression::apply(Op::add, sum, term);
  }
  if (offset == 0) return sum;
  return sum.nodes.empty() ? number(offset) : Expression::apply(Op::add, number(offset), sum);
}

// w (sum of b_k t_k) = sum of a_k t_k is linear in all a and b.
std::optional<Law> LawFitter::fit_ratio(const Hit& hit, double tolerance) const {
  constexpr std::size_t kMostRows = 400, kMostCoefficients = 15;
  const Model model = linear_model({hit.steps, false, {}}, Rows::all);
  if (model.coefficients.empty()) return std::nullopt;
  const std::size_t count = hit.terms.size() + 1;
  std::vector<std::vector<double>> columns;
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> values(model.inside.size(), 1.0);
    if (k > 0) values = library_.values(hit.terms[k - 1], data_.columns);
    std::vector<double>& above = columns.emplace_back();
    for (const std::size_t r : model.rows) {
      if (above.size() < kMostRows) above.push_back(values[r]);
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> below = columns[k];
    for (std::size_t i = 0; i < below.size(); ++i) below[i] *= model.inside[model.rows[i]];
    columns.push_back(std::move(below));
  }
  // The last term depends on what comes before it, or w times it does.
  auto sum = sparse_relation(columns, {count - 1, 2 * count - 1}, kPlausible);
  if (!sum) return std::nullopt;
  const auto used = static_cast<std::size_t>(
      std::count_if(sum->begin(), sum->end(), [](double c) { return c != 0; }));
  if (used > kMostCoefficients) return std::nullopt;
  for (std::size_t k = count; k < 2 * count; ++k) (*sum)[k] *= -1;
  const std::span<const double> above = std::span(*sum).first(count),
                                below = std::span(*sum).subspan(count);
  const Expression numerator = combination(above[0], above.subspan(1), hit.terms);
  const Expression denominator = combination(below[0], below.subspan(1), hit.terms);
  if (numerator.nodes.empty() || denominator.nodes.empty()) return std::nullopt;
  const auto outside =
      wrap(hit.steps, model.signs, Expression::apply(Op::div, numerator, denominator), library_);
  if (!outside) return std::nullopt;
  return checked(*outside, tolerance_for(used - 1, tolerance));
}

std::optional<Law> LawFitter::approximate(const Hit& hit) const {
  return fit(hit, Rows::all_weighted, std::numeric_limits<double>::max());
}

std::optional<Law> LawFitter::fit(const Hit& hit, double tolerance) const {
  return fit(hit, Rows::all, tolerance);
}

std::optional<Law> LawFitter::fit(const Hit& hit, Rows rows, double tolerance) const {
  const Model model = linear_model(hit, rows);
  if (model.coefficients.empty()) return std::nullopt;
  const auto inside = interior(hit, model);
  if (!inside) return std::nullopt;
  const auto outside = wrap(hit.steps, model.signs, *inside, library_);
  if (!outside) return std::nullopt;
  return checked(*outside, tolerance);
}

std::optional<Law> LawFitter::checked(const Expression& expression, double tolerance) const {
  Expression law = spelled(expression);
  if (!allowed(law)) return std::nullopt;
  const double e = error(law);
  if (!(e < tolerance)) return std::nullopt;
  return Law{std::move(law), e};
}

// Reciprocals and squares need no operator of their own where there is division or multiplication.
Expression LawFitter::spelled(const Expression& expression) const {
  std::vector<Expression> stack;
  for (const Node& node : expression.nodes) {
    if (node.is_leaf()) {
      stack.push_back(Expression::of(node));
    } else if (node.arity == 2) {
      Expression right = std::move(stack.back());
      stack.pop_back();
      stack.back() = Expression::apply(node, stack.back(), right);
    } else if (node.op == Op::inv && !allows(Op::inv)) {
      stack.back() = Expression::apply(Op::div, number(1), stack.back());
    } else if (node.op == Op::square && !allows(Op::square)) {
      stack.back() = Expression::apply(Op::mul, stack.back(), stack.back());
    } else {
      stack.back() = Expression::apply(node, stack.back());
    }
  }
  return std::move(stack.back());
}

bool LawFitter::allowed(const Expression& expression) const {
  return std::all_of(expression.nodes.begin(), expression.nodes.end(), [this](const Node& node) {
    return node.is_leaf() || node.op == Op::user || allows(node.op);
  });
}

}  // namespace cambrian::expression
