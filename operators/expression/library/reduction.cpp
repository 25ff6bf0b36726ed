#include "operators/expression/library/reduction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cambrian::expression {
namespace {

constexpr std::size_t kMostRows = 1000;     // that the smooth fit sees
constexpr std::size_t kGradientRows = 200;  // on which directions are compared
constexpr std::size_t kFewestRows = 80;
constexpr double kSmoothEnough = 0.1;   // 1 - R² of a fit whose derivatives mean something
constexpr double kAsGood = 1.1;         // a reduced fit may be worse by this, by chance
constexpr double kExact = 1e-12;        // errors below are rounding
constexpr std::size_t kMostTrials = 8;  // fits per step
constexpr double kAligned = 0.2;        // part of a gradient that may lie outside a direction

// Ratios of exponents, and of coefficients, that laws have.
constexpr std::array kExponentRatios = {1., 2., .5, 3., 1. / 3, 4., .25, 1.5, 2. / 3};
constexpr std::array kCoefficientRatios = {1., 2., .5};

std::optional<double> simple(double value, std::span<const double> simple_values) {
  for (const double s : simple_values) {
    for (const double signed_value : {s, -s}) {
      if (std::fabs(value - signed_value) < 0.1 * s) return signed_value;
    }
  }
  return std::nullopt;
}

// A guess: what may take the place of one or two columns.
struct Fold {
  enum class Kind { drop, factor, power, sum } kind;
  std::size_t first = 0, second = 0;
  double ratio = 0;   // factor: exponent; power: x_i x_j^ratio; sum: x_i + ratio x_j
  double misfit = 0;  // share of the gradient that contradicts it
};

bool positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v > 0; });
}
bool negative(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v < 0; });
}
bool finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

double variance(const std::vector<double>& values) {
  double mean = 0, sum = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) sum += (v - mean) * (v - mean);
  return std::max(sum / static_cast<double>(values.size()), 1e-300);
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// b = ratio a in the least-squares sense, and the share of b left over.
struct Alignment {
  double ratio, misfit;
};
Alignment align(const std::vector<double>& a, const std::vector<double>& b) {
  const double aa = dot(a, a), ab = dot(a, b), bb = dot(b, b);
  if (!(aa > 0) || !(bb > 0)) return {0, 1};
  return {ab / aa, std::max(0.0, 1 - ab * ab / (aa * bb))};
}

class Reducer {
 public:
  Reducer(const LawData& data, std::uint64_t allowed) : allowed_(allowed) {
    for (std::size_t k = 0; k < data.columns.size(); ++k) {
      state_.values.emplace_back(data.columns[k].begin(), data.columns[k].end());
      state_.columns.push_back(Expression::of(Node::variable(static_cast<std::uint16_t>(k))));
    }
    state_.target.assign(data.target.begin(), data.target.end());
    weights_ = even();
    plain_variance_ = variance(judged(state_.target, false));
    log_variance_ = variance(judged(state_.target, true));
  }

  Reduction run() {
    const std::size_t before = state_.columns.size();
    while (state_.columns.size() > 1 && step()) continue;
    if (state_.columns.size() == before) return {};
    return std::move(state_);
  }

 private:
  std::size_t rows() const { return std::min(state_.target.size(), kMostRows); }

  static ColumnValues first_rows(const ColumnValues& values, std::size_t rows) {
    ColumnValues result;
    for (const auto& column : values) {
      result.emplace_back(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(rows));
    }
    return result;
  }

  // The target in the form in which it is judged: its logarithm where that is smoother.
  std::vector<double> judged(const std::vector<double>& target, bool logarithmic) const {
    std::vector<double> result(target.begin(),
                               target.begin() + static_cast<std::ptrdiff_t>(rows()));
    if (logarithmic) {
      for (double& v : result) v = std::log(std::fabs(v));
    }
    return result;
  }

  // Takes one column away, if one can be.
  bool step() {
    const ColumnValues columns = first_rows(state_.values, rows());
    const bool one_sign = positive(state_.target) || negative(state_.target);
    const SmoothFit plain(columns, judged(state_.target, false), weights_);
    std::optional<SmoothFit> log_fit;
    if (one_sign) log_fit.emplace(columns, judged(state_.target, true), even());
    const double plain_share = plain.error() / plain_variance_;
    const double log_share = one_sign ? log_fit->error() / log_variance_ : 1;
    const bool logarithmic = log_share < plain_share;
    if (std::min(plain_share, log_share) > kSmoothEnough) return false;
    const SmoothFit& full = logarithmic ? *log_fit : plain;
    const double exact = kExact * (logarithmic ? log_variance_ : plain_variance_);
    for (const Fold& fold : folds(full, columns, logarithmic)) {
      Reduction next = folded(fold);
      if (next.values.empty() || !finite(next.target)) continue;
      const ColumnValues fewer = first_rows(next.values, rows());
      const std::vector<double> next_weights = weights_after(fold);
      const SmoothFit reduced(fewer, judged(next.target, logarithmic),
                              logarithmic ? even() : next_weights);
      if (reduced.error() > std::max(kAsGood * full.error(), exact)) continue;
      weights_ = next_weights;
      state_ = std::move(next);
      return true;
    }
    return false;
  }

  std::vector<double> even() const { return std::vector<double>(rows(), 1.0); }

  // What a row's residual of the target counts, so that it counts as one of y.
  std::vector<double> weights_after(const Fold& fold) const {
    std::vector<double> result = weights_;
    if (fold.kind != Fold::Kind::factor) return result;
    for (std::size_t r = 0; r < result.size(); ++r) {
      result[r] *= std::pow(state_.values[fold.first][r], 2 * fold.ratio);
    }
    return result;
  }

