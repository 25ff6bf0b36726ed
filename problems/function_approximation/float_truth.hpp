// FloatTruth: the target on every float of a domain, cheap enough to ask for billions of them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "operators/program/single/float_batch.hpp"
#include "problems/function_approximation/target.hpp"

namespace cambrian::approximation {

/// The floats from low to high, and where the truth on them comes from: `library` if it is set (a
/// function of doubles that errs by less than 2^-45 of its value), else the target itself, else
/// (`constant`) a number that serves as the truth everywhere.
struct FloatRange {
  float low = 0, high = 0;
  double (*library)(double) = nullptr;
  bool is_constant = false;
  double constant = 0;
};

/// The worst inputs of a part of the domain.
using FloatFindings = std::vector<program::FloatErrors>;

/// The target is taken from binary128 as polynomials on pieces of the domain, which are halved
/// until these err by less than 2^-44 of the value at places between those that they meet: a
/// millionth of a unit in the last place of a float. Immutable; safe for many threads.
class FloatTruth {
 public:
  /// Requires a target that is finite where it is asked for, and ranges that do not overlap.
  FloatTruth(const Target& target, std::span<const FloatRange> ranges);

  double operator()(float x) const;
  /// How far a program errs on every `stride`-th float: stride 1 is all of them. `above`: of each
  /// part, what errs by more is told in the findings.
  program::FloatErrors judge(program::FloatBatch& batch, std::span<const float> constants,
                             std::int64_t stride, double above = 0,
                             FloatFindings* findings = nullptr) const;
  std::uint64_t inputs() const;

 private:
  void add_pieces(std::int64_t first, std::int64_t last);

  Target target_;
  std::vector<program::FloatPiece> pieces_;
  std::vector<FloatRange> library_;
};

}  // namespace cambrian::approximation
