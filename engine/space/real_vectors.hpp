// RealVectors: what a space offers whose genomes stand for vectors of real numbers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/space/rank_one.hpp"

namespace cambrian {

/// A second base of search spaces, for algorithms that move a distribution of vectors. A step of
/// about 1 in any coordinate should matter, so that one step size does for all of them.
///
/// What a vector stands for may depend on a context: numbers that all candidates of a time share
/// and that evaluations teach, such as the mean and deviation of what networks observe. Whoever
/// moves the vectors keeps it. Immutable and thread-safe.
class RealVectors {
 public:
  virtual ~RealVectors() = default;
  virtual std::size_t dimension() const = 0;
  /// Of any finite numbers: a space with bounds folds what is beyond them back.
  virtual Genome encode(std::span<const double> vector, std::span<const double> context) const = 0;
  /// Parts of a vector that are matrices, such as the weights of a layer, in the vector's order.
  virtual std::vector<Matrix> matrices() const { return {}; }
  /// Of the vector that differs from `centre` by the factors of a RankOne with matrices(). A space
  /// may keep both apart, so that candidates around one centre can be evaluated together.
  virtual Genome encode_near(std::span<const double> centre, std::span<const double> factors,
                             std::span<const double> context) const {
    std::vector<double> vector(centre.begin(), centre.end());
    RankOne(matrices(), dimension()).add<double>(factors, 1, vector);
    return encode(vector, context);
  }
  /// Of a genome that the space sampled.
  virtual std::vector<double> decode(const Genome& genome) const = 0;
  /// Where a search begins that knows nothing, if it does not begin with a sample.
  virtual std::vector<double> middle() const = 0;
  /// Before anything is learnt; empty: vectors stand for themselves.
  virtual std::vector<double> context() const { return {}; }
  /// Takes in the descriptor of an evaluation.
  virtual void learn(std::span<const double> /*descriptor*/, std::span<double> /*context*/) const {}
};

}  // namespace cambrian
