#include "operators/expression/library/near_context.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "operators/expression/library/sample_rows.hpp"

namespace cambrian::expression {
namespace {

constexpr double kRowsWorth = 20;  // that the largest weight may not outweigh
constexpr double kMostExponent = 8;

double half(double p) { return std::round(2 * p) / 2; }

// What a power of something costs, beyond the thing itself.
std::size_t charge_of(double exponent) {
  const double size = std::fabs(exponent);
  return size == 1 ? 0 : size == 0.5 || size == 2 ? 2 : 4;
}

}  // namespace

Sample sample_of(const LawData& data, double variance) {
  SampleRows chosen = sample_rows(data);
  Sample sample;
  for (const auto column : data.columns) {
    auto& values = sample.columns.emplace_back();
    for (const std::uint32_t row : chosen.rows) values.push_back(column[row]);
  }
  for (const std::uint32_t row : chosen.rows) sample.target.push_back(data.target[row]);
  sample.weights = std::move(chosen.weights);
  sample.variance = variance;
  return sample;
}

// A target and the directions that a fit has free, with the weights of the rows.
struct WeightedContext::Regression {
  std::vector<double> weights, target;
  std::vector<std::vector<double>> free;
  double cap = 1;  ///< the largest weight
};

// The first `rows` rows in the form that lanes want; false when nothing is left.
bool WeightedContext::orthogonalise(const Regression& regression, std::size_t rows, Rows& out) {
  std::vector<std::vector<double>> basis;
  std::vector<double> along;  // the parts that were last taken out
  const auto dot = [&](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) sum += regression.weights[r] * a[r] * b[r];
    return sum;
  };
  const auto remove_free = [&](std::vector<double>& v) {
    along.assign(basis.size(), 0.0);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t k = 0; k < basis.size(); ++k) {
        const double part = dot(v, basis[k]);
        for (std::size_t r = 0; r < rows; ++r) v[r] -= part * basis[k][r];
        along[k] += part;
      }
    }
  };
  for (std::size_t i = 0; i < regression.free.size(); ++i) {
    std::vector<double> v = regression.free[i];
    const double before = dot(v, v);
    remove_free(v);
    const double size = dot(v, v);
    if (!std::isfinite(size)) return false;
    if (size < 1e-12 * before) continue;
    for (double& x : v) x /= std::sqrt(size);
    basis.push_back(std::move(v));
    along.push_back(std::sqrt(size));
    out.upper.push_back(along);
    out.kept.push_back(i);
  }
  std::vector<double> rest = regression.target;
  remove_free(rest);
  out.along = along;
  const double cap = regression.cap;
  const auto append = [&](const std::vector<double>& values, double scale) {
    for (std::size_t r = 0; r < rows; ++r) {
      out.rows.push_back(static_cast<float>(regression.weights[r] * values[r] / scale));
    }
  };
  append(std::vector<double>(rows, 1.0), cap);
  append(rest, cap);
  // Directions are orthonormal by the weights as they are; scaled weights want them scaled.
  for (const auto& q : basis) append(q, std::sqrt(cap));
  const double size = dot(rest, rest);
  out.root_cap = std::sqrt(cap);
  out.count = rows;
  out.directions = basis.size();
  out.size = static_cast<float>(size / cap);
  out.scale = size / static_cast<double>(rows);
  return size > 0;
}

