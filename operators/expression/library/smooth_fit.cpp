#include "operators/expression/library/smooth_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace cambrian::expression {
namespace {

constexpr std::size_t kMostTerms = 260;
constexpr std::size_t kHighestDegree = 20;

// Legendre polynomials 0..degree at z, and their derivatives.
void legendre(double z, std::size_t degree, double* values, double* slopes) {
  values[0] = 1;
  slopes[0] = 0;
  if (degree == 0) return;
  values[1] = z;
  slopes[1] = 1;
  for (std::size_t n = 2; n <= degree; ++n) {
    const auto k = static_cast<double>(n);
    values[n] = ((2 * k - 1) * z * values[n - 1] - (k - 1) * values[n - 2]) / k;
    slopes[n] = slopes[n - 2] + (2 * k - 1) * values[n - 1];
  }
}

std::size_t terms_of(std::size_t columns, std::size_t degree) {
  double count = 1;
  for (std::size_t k = 1; k <= degree; ++k) {
    count = count * static_cast<double>(columns + k) / static_cast<double>(k);
  }
  return static_cast<std::size_t>(std::min(count + 0.5, 1e9));
}

}  // namespace

double SmoothFit::place(const Axis& axis, double x) const {
  return ((axis.logarithmic ? std::log(x) : x) - axis.middle) / axis.half;
}

void SmoothFit::list_terms(std::size_t most) {
  while (degree_ < kHighestDegree && terms_of(columns_.size(), degree_ + 1) <= most) ++degree_;
  std::vector<std::size_t> degrees(columns_.size(), 0);
  std::size_t sum = 0;
  // Counts in mixed radix through all degrees whose sum is at most degree_.
  while (true) {
    terms_.push_back(degrees);
    std::size_t k = 0;
    while (k < degrees.size() && sum == degree_) {
      sum -= degrees[k];
      degrees[k++] = 0;
    }
    if (k == degrees.size()) break;
    ++degrees[k];
    ++sum;
  }
  const auto total = [](const std::vector<std::size_t>& t) {
    return std::accumulate(t.begin(), t.end(), std::size_t{0});
  };
  std::stable_sort(terms_.begin(), terms_.end(),
                   [&](const auto& a, const auto& b) { return total(a) < total(b); });
}

void SmoothFit::set_axes(bool logarithms) {
  axes_.clear();
  for (const auto& column : columns_) {
    const auto [low, high] = std::minmax_element(column.begin(), column.end());
    Axis axis{logarithms && *low > 0 && *high > 10 * *low};
    const double a = axis.logarithmic ? std::log(*low) : *low;
    const double b = axis.logarithmic ? std::log(*high) : *high;
    axis.middle = (a + b) / 2;
    axis.half = b > a ? (b - a) / 2 : 1;
    axes_.push_back(axis);
  }
}

SmoothFit::SmoothFit(const ColumnValues& columns, const std::vector<double>& target,
                     const std::vector<double>& weights)
    : columns_(columns) {
  list_terms(std::min(kMostTerms, target.size() * 3 / 10));
  set_axes(true);
  fit(target, weights);
  const bool any =
      std::any_of(axes_.begin(), axes_.end(), [](const Axis& a) { return a.logarithmic; });
  if (!any) return;
  SmoothFit plain = *this;
  plain.error_ = std::numeric_limits<double>::infinity();
  plain.weights_.clear();
  plain.set_axes(false);
  plain.fit(target, weights);
  if (!(plain.error_ < error_)) return;
  axes_ = std::move(plain.axes_);
  weights_ = std::move(plain.weights_);
  residuals_ = std::move(plain.residuals_);
  error_ = plain.error_;
}

