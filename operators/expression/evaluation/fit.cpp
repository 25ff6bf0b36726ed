#include "operators/expression/evaluation/fit.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/core/assert.hpp"
#include "operators/expression/evaluation/fit_model.hpp"
#include "operators/expression/evaluation/interpreter.hpp"

namespace cambrian::expression {
namespace {

/// Marks constants by NaNs that carry a number, so that they can be told from others after the
/// expansion of user-defined operators.
constexpr std::uint64_t kMark = 0x7ffaca3b00000000ULL;

double mark(std::size_t parameter) { return std::bit_cast<double>(kMark | parameter); }

int marked(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits & 0xffffffff00000000ULL) == kMark ? static_cast<int>(bits & 0xffffffffULL) : -1;
}

bool better(double loss, double than) { return std::isfinite(loss) && !(loss >= than); }

}  // namespace

template <class Real>
struct ConstantFitter<Real>::State {
  explicit State(const Vocabulary* words)
      : vocabulary(words),
        interpreter(words),
        model(kernels<Real>()),
        derivative(kernels<Real>(), 256) {}

  void collect(const Expression& expression, bool keep_integers);
  double judge(const Expression& expression, const Samples<Real>& samples,
               const FitOptions& options);
  void descend(const FitOptions& options, std::uint64_t& evaluations);
  void write(std::span<const double> constants, Expression& expression) const;

  const Vocabulary* vocabulary;
  Interpreter<Real> interpreter;
  FitModel<Real> model;
  Derivative<Real> derivative;

  std::vector<std::size_t> positions;  ///< of the constants to fit
  std::vector<Node> nodes;             ///< the expression without user-defined operators
  std::vector<int> parameter;          ///< of each node
  std::vector<double> start;
  std::vector<double> current;
  std::vector<double> trial;
  std::vector<double> delta;
  std::vector<double> scale;
  std::vector<double> work;
  NormalEquations here;
  NormalEquations there;
};

/// Finds the constants to fit, and which nodes of the expanded expression they are.
template <class Real>
void ConstantFitter<Real>::State::collect(const Expression& expression, bool keep_integers) {
  positions.clear();
  start.clear();
  bool user = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const Node& node = expression.nodes[i];
    user |= node.op == Op::user;
    if (!node.is_constant() || (keep_integers && std::floor(node.value) == node.value)) continue;
    positions.push_back(i);
    start.push_back(node.value);
  }
  nodes = expression.nodes;
  for (std::size_t k = 0; k < positions.size(); ++k) nodes[positions[k]].value = mark(k);
  if (user) {
    CAMBRIAN_ASSERT(vocabulary != nullptr);
    nodes = expand(Expression{nodes}, *vocabulary).nodes;
  }
  parameter.assign(nodes.size(), -1);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].is_constant()) continue;
    parameter[i] = marked(nodes[i].value);
    if (parameter[i] >= 0) nodes[i].value = start[static_cast<std::size_t>(parameter[i])];
  }
}

template <class Real>
double ConstantFitter<Real>::State::judge(const Expression& expression,
                                          const Samples<Real>& samples, const FitOptions& options) {
  if (options.linear_scaling && options.loss.kind == LossKind::mse) {
    return interpreter.linear_fit(expression, samples, options.rows).mse;
  }
  return interpreter.loss(expression, samples, options.loss, options.rows);
}

template <class Real>
void ConstantFitter<Real>::State::write(std::span<const double> constants,
                                        Expression& expression) const {
  for (std::size_t k = 0; k < positions.size(); ++k) {
    expression.nodes[positions[k]].value = constants[k];
  }
}

/// Levenberg-Marquardt from `current`, which ends as the best point found.
template <class Real>
void ConstantFitter<Real>::State::descend(const FitOptions& options, std::uint64_t& evaluations) {
  constexpr std::uint64_t kCost = 2;  // forward and back
  constexpr double kMostDamping = 1e16;
  constexpr double kSmallestStep = 4 * std::numeric_limits<Real>::epsilon();
  if (evaluations + kCost > options.evaluations) return;
  evaluations += kCost;
  if (!model.evaluate(current, here)) return;
  scale.assign(current.size(), 0);
  double damping = 1e-3;
  double growth = 2;
  for (int iteration = 1; iteration < options.iterations; ++iteration) {
    for (std::size_t k = 0; k < scale.size(); ++k) {
      // A parameter without influence stays where it is.
      scale[k] = std::max({scale[k], here.curvature[k * scale.size() + k], 1e-250});
    }
    delta.resize(current.size());
    while (!damped_step(here, scale, damping, delta, work) && damping < kMostDamping) {
      damping *= 10;
    }
    if (damping >= kMostDamping || evaluations + kCost > options.evaluations) return;
    double predicted = 0;
    bool moves = false;
    trial.resize(current.size());
    for (std::size_t k = 0; k < current.size(); ++k) {
      predicted += 0.5 * delta[k] * (damping * scale[k] * delta[k] - here.gradient[k]);
      trial[k] = current[k] + delta[k];
      moves |= std::fabs(delta[k]) > kSmallestStep * std::fabs(current[k]);
    }
    if (!moves) return;
    evaluations += kCost;
    const bool valid = model.evaluate(trial, there);
    const double gain = valid ? here.loss - there.loss : -1;
    if (gain > 0) {
      // Nielsen 1999: the damping follows how well the quadratic model predicted the gain.
      const double quality = 2 * gain / predicted - 1;
      damping *= std::max(1.0 / 3, 1 - quality * quality * quality);
      growth = 2;
      const bool slow = gain <= options.tolerance * here.loss;
      std::swap(here, there);
      std::swap(current, trial);
      if (slow || here.loss == 0) return;
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > kMostDamping) return;
    }
  }
}

