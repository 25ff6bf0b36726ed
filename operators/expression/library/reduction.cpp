#include "operators/expression/library/reduction.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace cambrian::expression {
namespace {

constexpr std::size_t kMostRows = 1000;     // that the smooth fit sees
constexpr std::size_t kGradientRows = 200;  // on which directions are compared
constexpr std::size_t kFewestRows = 80;
constexpr double kSmoothEnough = 0.2;    // 1 - R² of a fit whose derivatives mean something
constexpr double kAsGood = 1.1;          // a reduced fit may be worse by this, by chance
constexpr double kLeastGood = 1.5;       // ... and by this where its residuals say no more
constexpr double kExact = 1e-12;         // errors below are rounding
constexpr std::size_t kMostTrials = 12;  // fits per step
constexpr double kAligned = 0.2;         // part of a gradient that may lie outside a direction
// Where derivatives mean nothing, every simple fold is tried, and must bring this much.
constexpr double kMuchBetter = 0.4;
constexpr std::size_t kMostColumnsTried = 6;
// ... and also where they have shown no fold although the fit is not close.
constexpr double kRough = 1e-5;
constexpr std::size_t kMostColumnsRough = 4;

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
std::optional<double> simple_exponent(double value) {
  const double half = std::round(2 * value) / 2;
  if (half == 0 || std::fabs(value - half) >= 0.1) return std::nullopt;
  return half;
}

// x_column to a power.
struct Exponent {
  std::size_t column;
  double value;
};

// A guess: what may take the place of a column.
struct Fold {
  // scaling: y / x^factor is unchanged when x grows and the partners with it; x is divided out.
  enum class Kind { drop, sum, scaling } kind;
  std::size_t column = 0;  // that goes
  std::vector<Exponent>
      partners;  // scaling: become x_i x^value; sum: one that becomes x_i + value x
  double factor = 0;
  double misfit = 0;  // share of the gradient that contradicts it

