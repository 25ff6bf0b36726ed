// Contrasts: directions in the space of probe rows that a fit's free part cannot reach.
#pragma once

#include <span>
#include <vector>

#include "operators/expression/library/lanes.hpp"

namespace cambrian::expression {

/// Orthonormal vectors that span what was added.
class Basis {
 public:
  /// Adds the part of v that lies outside; false when that is less than `least` of v.
  bool add(std::vector<double> v, double least = 1e-10);
  /// The part of v that lies outside.
  std::vector<double> outside(std::vector<double> v) const;
  const std::vector<double>& back() const { return vectors_.back(); }
  std::size_t size() const { return vectors_.size(); }

 private:
  std::vector<std::vector<double>> vectors_;
};

/// A class of expressions is what a fit makes equal: all c0 + c1 u, or all C x^p u^q. In the space
/// of probe rows (for products: of their logarithms) the free part spans a subspace. Contrasts are
/// `count` orthonormal vectors orthogonal to it, so that two members of a class project on them to
/// multiples of one vector. They are fixed by their arguments: pseudo-random, the same everywhere.
class Contrasts {
 public:
  /// `free`: vectors of `rows` finite numbers each; those that depend on earlier ones are ignored.
  /// Requires room for the contrasts: rows >= count + free.size().
  Contrasts(std::span<const std::vector<double>> free, std::size_t rows, std::size_t count);

  Projection projection() const { return {weights_.data(), rows_, count_}; }
  /// The same with the first kKeyCoordinates contrasts only.
  Projection key_projection() const { return {weights_.data(), rows_, kKeyCoordinates}; }

  /// The key of the class of one vector.
  std::uint64_t key_of(std::span<const double> values) const;
  /// Keys of the vectors that are zero but on one row. A vector that one row dominates has such a
  /// key whatever its other rows are, so these keys mean nothing.
  std::vector<std::uint64_t> single_row_keys() const;

 private:
  std::size_t rows_, count_;
  std::vector<double> weights_;  ///< contrast-major
};

}  // namespace cambrian::expression
