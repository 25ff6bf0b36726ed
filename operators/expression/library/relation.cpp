#include "operators/expression/library/relation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace cambrian::expression {
namespace {

using Eigen::Index;

constexpr double kNothing = 1e-7;  // of the largest part

/// A goal as a sum of some other columns.
class Sum {
 public:
  Sum(const Eigen::MatrixXd& columns, Index goal, double left)
      : columns_(columns), norms_(columns.colwise().norm()), goal_(goal), left_(left) {}

  bool solve(std::vector<Index> used) {
    if (used.empty()) return false;
    const Eigen::MatrixXd matrix = columns_(Eigen::all, used);
    Eigen::VectorXd solution = matrix.colPivHouseholderQr().solve(columns_.col(goal_));
    const double rest = (columns_.col(goal_) - matrix * solution).norm();
    if (!(rest < left_ * norms_(goal_))) return false;
    used_ = std::move(used);
    solution_ = std::move(solution);
    return true;
  }

  // Leaves out all that do nothing, or else the least, as long as that goes.
  void thin_out() {
    while (true) {
      Eigen::VectorXd parts(solution_.size());
      for (Index i = 0; i < parts.size(); ++i) {
        parts(i) = std::fabs(solution_(i)) * norms_(used_[static_cast<std::size_t>(i)]);
      }
      const double limit = std::max(parts.minCoeff(), kNothing * parts.maxCoeff());
      std::vector<Index> fewer;
      for (Index i = 0; i < parts.size(); ++i) {
        if (parts(i) > limit) fewer.push_back(used_[static_cast<std::size_t>(i)]);
      }
      if (!solve(std::move(fewer))) return;
    }
  }

  std::vector<double> coefficients() const {
    std::vector<double> result(static_cast<std::size_t>(columns_.cols()), 0.0);
    result[static_cast<std::size_t>(goal_)] = -1;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      result[static_cast<std::size_t>(used_[i])] = solution_(static_cast<Index>(i));
    }
    return result;
  }

 private:
  const Eigen::MatrixXd& columns_;
  Eigen::VectorXd norms_;
  Index goal_;
  double left_;
  std::vector<Index> used_;
  Eigen::VectorXd solution_;
};

}  // namespace

std::optional<std::vector<double>> sparse_relation(const std::vector<std::vector<double>>& columns,
                                                   std::initializer_list<std::size_t> goals,
                                                   double left) {
  Eigen::MatrixXd matrix(static_cast<Index>(columns.front().size()),
                         static_cast<Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    matrix.col(static_cast<Index>(k)) =
        Eigen::Map<const Eigen::VectorXd>(columns[k].data(), matrix.rows());
  }
  if (!matrix.allFinite()) return std::nullopt;
  matrix.array().colwise() /= matrix.cwiseAbs().rowwise().maxCoeff().cwiseMax(1e-300).array();
  std::vector<std::size_t> later(goals);
  while (!later.empty()) {
    const std::size_t goal = later.front();
    std::vector<Index> others;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (std::find(later.begin(), later.end(), k) == later.end()) {
        others.push_back(static_cast<Index>(k));
      }
    }
    Sum sum(matrix, static_cast<Index>(goal), left);
    if (sum.solve(std::move(others))) {
      sum.thin_out();
      return sum.coefficients();
    }
    later.erase(later.begin());
  }
  return std::nullopt;
}

}  // namespace cambrian::expression
