#include "problems/symbolic_regression/problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/random.hpp"
#include "engine/core/suggest.hpp"
#include "operators/expression/evaluation/fit.hpp"
#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/parse.hpp"

namespace cambrian::regression {
namespace {

using expression::Expression;
using expression::Loss;
using expression::LossKind;
using expression::Node;

// Squares of residuals must neither overflow nor vanish in double precision.
constexpr double kLargest = 1e140;
constexpr double kSmallest = 1e-140;
// Within these the products that a search tries mostly stay inside single precision.
constexpr double kLargestFloat = 1e8;
constexpr double kSmallestFloat = 1e-8;

Error fault(std::string where, std::string what, std::string hint = "") {
  return {std::move(where), std::move(what), std::move(hint)};
}

struct Magnitudes {
  double smallest = INFINITY;  // of the values that are not 0
  double largest = 0;
};

Result<Magnitudes> magnitudes(const std::string& name, const std::vector<double>& values) {
  Magnitudes found;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const double size = std::fabs(values[row]);
    if (!std::isfinite(size)) {
      return fault("column '" + name + "', row " + std::to_string(row + 1),
                   "the value is not finite", "remove the row or fill the value in");
    }
    if (size > 0) found.smallest = std::min(found.smallest, size);
    found.largest = std::max(found.largest, size);
  }
  if (found.largest > kLargest || (found.largest > 0 && found.largest < kSmallest)) {
    return fault("column '" + name + "'", "magnitudes beyond 1e140, or all below 1e-140",
                 "change the column's unit");
  }
  return found;
}

Result<void> check_columns(const Dataset& data, std::size_t target) {
  const std::size_t rows = data.targets[target].values.size();
  const auto same_length = [&](const std::string& name,
                               const std::vector<double>& values) -> Result<void> {
    if (values.size() == rows) return {};
    return fault("column '" + name + "'",
                 std::to_string(values.size()) + " values for " + std::to_string(rows) + " rows");
  };
  for (const Column& column : data.features) {
    if (auto same = same_length(column.name, column.values); !same) return same.error();
    if (auto found = magnitudes(column.name, column.values); !found) return found.error();
  }
  if (auto found = magnitudes(data.targets[target].name, data.targets[target].values); !found) {
    return found.error();
  }
  if (data.weights.empty()) return {};
  if (auto same = same_length("weights", data.weights); !same) return same.error();
  double sum = 0;
  for (const double w : data.weights) {
    if (!(w >= 0) || !std::isfinite(w))
      return fault("weights", "a weight is negative or not finite");
    sum += w;
  }
  if (!(sum > 0)) return fault("weights", "all weights are 0");
  return {};
}

expression::Samples<double> to_samples(const Dataset& data, std::size_t target,
                                       const std::vector<std::uint32_t>& order) {
  expression::Samples<double> samples;
  samples.inputs = expression::Table<double>(order.size(), data.features.size());
  samples.target = expression::Column<double>(order.size());
  if (!data.weights.empty()) samples.weights = expression::Column<double>(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t k = 0; k < data.features.size(); ++k) {
      samples.inputs.column(k)[i] = data.features[k].values[order[i]];
    }
    samples.target[i] = data.targets[target].values[order[i]];
    if (!data.weights.empty()) samples.weights[i] = data.weights[order[i]];
  }
  return samples;
}