std::optional<WeightedContext> WeightedContext::make(const NearContext& context, bool logarithmic,
                                                     const Sample& sample, const Library& library) {
  constexpr double kStep = 1e-6;
  const Columns columns(sample.columns.begin(), sample.columns.end());
  Regression regression;
  std::vector<double>& inside = regression.target;
  inside = sample.target;
  std::vector<double> moved = sample.target, term_values;
  for (double& y : moved) y += kStep * std::max(std::fabs(y), 1e-9);
  const auto value_of = [&](Term term) -> const std::vector<double>& {
    return term_values = library.values(term, columns);
  };
  std::vector<int> signs;
  peel(context.steps, inside, signs, value_of);
  if (std::find(signs.begin(), signs.end(), 0) != signs.end()) return std::nullopt;
  peel(context.steps, moved, signs, value_of);
  for (std::size_t r = 0; r < inside.size(); ++r) {
    if (logarithmic) {
      inside[r] = std::log(std::fabs(inside[r]));
      moved[r] = std::log(std::fabs(moved[r]));
    }
    const double slope =
        (moved[r] - inside[r]) / (kStep * std::max(std::fabs(sample.target[r]), 1e-9));
    const double weight = sample.weights[r] / (slope * slope);
    if (!std::isfinite(inside[r]) || !(weight > 0) || !std::isfinite(weight)) return std::nullopt;
    regression.weights.push_back(weight);
  }
  regression.cap = cap_weights(regression.weights, kRowsWorth);
  regression.free = {std::vector<double>(inside.size(), 1.0)};
  const auto add = [&](std::vector<double> values) {
    if (logarithmic) {
      for (double& x : values) x = std::log(std::fabs(x));
    }
    regression.free.push_back(std::move(values));
  };
  if (logarithmic) {
    for (const std::uint16_t factor : library.probe().factors) add(sample.columns[factor]);
  }
  for (const Term term : context.beside) add(value_of(term));
  WeightedContext result;
  result.context_ = &context;
  result.logarithmic_ = logarithmic;
  result.free_ = regression.free.size();
  if (!orthogonalise(regression, kScreenRows, result.screen_) ||
      !orthogonalise(regression, inside.size(), result.all_)) {
    return std::nullopt;
  }
  result.screen_.scale /= sample.variance;
  result.all_.scale /= sample.variance;
  return result;
}

std::vector<PowerFit> WeightedContext::powers(const float* u, double unit) const {
  const std::size_t directions = all_.directions, count = all_.count;
  const auto height = static_cast<Eigen::Index>(count);
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> rows(all_.rows.data(), static_cast<Eigen::Index>(directions) + 2,
                                      height);
  using Strided = Eigen::InnerStride<static_cast<int>(kSampleLanes)>;
  const Eigen::VectorXf values = Eigen::Map<const Eigen::VectorXf, 0, Strided>(u, height);
  // The term along the target and the free directions; squared, without them.
  const Eigen::VectorXd towards_all =
      unit * (rows.bottomRows(rows.rows() - 1) * values).cast<double>();
  const std::vector<double> parts(towards_all.begin() + 1, towards_all.end());
  const double along = towards_all(0);
  double left = unit * unit * rows.row(0).dot(values.cwiseAbs2());
  for (const double p : parts) left -= p * p;
  std::vector<PowerFit> result;
  if (!(left > 0)) return result;
  // Of the term's power, and of exponents of the free directions (that of the constant is 0).
  const auto add = [&](double power, std::vector<double> exponents) {
    double error = all_.size - 2 * power * along + power * power * left;
    for (std::size_t k = 1; k < directions; ++k) {
      double off = all_.along[k] / all_.root_cap - power * parts[k];
      for (std::size_t j = k; j < directions; ++j) {
        off -= exponents[all_.kept[j]] * all_.upper[j][k] / all_.root_cap;
      }
      error += off * off;
    }
    PowerFit fit{all_.scale * error / all_.size, charge_of(power), std::move(exponents)};
    for (const double e : fit.exponents) fit.charge += e != 0 ? kVariableCost + charge_of(e) : 0;
    fit.exponents.erase(fit.exponents.begin());
    fit.exponents.push_back(power);
    const bool usual = std::all_of(fit.exponents.begin(), fit.exponents.end(),
                                   [](double e) { return std::fabs(e) <= kMostExponent; });
    if (usual && power != 0) result.push_back(std::move(fit));
  };
  std::vector<double> exponents(free_, 0.0);
  double towards = along, size = left;
  for (std::size_t k = 1; k < directions; ++k) {
    towards += all_.along[k] / all_.root_cap * parts[k];
    size += parts[k] * parts[k];
  }
  add(half(towards / size), exponents);
  const double power = half(along / left);
  std::vector<double> rest(directions);
  for (std::size_t k = 0; k < directions; ++k) {
    rest[k] = all_.along[k] - power * parts[k] * all_.root_cap;
  }
  for (std::size_t k = directions; k-- > 1;) {
    const double exponent = exponents[all_.kept[k]] = half(rest[k] / all_.upper[k][k]);
    for (std::size_t j = 0; j < k; ++j) rest[j] -= exponent * all_.upper[k][j];
  }
  add(power, std::move(exponents));
  return result;
}

}  // namespace cambrian::expression
