// FullRange: how a function of every float follows from an approximation on a small domain.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "operators/program/program.hpp"
#include "problems/function_approximation/float_truth.hpp"

namespace cambrian::approximation {

/// A reduction of the argument, and what takes the core's value back. Results follow IEEE 754:
/// overflow to infinity, gradual underflow, NaN where the function has no value.
struct FullRange {
  std::string_view function;  ///< "exp2"
  std::string_view core;      ///< what the core approximates: "log2(1+x)"
  std::string_view core_low, core_high;
  double (*library)(double);  ///< the C library's function of doubles
  /// From here to there clamps change nothing and every value is normal, so that code may leave
  /// the care for other cases to a slower branch.
  float fast_low, fast_high;
  /// Outside of these the complete function is the C library's in double, rounded.
  bool library_beyond;
  /// The complete function: the core's constants come first.
  program::Program (*assemble)(const program::Program& core);
  /// All floats that the program is responsible for, and the truth on them.
  std::vector<FloatRange> ranges;
  /// Where the search for constants looks first.
  float focus_low, focus_high;
};

/// exp2, exp, log2, sin.
std::span<const FullRange> full_ranges();
/// nullptr: none of this name.
const FullRange* find_full_range(std::string_view function);

}  // namespace cambrian::approximation