std::vector<std::uint32_t> identity(std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

Result<Loss> make_loss(const RegressionConfig& config, const expression::Vocabulary& vocabulary) {
  Loss loss;
  if (!config.loss_expression.empty()) {
    expression::Vocabulary words = vocabulary;
    words.variables = {"prediction", "target", "weight"};
    auto parsed = expression::parse(config.loss_expression, words);
    if (!parsed)
      return fault("loss_expression: " + parsed.error().where, parsed.error().what,
                   parsed.error().hint);
    const auto& nodes = parsed->nodes;
    if (std::none_of(nodes.begin(), nodes.end(),
                     [](const Node& n) { return n.is_variable() && n.index == 0; })) {
      return fault("loss_expression", "it does not use the prediction",
                   "write it in prediction, target and weight");
    }
    loss.kind = LossKind::custom;
    loss.custom = expression::expand(*parsed, words);
    return loss;
  }
  const auto kind = expression::find_loss(config.loss);
  if (!kind || *kind == LossKind::custom) {
    const std::vector<std::string> known{"mse", "mae", "huber", "quantile", "log_cosh"};
    return fault("loss", "unknown loss '" + config.loss + "'",
                 did_you_mean(config.loss, known, "one of mse, mae, huber, quantile, log_cosh"));
  }
  loss.kind = *kind;
  if (loss.kind == LossKind::quantile) {
    loss.parameter = config.loss_parameter == 0 ? 0.5 : config.loss_parameter;
    if (!(loss.parameter > 0 && loss.parameter < 1)) {
      return fault("loss_parameter", "the quantile must lie between 0 and 1");
    }
  } else {
    loss.parameter = config.loss_parameter == 0 ? 1 : config.loss_parameter;
    if (!(loss.parameter > 0)) return fault("loss_parameter", "it must be positive");
  }
  return loss;
}

Result<std::optional<expression::UnitsChecker>> make_units(const Problem& problem,
                                                           const Dataset& data,
                                                           std::size_t target) {
  const auto has_unit = [](const Column& column) { return !column.unit.empty(); };
  const Column& y = data.targets[target];
  if (!has_unit(y) && std::none_of(data.features.begin(), data.features.end(), has_unit)) {
    return std::optional<expression::UnitsChecker>{};
  }
  std::vector<expression::Dimensions> dimensions;
  for (const Column& column : data.features) {
    auto parsed = expression::parse_units(column.unit);
    if (!parsed) return fault("unit of '" + column.name + "'", parsed.error().message());
    dimensions.push_back(*parsed);
  }
  auto parsed = expression::parse_units(y.unit);
  if (!parsed) return fault("unit of '" + y.name + "'", parsed.error().message());
  return std::optional(expression::UnitsChecker(
      problem.vocabulary, std::move(dimensions), *parsed,
      {.constants_are_dimensionless = problem.config.dimensionless_constants}));
}

Result<void> add_guesses(Problem& problem) {
  for (std::size_t i = 0; i < problem.config.guesses.size(); ++i) {
    const std::string where = "guesses[" + std::to_string(i) + "]";
    auto parsed = expression::parse(problem.config.guesses[i], problem.vocabulary);
    if (!parsed) {
      return fault(where + ", " + parsed.error().where, parsed.error().what, parsed.error().hint);
    }
    const std::size_t complexity = problem.constraints.complexity(*parsed);
    if (complexity > problem.constraints.max_size()) {
      return fault(where,
                   "its complexity " + std::to_string(complexity) +
                       " exceeds max_size = " + std::to_string(problem.constraints.max_size()),
                   "raise max_size");
    }
    if (!problem.allows(*parsed)) {
      return fault(where, "it violates the limits on depth, arguments, nesting or units");
    }
    problem.guesses.push_back(std::move(*parsed));
  }
  return {};
}

// Rounding of the targets to a number of decimals leaves a residual that no law can remove.
double rounding_variance(const expression::Column<double>& target) {
  for (double scale = 1; scale <= 1e15; scale *= 10) {
    const bool exact = std::all_of(target.values().begin(), target.values().end(), [&](double y) {
      const double digits = y * scale;
      return std::fabs(digits) < 1e12 &&
             std::fabs(digits - std::nearbyint(digits)) <= 1e-15 * std::fabs(digits);
    });
    if (exact) return 1 / (12 * scale * scale);
  }
  return 0;
}

Result<void> judge_target(Problem& problem) {
  const auto& samples = problem.training;
  double weight = 0;
  double sum = 0;
  const auto w = [&](std::size_t i) { return samples.weights.empty() ? 1.0 : samples.weights[i]; };
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    weight += w(i);
    sum += w(i) * samples.target[i];
  }
  problem.target_mean = sum / weight;
  double squares = 0;
  double largest = 0;
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const double r = samples.target[i] - problem.target_mean;
    squares += w(i) * r * r;
    largest = std::max(largest, std::fabs(samples.target[i]));
  }
  problem.target_variance = squares / weight;
  if (!(problem.target_variance > 1e-30 * largest * largest)) {
    return fault("target '" + problem.target + "'", "it is constant",
                 "there is nothing to explain: choose another target");
  }
  expression::ConstantFitter<double> fitter(&problem.vocabulary);
  expression::Interpreter<double> interpreter(&problem.vocabulary);
  const Expression mean = Expression::of(Node::constant(problem.target_mean));
  const auto fitted = fitter.fit(mean, samples, {.loss = problem.loss, .iterations = 50});
  problem.best_constant = fitted.expression.root().value;
  problem.baseline = interpreter.loss(fitted.expression, samples, problem.loss);
  if (!std::isfinite(problem.baseline)) {
    return fault("loss", "it is not finite for the best constant prediction",
                 "choose a loss that is defined on these targets");
  }
  problem.baseline = std::fabs(problem.baseline);
  if (problem.baseline == 0) problem.baseline = 1;
  const double relative = largest * 1e-15;
  problem.law_tolerance =
      std::max({1e-20, relative * relative / problem.target_variance,
                std::min(1e-12, 4 * rounding_variance(samples.target) / problem.target_variance)});
  return {};
}

