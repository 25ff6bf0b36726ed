// FloatBatch: a program in single precision on many floats at once, and how far it errs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// A function on neighbouring floats of one sign as a polynomial of t = (x - middle) * scale,
/// lowest coefficient first. Exact enough to judge floats by: its makers see to that.
struct FloatPiece {
  static constexpr std::size_t kTerms = 10;

  std::int64_t first = 0;        ///< order_of() of the least float
  std::int64_t count = 0;        ///< floats
  double middle = 0, scale = 1;  ///< scale 0: the first coefficient, whatever x is
  std::array<double, kTerms> coefficients = {};

  double operator()(double x) const;
};

/// The largest errors seen, and where.
struct FloatErrors {
  double ulp = 0;  ///< as error_in_ulp()
  float ulp_at = 0;
  double relative = 0;  ///< where the truth is a normal float
  float relative_at = 0;
  std::uint64_t inputs = 0;

  void add(const FloatErrors& other);
};

/// Every operation is rounded to float, fma once, as IEEE 754 says: the same values on every
/// machine. For programs of scalars with one input. Holds buffers: one per thread.
class FloatBatch {
 public:
  explicit FloatBatch(const Program& program);

  /// Requires as many constants as the program has, and out.size() == x.size().
  void values(std::span<const float> constants, std::span<const float> x, std::span<float> out);
  /// The largest error in units of the last place; stops early, with any larger number, when it
  /// is above `limit`.
  double worst(std::span<const float> constants, std::span<const float> x,
               std::span<const double> truth, double limit);
  /// On every `stride`-th float of a piece.
  void judge(std::span<const float> constants, const FloatPiece& piece, std::int64_t stride,
             FloatErrors& errors);
  /// The same where the truth is known otherwise.
  void judge(std::span<const float> constants, std::span<const float> x,
             std::span<const double> truth, FloatErrors& errors);

 private:
  const Program program_;
  std::vector<float> slots_;  // constants and values, a block each
  std::vector<float> x_, out_;
  std::vector<double> truth_;
};

}  // namespace cambrian::program
