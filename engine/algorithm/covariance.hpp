// Covariance: a symmetric matrix with its roots, as CMA-ES needs it; full or a diagonal.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/archive.hpp"

namespace cambrian {

class Covariance {
 public:
  /// The unit matrix.
  Covariance(std::size_t dimension, bool diagonal);

  /// One of the vectors whose outer products are added.
  struct Part {
    double weight = 0;
    std::span<const double> vector;
  };
  /// C = keep C + the sum of weight v v'. The roots stay as they were until decompose().
  void update(double keep, const std::vector<Part>& parts);
  /// Makes the roots those of C. False: C is not positive definite, and the roots are as before.
  bool decompose();

  /// Square root, times a vector of independent numbers: x = B D x.
  void scale(std::span<double> x) const;
  /// The inverse of the symmetric root, times a vector: B D^-1 B' x.
  std::vector<double> whitened(std::span<const double> x) const;

  double diagonal(std::size_t i) const;
  /// Largest eigenvalue over the least, by the roots.
  double condition() const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::size_t n_;
  bool is_diagonal_;
  std::vector<double> c_;     // n x n, or n
  std::vector<double> axes_;  // B, whose columns are eigenvectors; empty for a diagonal
  std::vector<double> root_;  // D
};

}  // namespace cambrian