bool fits_single_precision(const Dataset& data, const Problem& problem) {
  const auto fits = [](const std::vector<double>& values) {
    const auto found = magnitudes("", values);
    return found->largest <= kLargestFloat &&
           (found->largest == 0 || found->smallest >= kSmallestFloat);
  };
  for (const Column& column : data.features) {
    if (!fits(column.values)) return false;
  }
  if (!data.weights.empty() && !fits(data.weights)) return false;
  const double deviation = std::sqrt(problem.target_variance);
  return deviation <= kLargestFloat && deviation >= kSmallestFloat &&
         std::fabs(problem.target_mean) <= 1e3 * deviation;
}

void choose_sizes(Problem& problem) {
  const std::size_t rows = problem.training.rows();
  const auto wanted = static_cast<std::size_t>(problem.config.batch_rows);
  problem.batch_rows = wanted > 0 ? std::min(wanted, rows) : (rows <= 1024 ? rows : 512);
  // About 0.15 s: 0.8 us of bookkeeping and 1.2 ns for each row of a formula of middle size.
  const double microseconds = 0.8 + 0.0012 * static_cast<double>(problem.batch_rows);
  problem.epoch_evaluations =
      problem.config.epoch_evaluations > 0
          ? static_cast<std::uint64_t>(problem.config.epoch_evaluations)
          : static_cast<std::uint64_t>(std::max(1000.0, 150'000 / microseconds));
}

Result<void> check_data(const RegressionConfig& config, const RegressionData& data) {
  if (config.islands == 0 && !config.library) {
    return fault("islands", "0 islands and no library leave nothing to search with");
  }
  if (data.target >= data.training.targets.size())
    return fault("target", "there is no such target");
  if (data.training.features.empty()) {
    return fault("features", "there is no column to explain the target with");
  }
  if (data.training.rows() < 2) {
    return fault(data.training.source, "one row is not enough to learn from",
                 "give at least two rows");
  }
  if (auto checked = check_columns(data.training, data.target); !checked) return checked.error();
  if (data.validation) {
    if (data.validation->features.size() != data.training.features.size()) {
      return fault(data.validation->source, "other columns than the training rows");
    }
    if (auto checked = check_columns(*data.validation, data.target); !checked) {
      return checked.error();
    }
  }
  return {};
}

}  // namespace

bool Problem::permits(const Expression& e) const {
  if (!constraints.check(e)) return false;
  if (leaves.constants == expression::ConstantKind::real) return true;
  const bool integers = leaves.constants == expression::ConstantKind::integer;
  return std::none_of(e.nodes.begin(), e.nodes.end(), [&](const Node& n) {
    return n.is_constant() && (!integers || n.value != std::nearbyint(n.value));
  });
}

bool Problem::allows(const Expression& e) const {
  return permits(e) && (!units || config.units_mode != "hard" || units->violations(e) == 0);
}

double Problem::units_cost(const Expression& e) const {
  if (!units) return 0;
  std::size_t wrong = units->violations(e);
  if (wrong == 1 && scales_linearly()) {
    // A factor may have the units that are missing.
    const Expression factor = Expression::of(Node::constant(1));
    wrong = units->violations(Expression::apply(expression::Op::mul, factor, e));
  }
  return config.units_penalty * static_cast<double>(wrong);
}

namespace {

std::vector<std::string> law_functions(const RegressionConfig& config) {
  const RegressionConfig usual;
  const bool chosen = config.operators != usual.operators;
  const bool meant = config.law_functions != usual.law_functions;
  return chosen && !meant ? std::vector<std::string>{} : config.law_functions;
}

}  // namespace

Result<std::shared_ptr<const Problem>> make_problem(RegressionConfig config, RegressionData data) {
  if (auto checked = check_data(config, data); !checked) return checked.error();
  auto problem = std::make_shared<Problem>();
  problem->config = std::move(config);
  const RegressionConfig& c = problem->config;
  problem->target = data.training.targets[data.target].name;

  auto vocabulary = expression::make_vocabulary({.variables = data.training.feature_names(),
                                                 .operators = c.operators,
                                                 .definitions = c.definitions,
                                                 .rare = law_functions(c)});
  if (!vocabulary) return vocabulary.error();
  problem->vocabulary = std::move(*vocabulary);
  auto constraints =
      expression::Constraints::make({.max_size = static_cast<std::size_t>(c.max_size),
                                     .max_depth = static_cast<std::size_t>(c.max_depth),
                                     .arguments = c.argument_limits,
                                     .nesting = c.nesting_limits,
                                     .complexity = c.complexity},
                                    problem->vocabulary);
  if (!constraints) return constraints.error();
  problem->constraints = std::move(*constraints);
  auto loss = make_loss(c, problem->vocabulary);
  if (!loss) return loss.error();
  problem->loss = std::move(*loss);
  problem->leaves.constants = c.constants == "none"      ? expression::ConstantKind::none
                              : c.constants == "integer" ? expression::ConstantKind::integer
                                                         : expression::ConstantKind::real;

  auto units = make_units(*problem, data.training, data.target);
  if (!units) return units.error();
  problem->units = std::move(*units);

  auto order = identity(data.training.rows());
  if (!data.training.weights.empty()) {
    // Rows without weight would only cost time.
    std::erase_if(order, [&](std::uint32_t row) { return data.training.weights[row] == 0; });
  }
  Random random({.seed = static_cast<std::uint64_t>(c.seed), .purpose = Purpose::sample_rows});
  shuffle(order, random);
  problem->training = to_samples(data.training, data.target, order);
  if (data.validation) {
    problem->validation =
        to_samples(*data.validation, data.target, identity(data.validation->rows()));
  }
  if (auto judged = judge_target(*problem); !judged) return judged.error();
  if (fits_single_precision(data.training, *problem)) {
    problem->training_float = problem->training.cast<float>();
  }
  choose_sizes(*problem);
  if (auto added = add_guesses(*problem); !added) return added.error();
  return std::shared_ptr<const Problem>(std::move(problem));
}

}  // namespace cambrian::regression