  std::size_t size() const { return partners.size() + (factor != 0 ? 1 : 0); }
};

bool positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v > 0; });
}
bool negative(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v < 0; });
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
    const SmoothFit& full = logarithmic ? *log_fit : plain;
    if (std::min(plain_share, log_share) > kSmoothEnough) return blind_step(full, logarithmic);
    const double exact = kExact * (logarithmic ? log_variance_ : plain_variance_);
    // The first fold that brings much, or else the best of those that cost nothing.
    std::optional<Fold> best;
    double least = std::numeric_limits<double>::infinity();
    for (const Fold& fold : folds(full, columns, logarithmic)) {
      const Reduction next = folded(fold);
      if (next.values.empty()) continue;
      const SmoothFit fewer = fit_after(fold, next, logarithmic);
      if (!(fewer.error() < least) || (fewer.error() > exact && !as_good(fewer, full))) continue;
      least = fewer.error();
      best = fold;
      if (least <= std::max(exact, kMuchBetter * full.error())) break;
    }
    if (best) {
      accept(*best, folded(*best));
      return true;
    }
    const double share = std::min(plain_share, log_share);
    return share > kRough && columns.size() <= kMostColumnsRough && blind_step(full, logarithmic);
  }

  SmoothFit fit_after(const Fold& fold, const Reduction& next, bool logarithmic) const {
    // Held by value: the fit refers to its columns only while it is made and asked for gradients.
    const ColumnValues fewer = first_rows(next.values, rows());
    return SmoothFit(fewer, judged(next.target, logarithmic),
                     logarithmic ? even() : weights_after(fold));
  }

  // Whether a reduced fit is no worse than the full one but by chance.
  static bool as_good(const SmoothFit& fewer, const SmoothFit& full) {
    if (fewer.error() <= kAsGood * full.error()) return true;
    if (!(fewer.error() <= kLeastGood * full.error())) return false;
    const std::size_t rows = full.residuals().size();
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const double a = fewer.residuals()[r], b = full.residuals()[r];
      const double worse = a * a - b * b;
      sum += worse;
      squares += worse * worse;
    }
    const auto n = static_cast<double>(rows);
    return sum < 1.5 * std::sqrt(std::max(0.0, squares - sum * sum / n));
  }

  void accept(const Fold& fold, Reduction next) {
    weights_ = weights_after(fold);
    state_ = std::move(next);
  }

  // The one fold of all simple ones that makes the target much smoother.
  bool blind_step(const SmoothFit& full, bool logarithmic) {
    if (state_.columns.size() > kMostColumnsTried) return false;
    const Fold* best = nullptr;
    double least = kMuchBetter * full.error();
    const std::vector<Fold> all = blind_folds();
    for (const Fold& fold : all) {
      const Reduction next = folded(fold);
      if (next.values.empty()) continue;
      const double error = fit_after(fold, next, logarithmic).error();
      if (!(error < least)) continue;
      least = error;
      best = &fold;
    }
    if (best == nullptr) return false;
    accept(*best, folded(*best));
    return true;
  }

  std::vector<double> even() const { return std::vector<double>(rows(), 1.0); }

  // What a row's residual of the target counts, so that it counts as one of y.
  std::vector<double> weights_after(const Fold& fold) const {
    std::vector<double> result = weights_;
    if (fold.factor == 0) return result;
    for (std::size_t r = 0; r < result.size(); ++r) {
      result[r] *= std::pow(std::fabs(state_.values[fold.column][r]), 2 * fold.factor);
    }
    return result;
  }

  // What is compared: the changes of the target with the logarithm of each column, then with its
  // own, on some rows.
  struct Changes {
    ColumnValues slopes, elastic;
    std::vector<double> level;
  };
  Changes changes(const SmoothFit& full, const ColumnValues& columns, bool logarithmic) const {
    const std::vector<std::size_t> at = full.central_rows(kGradientRows);
    Changes result{full.gradients(at), {}, std::vector<double>(at.size(), 1.0)};
    result.elastic = result.slopes;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      for (std::size_t i = 0; i < at.size(); ++i) result.elastic[k][i] *= columns[k][at[i]];
    }
    for (std::size_t i = 0; i < at.size() && !logarithmic; ++i) {
      result.level[i] = state_.target[at[i]];
    }
    return result;
  }

  // All guesses that the gradients allow, likeliest first.
  std::vector<Fold> folds(const SmoothFit& full, const ColumnValues& columns,
                          bool logarithmic) const {
    const Changes at = changes(full, columns, logarithmic);
    const std::size_t width = columns.size();
    double total = 0;
    std::vector<double> influence(width);
    for (std::size_t k = 0; k < width; ++k) {
      influence[k] = dot(at.elastic[k], at.elastic[k]);
      total += influence[k];
    }
    std::vector<Fold> result;
    for (std::size_t i = 0; i < width; ++i) {
      if (influence[i] < 1e-4 * total) result.push_back({Fold::Kind::drop, i, {}, 0, 0});
      for (std::size_t j = i + 1; j < width; ++j) {
        const Alignment sum = align(at.slopes[i], at.slopes[j]);
        const auto coefficient = simple(sum.ratio, kCoefficientRatios);
        if (sum.misfit < kAligned && coefficient) {
          result.push_back({Fold::Kind::sum, j, {{i, *coefficient}}, 0, sum.misfit});
        }
      }
      add_scalings(at, i, result);
    }
    // Several partners fit more by chance.
    const auto key = [](const Fold& f) {
      return std::max(f.misfit, 1e-4) * std::pow(4.0, static_cast<double>(f.size()));
    };
    std::stable_sort(result.begin(), result.end(),
                     [&](const Fold& a, const Fold& b) { return key(a) < key(b); });
    result.resize(std::min(result.size(), kMostTrials));
    return result;
  }

  // Symmetries x -> c x, partners x_i -> c^k_i x_i, y -> c^p y: then x dy/dx is p y less the
  // partners' parts.
  void add_scalings(const Changes& at, std::size_t column, std::vector<Fold>& to) const {
    const std::size_t width = at.elastic.size(), none = width;
    for (std::size_t i = 0; i <= width; ++i) {
      for (std::size_t j = i + (i < width ? 1 : 0); j <= width; ++j) {
        if (i == column || j == column || (i == none && j != none)) continue;
        for (const bool level : {false, true}) {
          if (i == none && !level) continue;
          if (auto fold = scaling(at, {column, i, j}, level)) to.push_back(std::move(*fold));
        }
      }
    }
  }

  // `columns`: the one that goes and its partners, of which those beyond the last column count not.
  std::optional<Fold> scaling(const Changes& at, std::array<std::size_t, 3> columns,
                              bool level) const {
    const std::size_t width = at.elastic.size();
    std::vector<const std::vector<double>*> regressors;
    for (const std::size_t k : {columns[1], columns[2]}) {
      if (k < width) regressors.push_back(&at.elastic[k]);
    }
    if (level) regressors.push_back(&at.level);
    const std::vector<double>& goal = at.elastic[columns[0]];
    const auto n = static_cast<Eigen::Index>(regressors.size());
    Eigen::MatrixXd gram(n, n);
    Eigen::VectorXd moments(n);
    for (Eigen::Index a = 0; a < n; ++a) {
      const auto& u = *regressors[static_cast<std::size_t>(a)];
      for (Eigen::Index b = 0; b < n; ++b) {
        gram(a, b) = dot(u, *regressors[static_cast<std::size_t>(b)]);
      }
      moments(a) = dot(u, goal);
    }
    const double size = dot(goal, goal);
    const Eigen::VectorXd solution = gram.ldlt().solve(moments);
    if (!(size > 0) || !solution.allFinite()) return std::nullopt;
    Fold fold{Fold::Kind::scaling, columns[0], {}, 0, 0};
    fold.misfit = std::max(0.0, 1 - solution.dot(moments) / size);
    if (!(fold.misfit < kAligned)) return std::nullopt;
    Eigen::Index next = 0;
    for (const std::size_t k : {columns[1], columns[2]}) {
      if (k >= width) continue;
      const auto exponent = simple(solution(next++), kExponentRatios);
      if (!exponent) return std::nullopt;
      fold.partners.push_back({k, *exponent});
    }
    if (level) {
      const auto exponent = simple_exponent(solution(next));
      if (!exponent) return std::nullopt;
      fold.factor = *exponent;
    }
    return fold;
  }

  // Every simple fold, whatever the gradients.
  std::vector<Fold> blind_folds() const {
    std::vector<Fold> result;
    const std::size_t width = state_.columns.size();
    for (std::size_t i = 0; i < width; ++i) {
      for (const double p : {1., -1., 2., -2.}) {
        result.push_back({Fold::Kind::scaling, i, {}, p, 0});
      }
      for (std::size_t j = i + 1; j < width; ++j) {
        for (const double p : {1., -1.}) {
          result.push_back({Fold::Kind::scaling, j, {{i, p}}, 0, 0});
          result.push_back({Fold::Kind::sum, j, {{i, p}}, 0, 0});
        }
      }
    }
    return result;
  }

  // The state after a fold; empty when it cannot be written or is undefined somewhere.
  Reduction folded(const Fold& fold) const {
    Reduction next = state_;
    const std::vector<double>& x = state_.values[fold.column];
    const Expression& name = state_.columns[fold.column];
    if (fold.factor != 0) {
      next.factors.push_back({name, fold.factor});
      for (std::size_t r = 0; r < next.target.size(); ++r) {
        next.target[r] /= std::pow(x[r], fold.factor);
      }
    }
    for (const auto& [column, value] : fold.partners) {
      std::vector<double>& a = next.values[column];
      Expression& expression = next.columns[column];
      if (fold.kind == Fold::Kind::sum) {
        for (std::size_t r = 0; r < a.size(); ++r) a[r] += value * x[r];
        const double size = std::fabs(value);
        const Expression other =
            size == 1 ? name
                      : Expression::apply(Op::mul, Expression::of(Node::constant(size)), name);
        expression = Expression::apply(value > 0 ? Op::add : Op::sub, expression, other);
        continue;
      }
      // Whole exponents on the smaller side of the ratio.
      const double p = std::fabs(value) < 1 ? 1 / std::fabs(value) : 1;
      const double q = value * p;
      const auto written = power_product({{expression, p}, {name, q}}, allowed_);
      if (!written) return {};
      for (std::size_t r = 0; r < a.size(); ++r) a[r] = std::pow(a[r], p) * std::pow(x[r], q);
      expression = *written;
    }
    const auto at = static_cast<std::ptrdiff_t>(fold.column);
    next.columns.erase(next.columns.begin() + at);
    next.values.erase(next.values.begin() + at);
    if (!all_finite(next.target) ||
        !std::all_of(next.values.begin(), next.values.end(), all_finite)) {
      return {};
    }
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
