#include "engine/algorithm/covariance.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "engine/core/assert.hpp"

namespace cambrian {
namespace {

using Matrix = Eigen::MatrixXd;  // columns lie one after the other
using Vector = Eigen::VectorXd;
using MatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<const Vector>;

MatrixView matrix(const std::vector<double>& values, std::size_t n) {
  return {values.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n)};
}

VectorView vector(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace

Covariance::Covariance(std::size_t dimension, bool diagonal)
    : n_(dimension), is_diagonal_(diagonal), root_(dimension, 1.0) {
  if (is_diagonal_) {
    c_.assign(n_, 1.0);
    return;
  }
  c_.assign(n_ * n_, 0.0);
  for (std::size_t i = 0; i < n_; ++i) c_[i * n_ + i] = 1;
  axes_ = c_;
}

void Covariance::update(double keep, const std::vector<Part>& parts) {
  for (double& c : c_) c *= keep;
  if (is_diagonal_) {
    for (const Part& part : parts)
      for (std::size_t i = 0; i < n_; ++i) c_[i] += part.weight * part.vector[i] * part.vector[i];
    return;
  }
  Eigen::Map<Matrix> c(c_.data(), static_cast<Eigen::Index>(n_), static_cast<Eigen::Index>(n_));
  for (const Part& part : parts)
    c.selfadjointView<Eigen::Lower>().rankUpdate(vector(part.vector), part.weight);
  c.triangularView<Eigen::StrictlyUpper>() = c.transpose();
}

bool Covariance::decompose() {
  const auto is_valid = [](double value) { return std::isfinite(value) && value > 0; };
  if (is_diagonal_) {
    if (!std::all_of(c_.begin(), c_.end(), is_valid)) return false;
    for (std::size_t i = 0; i < n_; ++i) root_[i] = std::sqrt(c_[i]);
    return true;
  }
  const Eigen::SelfAdjointEigenSolver<Matrix> solver{Matrix(matrix(c_, n_))};
  if (solver.info() != Eigen::Success) return false;
  const Vector& values = solver.eigenvalues();
  if (!std::all_of(values.begin(), values.end(), is_valid)) return false;
  for (std::size_t i = 0; i < n_; ++i) root_[i] = std::sqrt(values[static_cast<Eigen::Index>(i)]);
  const Matrix& axes = solver.eigenvectors();
  axes_.assign(axes.data(), axes.data() + axes.size());
  return true;
}

void Covariance::scale(std::span<double> x) const {
  for (std::size_t i = 0; i < n_; ++i) x[i] *= root_[i];
  if (is_diagonal_) return;
  const Vector turned = matrix(axes_, n_) * vector(x);
  std::copy(turned.begin(), turned.end(), x.begin());
}

std::vector<double> Covariance::whitened(std::span<const double> x) const {
  std::vector<double> white(x.begin(), x.end());
  if (is_diagonal_) {
    for (std::size_t i = 0; i < n_; ++i) white[i] /= root_[i];
    return white;
  }
  const auto axes = matrix(axes_, n_);
  const Vector along = (axes.transpose() * vector(x)).cwiseQuotient(vector(root_));
  const Vector back = axes * along;
  std::copy(back.begin(), back.end(), white.begin());
  return white;
}

double Covariance::diagonal(std::size_t i) const { return is_diagonal_ ? c_[i] : c_[i * n_ + i]; }

double Covariance::condition() const {
  const auto [least, largest] = std::minmax_element(root_.begin(), root_.end());
  return (*largest / *least) * (*largest / *least);
}

void Covariance::save(Encoder& out) const {
  for (const auto* values : {&c_, &axes_, &root_}) out.block(*values);
}

void Covariance::load(Decoder& in) {
  for (auto* values : {&c_, &axes_, &root_}) {
    auto loaded = in.block<double>();
    if (loaded.size() != values->size()) throw DecodeError("a covariance of another dimension");
    *values = std::move(loaded);
  }
}

}  // namespace cambrian
