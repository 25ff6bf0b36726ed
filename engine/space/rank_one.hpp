// RankOne: differences of vectors that in each of their matrices are a product of two factors.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cambrian {

/// The numbers of a vector from `first` on, row by row; of both there is one at least.
struct Matrix {
  std::size_t first, rows, columns;
  bool operator==(const Matrix&) const = default;
};

/// Such a difference is told by fewer numbers than a vector has: for each matrix a factor of every
/// row, then one of every column; of what belongs to no matrix every number as it is; all in the
/// order of the vector. Without matrices that is the difference itself. If factors are independent
/// standard normal numbers, so the difference's numbers have variance 1 and do not correlate.
class RankOne {
 public:
  /// Matrices in the order of the vector, in which they do not overlap.
  RankOne(const std::vector<Matrix>& matrices, std::size_t dimension) : dimension_(dimension) {
    std::size_t next = 0;
    const auto plain_until = [&](std::size_t end) {
      if (end > next) parts_.push_back({next, end - next, kPlain});
    };
    for (const Matrix& matrix : matrices) {
      plain_until(matrix.first);
      parts_.push_back(matrix);
      next = matrix.first + matrix.rows * matrix.columns;
    }
    plain_until(dimension);
    for (const Matrix& part : parts_) factors_ += part.rows + part.columns;
  }

  std::size_t dimension() const { return dimension_; }
  std::size_t factors() const { return factors_; }

  /// vector += scale * difference, each product and sum rounded.
  template <class Number>
  void add(std::span<const Number> factors, Number scale, std::span<Number> vector) const {
    auto own = factors.begin();
    for (const auto& [first, rows, columns] : parts_) {
      auto to = vector.begin() + static_cast<std::ptrdiff_t>(first);
      const auto of_columns = own + static_cast<std::ptrdiff_t>(rows);
      for (std::size_t row = 0; row < rows; ++row, ++own) {
        const Number of_row = scale * *own;
        if (columns == kPlain) *to++ += of_row;
        for (std::size_t column = 0; column < columns; ++column)
          *to++ += of_row * of_columns[static_cast<std::ptrdiff_t>(column)];
      }
      own = of_columns + static_cast<std::ptrdiff_t>(columns);
    }
  }

  /// Makes the difference so many times as large.
  void stretch(double scale, std::span<double> factors) const {
    auto own = factors.begin();
    for (const Matrix& part : parts_) {
      for (std::size_t row = 0; row < part.rows; ++row) *own++ *= scale;
      own += static_cast<std::ptrdiff_t>(part.columns);
    }
  }

 private:
  static constexpr std::size_t kPlain = 0;  // columns of a part that is no matrix

  std::vector<Matrix> parts_;
  std::size_t dimension_;
  std::size_t factors_ = 0;
};

}  // namespace cambrian
