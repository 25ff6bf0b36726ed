#include "engine/algorithm/improvement_model.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cambrian {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Point = ImprovementModel::Observation;

constexpr std::size_t kFew = 4;  // observations that teach nothing yet

struct Kernel {
  double length = 0.3;
  double forgetting = 0;
  double noise = 0.1;  // variance, of gains whose own is about 1

  double operator()(const Point& a, const Point& b) const {
    double squares = 0;
    for (std::size_t i = 0; i < a.settings.size(); ++i)
      squares += (a.settings[i] - b.settings[i]) * (a.settings[i] - b.settings[i]);
    return std::exp(-squares / (2 * length * length)) *
           std::pow(1 - forgetting, std::abs(a.time - b.time) / 2);
  }
};

MatrixXd covariance(const Kernel& kernel, const std::vector<Point>& points) {
  const auto n = static_cast<Eigen::Index>(points.size());
  MatrixXd matrix(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j)
      matrix(i, j) = matrix(j, i) =
          kernel(points[static_cast<std::size_t>(i)], points[static_cast<std::size_t>(j)]);
    matrix(i, i) += kernel.noise;
  }
  return matrix;
}

// By rank, with mean 0 and variance 1: what went very wrong is no worse than the last.
VectorXd standardized(const std::vector<Point>& points) {
  std::vector<double> sorted;
  for (const Point& point : points) sorted.push_back(point.gain);
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(points.size());
  VectorXd result(static_cast<Eigen::Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), points[i].gain);
    const double rank = static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) / 2;
    result[static_cast<Eigen::Index>(i)] = std::sqrt(12.0) * (rank / n - 0.5);
  }
  return result;
}

Kernel most_likely(const std::vector<Point>& points, const VectorXd& gains) {
  Kernel best;
  double highest = -std::numeric_limits<double>::infinity();
  for (const double length : {0.15, 0.3, 0.6, 1.2}) {
    for (const double forgetting : {0.0, 0.03, 0.2}) {
      for (const double noise : {0.05, 0.3, 1.0}) {
        const Kernel kernel{length, forgetting, noise};
        const Eigen::LLT<MatrixXd> factor(covariance(kernel, points));
        const double likelihood =
            -gains.dot(factor.solve(gains)) / 2 - factor.matrixLLT().diagonal().array().log().sum();
        if (likelihood > highest) {
          highest = likelihood;
          best = kernel;
        }
      }
    }
  }
  return best;
}

VectorXd similarities(const Kernel& kernel, const std::vector<Point>& points, const Point& to) {
  VectorXd result(static_cast<Eigen::Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i)
    result[static_cast<Eigen::Index>(i)] = kernel(points[i], to);
  return result;
}

}  // namespace

void ImprovementModel::add(Observation observation) {
  if (!std::isfinite(observation.gain)) return;
  if (observations_.size() == kMost) observations_.erase(observations_.begin());
  observations_.push_back(std::move(observation));
}

std::size_t ImprovementModel::choose(const std::vector<std::vector<double>>& proposals, double time,
                                     const std::vector<std::vector<double>>& pending) const {
  if (observations_.size() < kFew) return 0;
  const VectorXd gains = standardized(observations_);
  const Kernel kernel = most_likely(observations_, gains);
  const VectorXd weights = Eigen::LLT<MatrixXd>(covariance(kernel, observations_)).solve(gains);
  // What is being tried makes a place less uncertain, whatever will come of it.
  std::vector<Point> known = observations_;
  for (const auto& settings : pending) known.push_back({time, settings, 0});
  const Eigen::LLT<MatrixXd> uncertainty(covariance(kernel, known));
  const double optimism = std::sqrt(0.2 + std::log1p(0.4 * time));
  std::size_t best = 0;
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const Point point{time, proposals[i], 0};
    const double mean = similarities(kernel, observations_, point).dot(weights);
    const VectorXd near = similarities(kernel, known, point);
    const double variance = std::max(0.0, 1 - near.dot(uncertainty.solve(near)));
    const double bound = mean + optimism * std::sqrt(variance);
    if (bound > highest) {
      highest = bound;
      best = i;
    }
  }
  return best;
}

void ImprovementModel::save(Encoder& out) const {
  out.u64(observations_.size());
  for (const Observation& observation : observations_) {
    out.f64(observation.time);
    out.block(observation.settings);
    out.f64(observation.gain);
  }
}

void ImprovementModel::load(Decoder& in) {
  observations_.resize(in.u64_at_most(kMost));
  for (Observation& observation : observations_) {
    observation.time = in.f64();
    observation.settings = in.block<double>();
    observation.gain = in.f64();
  }
}

}  // namespace cambrian
