// search_floats(): the constants of a program among the floats, judged on every input.
#pragma once

#include <cstdint>
#include <vector>

#include "operators/program/program.hpp"
#include "problems/function_approximation/float_truth.hpp"

namespace cambrian::approximation {

struct FloatSearch {
  const program::Program& program;  ///< its constants are where the search starts
  std::size_t free = 0;             ///< how many of them, from the first, may be changed
  const FloatTruth& truth;
  float focus_low = 0, focus_high = 1;  ///< where most of the first samples lie
  std::uint64_t seed = 0;
  int trials = 30'000;   ///< neighbours that each round looks at; 0: judge the start only
  double worth_all = 4;  ///< every input is looked at if the error may be below this
};

struct FloatProgram {
  std::vector<float> constants;
  program::FloatErrors errors;
  bool every_input = false;  ///< errors are those of every float of the domain, else of one in 61
};

/// Walks over neighbouring floats, one to three constants at a time, by the largest error on some
/// thousand inputs, which grow by the worst that judging the whole domain finds (as in
/// counterexample-guided synthesis: Solar-Lezama 2008): so what is best on the sample is best
/// everywhere. Depends on its arguments alone.
FloatProgram search_floats(const FloatSearch& search);

}  // namespace cambrian::approximation
