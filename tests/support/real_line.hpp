// RealLine: a space of unbounded real vectors, and functions on it, for tests of strategies.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/space/real_vectors.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian::testing {

/// Samples are normal numbers around `middle`; parts of a vector may be matrices.
class RealLine final : public SearchSpace, public RealVectors {
 public:
  explicit RealLine(std::vector<double> middle, std::vector<Matrix> matrices = {})
      : middle_(std::move(middle)), matrices_(std::move(matrices)) {}

  Genome sample(Random& random) const override {
    std::vector<double> vector = middle_;
    for (double& x : vector) x += random.normal();
    return encode(vector, {});
  }
  Genome vary(std::span<const Genome> parents, Random&) const override { return parents.front(); }
  std::string describe(const Genome&) const override { return "a vector"; }

  std::size_t dimension() const override { return middle_.size(); }
  Genome encode(std::span<const double> vector, std::span<const double>) const override {
    const auto raw = std::as_bytes(vector);
    return Genome::of(Bytes(raw.begin(), raw.end()));
  }
  std::vector<double> decode(const Genome& genome) const override {
    std::vector<double> vector(genome.bytes.size() / sizeof(double));
    std::memcpy(vector.data(), genome.bytes.data(), genome.bytes.size());
    return vector;
  }
  std::vector<double> middle() const override { return middle_; }
  std::vector<Matrix> matrices() const override { return matrices_; }

 private:
  std::vector<double> middle_;
  std::vector<Matrix> matrices_;
};

using RealFunction = std::function<double(const std::vector<double>&)>;

inline double sphere(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value * value;
  return sum;
}

/// Axes of lengths 1 to 1000.
inline double ellipsoid(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum +=
        std::pow(10, 6 * static_cast<double>(i) / static_cast<double>(x.size() - 1)) * x[i] * x[i];
  return sum;
}

inline double rosenbrock(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    sum += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
  return sum;
}

inline Evaluation loss_of(const Candidate& candidate, double loss) {
  Evaluation evaluation;
  evaluation.id = candidate.id;
  evaluation.objectives = {loss};
  return evaluation;
}

/// Evaluations until one is at most `target`, told one by one; `most` + 1 if none of so many is.
inline int evaluations_to(Algorithm& algorithm, const RealLine& space, const RealFunction& function,
                          double target, int most) {
  for (int count = 1; count <= most; ++count) {
    const Candidate candidate = algorithm.ask(1).at(0);
    const double loss = function(space.decode(candidate.genome));
    if (loss <= target) return count;
    algorithm.tell(loss_of(candidate, loss));
  }
  return most + 1;
}

}  // namespace cambrian::testing