template <class Real>
ConstantFitter<Real>::ConstantFitter(const Vocabulary* vocabulary)
    : state_(std::make_unique<State>(vocabulary)) {}
template <class Real>
ConstantFitter<Real>::~ConstantFitter() = default;
template <class Real>
ConstantFitter<Real>::ConstantFitter(ConstantFitter&&) noexcept = default;
template <class Real>
ConstantFitter<Real>& ConstantFitter<Real>::operator=(ConstantFitter&&) noexcept = default;

template <class Real>
FitResult ConstantFitter<Real>::fit(const Expression& expression, const Samples<Real>& samples,
                                    const FitOptions& options, Random* random) {
  State& s = *state_;
  FitResult result;
  result.expression = expression;
  result.initial_loss = s.judge(expression, samples, options);
  result.loss = result.initial_loss;
  result.evaluations = 1;
  s.collect(expression, options.keep_integers);
  if (s.positions.empty() || result.initial_loss == 0) return result;
  const double typical = std::isfinite(result.initial_loss) ? result.initial_loss : 1;
  s.model.build({s.nodes, s.parameter, s.positions.size(), &samples, &options, 1e-6 * typical});
  Expression fitted = expression;
  for (int attempt = 0; attempt <= options.restarts; ++attempt) {
    s.current = s.start;
    if (attempt > 0) {
      CAMBRIAN_ASSERT(random != nullptr);
      for (double& value : s.current) value *= 1 + options.spread * random->normal();
    }
    s.descend(options, result.evaluations);
    if (s.current == s.start || result.evaluations >= options.evaluations) continue;
    s.write(s.current, fitted);
    const double loss = s.judge(fitted, samples, options);
    ++result.evaluations;
    if (!better(loss, result.loss)) continue;
    result.loss = loss;
    result.expression = fitted;
    result.improved = true;
  }
  return result;
}

template <class Real>
bool ConstantFitter<Real>::jacobian(const Expression& expression, const Table<Real>& table,
                                    std::span<Real> predictions, std::span<Real> jacobian) {
  State& s = *state_;
  s.collect(expression, false);
  const std::size_t parameters = s.positions.size();
  const std::size_t rows = table.rows();
  CAMBRIAN_ASSERT(predictions.size() == rows && jacobian.size() == parameters * rows);
  std::vector<Operand<Real>> variables;
  for (std::size_t k = 0; k < table.columns(); ++k) {
    variables.push_back(Operand<Real>::column(table.column(k).data()));
  }
  s.derivative.build(s.nodes, variables, s.parameter, parameters);
  s.derivative.prepare();
  bool finite = true;
  for (std::size_t row = 0; row < rows; row += s.derivative.batch()) {
    const std::size_t count = std::min<std::size_t>(s.derivative.batch(), rows - row);
    s.derivative.run(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(count));
    const auto copy = [&](const Operand<Real>& from, std::span<Real> to) {
      const Real* values = from.at(static_cast<std::uint32_t>(row));
      for (std::size_t i = 0; i < count; ++i) {
        const Real value = values[i & from.lane_mask()];
        to[row + i] = value;
        finite &= std::isfinite(value);
      }
    };
    copy(s.derivative.value().operand, predictions);
    for (std::size_t k = 0; k < parameters; ++k) {
      const std::span<Real> to = jacobian.subspan(k * rows, rows);
      if (s.derivative.derivative(k)) {
        copy(s.derivative.derivative(k)->operand, to);
      } else {
        std::fill_n(to.begin() + static_cast<std::ptrdiff_t>(row), count, Real{0});
      }
    }
  }
  return finite;
}

template class ConstantFitter<float>;
template class ConstantFitter<double>;

}  // namespace cambrian::expression