void SmoothFit::fit(const std::vector<double>& target, const std::vector<double>& weights) {
  const ColumnValues& columns = columns_;
  const std::size_t rows = target.size();
  const auto width = static_cast<Eigen::Index>(terms_.size());
  Eigen::MatrixXd basis(static_cast<Eigen::Index>(rows), width);
  std::vector<double> values(columns.size() * (degree_ + 1)), slopes(degree_ + 1);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      legendre(place(axes_[k], columns[k][r]), degree_, &values[k * (degree_ + 1)], slopes.data());
    }
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      double product = std::sqrt(weights[r]);
      for (std::size_t k = 0; k < columns.size(); ++k) {
        product *= values[k * (degree_ + 1) + terms_[t][k]];
      }
      basis(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(t)) = product;
    }
  }
  const auto fitted = static_cast<Eigen::Index>(rows * 3 / 4);
  const auto held = static_cast<Eigen::Index>(rows) - fitted;
  Eigen::VectorXd goal(static_cast<Eigen::Index>(rows));
  for (std::size_t r = 0; r < rows; ++r) {
    goal(static_cast<Eigen::Index>(r)) = target[r] * std::sqrt(weights[r]);
  }
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(width, width);
  normal.selfadjointView<Eigen::Lower>().rankUpdate(basis.topRows(fitted).transpose());
  // A trace of ridge keeps columns that depend on each other from ruining the rest.
  normal.diagonal() *= 1 + 1e-12;
  normal.diagonal().array() += 1e-12;
  const Eigen::VectorXd moments = basis.topRows(fitted).transpose() * goal.head(fitted);
  const auto judged = goal.tail(held);
  // Terms come by rising degree, so that a lower degree is a leading block of the same equations.
  for (std::size_t degree = 1; degree <= degree_; ++degree) {
    const auto n = static_cast<Eigen::Index>(terms_of(columns.size(), degree));
    const Eigen::VectorXd solution =
        normal.topLeftCorner(n, n).selfadjointView<Eigen::Lower>().ldlt().solve(moments.head(n));
    const Eigen::VectorXd left = judged - basis.bottomLeftCorner(held, n) * solution;
    const double error = left.squaredNorm() / static_cast<double>(held);
    if (!solution.allFinite() || !(error < error_)) continue;
    error_ = error;
    weights_.assign(solution.begin(), solution.end());
    residuals_.assign(left.begin(), left.end());
  }
}

std::vector<std::size_t> SmoothFit::central_rows(std::size_t count) const {
  std::vector<std::size_t> rows(columns_.front().size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<double> edge(rows.size(), 0.0);
  for (const std::size_t r : rows) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      edge[r] = std::max(edge[r], std::fabs(place(axes_[k], columns_[k][r])));
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return edge[a] < edge[b]; });
  rows.resize(std::min(rows.size(), count));
  std::sort(rows.begin(), rows.end());
  return rows;
}

ColumnValues SmoothFit::gradients(const std::vector<std::size_t>& rows) const {
  const std::size_t width = columns_.size(), stride = degree_ + 1;
  ColumnValues result(width, std::vector<double>(rows.size(), 0.0));
  if (weights_.empty()) return result;
  std::vector<double> values(width * stride), slopes(width * stride);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t r = rows[i];
    for (std::size_t k = 0; k < width; ++k) {
      legendre(place(axes_[k], columns_[k][r]), degree_, &values[k * stride], &slopes[k * stride]);
    }
    for (std::size_t t = 0; t < weights_.size(); ++t) {
      for (std::size_t k = 0; k < width; ++k) {
        if (terms_[t][k] == 0) continue;
        double product = weights_[t] * slopes[k * stride + terms_[t][k]];
        for (std::size_t j = 0; j < width; ++j) {
          if (j != k) product *= values[j * stride + terms_[t][j]];
        }
        result[k][i] += product;
      }
    }
    for (std::size_t k = 0; k < width; ++k) {
      result[k][i] /= axes_[k].half * (axes_[k].logarithmic ? columns_[k][r] : 1.0);
    }
  }
  return result;
}

}  // namespace cambrian::expression