  // All guesses that the gradients allow, likeliest first.
  std::vector<Fold> folds(const SmoothFit& full, const ColumnValues& columns,
                          bool logarithmic) const {
    const std::size_t count = std::min(rows(), kGradientRows), width = columns.size();
    const ColumnValues slopes = full.gradients(count);
    ColumnValues elastic = slopes;  // x df/dx
    double total = 0;
    std::vector<double> influence(width);
    for (std::size_t k = 0; k < width; ++k) {
      for (std::size_t r = 0; r < count; ++r) elastic[k][r] *= columns[k][r];
      influence[k] = dot(elastic[k], elastic[k]);
      total += influence[k];
    }
    std::vector<Fold> result;
    std::vector<double> level(count, 1.0);
    if (!logarithmic) std::copy_n(state_.target.begin(), count, level.begin());
    for (std::size_t i = 0; i < width; ++i) {
      if (influence[i] < 1e-4 * total) result.push_back({Fold::Kind::drop, i, i, 0, 0});
      if (!positive(state_.values[i])) continue;
      const Alignment factor = align(level, elastic[i]);
      const double exponent = std::round(2 * factor.ratio) / 2;
      if (factor.misfit < kAligned && exponent != 0 && std::fabs(factor.ratio - exponent) < 0.1) {
        result.push_back({Fold::Kind::factor, i, i, exponent, factor.misfit});
      }
    }
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = i + 1; j < width; ++j) {
        const Alignment sum = align(slopes[i], slopes[j]);
        const auto coefficient = simple(sum.ratio, kCoefficientRatios);
        if (sum.misfit < kAligned && coefficient) {
          result.push_back({Fold::Kind::sum, i, j, *coefficient, sum.misfit});
        }
        if (!positive(state_.values[i]) || !positive(state_.values[j])) continue;
        const Alignment power = align(elastic[i], elastic[j]);
        const auto ratio = simple(power.ratio, kExponentRatios);
        if (power.misfit < kAligned && ratio) {
          result.push_back({Fold::Kind::power, i, j, *ratio, power.misfit});
        }
      }
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Fold& a, const Fold& b) { return a.misfit < b.misfit; });
    result.resize(std::min(result.size(), kMostTrials));
    return result;
  }

  // The state after a fold; empty when it cannot be written.
  Reduction folded(const Fold& fold) const {
    Reduction next = state_;
    const auto i = static_cast<std::ptrdiff_t>(fold.first);
    const auto j = static_cast<std::ptrdiff_t>(fold.second);
    if (fold.kind == Fold::Kind::drop || fold.kind == Fold::Kind::factor) {
      if (fold.kind == Fold::Kind::factor) {
        next.factors.push_back({next.columns[fold.first], fold.ratio});
        for (std::size_t r = 0; r < next.target.size(); ++r) {
          next.target[r] /= std::pow(next.values[fold.first][r], fold.ratio);
        }
      }
      next.columns.erase(next.columns.begin() + i);
      next.values.erase(next.values.begin() + i);
      return next;
    }
    std::vector<double>& a = next.values[fold.first];
    const std::vector<double>& b = next.values[fold.second];
    Expression& expression = next.columns[fold.first];
    if (fold.kind == Fold::Kind::sum) {
      for (std::size_t r = 0; r < a.size(); ++r) a[r] += fold.ratio * b[r];
      const double size = std::fabs(fold.ratio);
      const Expression& second = next.columns[fold.second];
      const Expression other =
          size == 1 ? second
                    : Expression::apply(Op::mul, Expression::of(Node::constant(size)), second);
      expression = Expression::apply(fold.ratio > 0 ? Op::add : Op::sub, expression, other);
    } else {
      // Whole exponents on the smaller side of the ratio.
      const double p = std::fabs(fold.ratio) < 1 ? 1 / std::fabs(fold.ratio) : 1;
      const double q = fold.ratio * p;
      const auto written =
          power_product({{expression, p}, {next.columns[fold.second], q}}, allowed_);
      if (!written) return {};
      for (std::size_t r = 0; r < a.size(); ++r) a[r] = std::pow(a[r], p) * std::pow(b[r], q);
      expression = *written;
    }
    next.columns.erase(next.columns.begin() + j);
    next.values.erase(next.values.begin() + j);
    return next;
  }

  std::uint64_t allowed_;
  Reduction state_;
  std::vector<double> weights_;                   ///< of the rows that the smooth fit sees
  double plain_variance_ = 0, log_variance_ = 0;  ///< of y, and of its logarithm
};

// The expression with its variables replaced.
Expression substitute(const Expression& expression, const std::vector<Expression>& columns) {
  Expression result;
  for (const Node& node : expression.nodes) {
    if (node.is_variable()) {
      const auto& nodes = columns[node.index].nodes;
      result.nodes.insert(result.nodes.end(), nodes.begin(), nodes.end());
    } else {
      result.nodes.push_back(node);
    }
  }
  result.restore_lengths();
  return result;
}

}  // namespace

Reduction reduce(const LawData& data, std::uint64_t allowed_operators) {
  if (data.target.size() < kFewestRows) return {};
  return Reducer(data, allowed_operators).run();
}

std::optional<Expression> restore(const Reduction& reduction, const Expression& law,
                                  std::uint64_t allowed_operators) {
  const Expression inner = substitute(law, reduction.columns);
  if (reduction.factors.empty()) return inner;
  const auto product = power_product(reduction.factors, allowed_operators);
  if (!product) return std::nullopt;
  return Expression::apply(Op::mul, inner, *product);
}

}  // namespace cambrian::expression
