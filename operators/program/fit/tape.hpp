// Tape: a program as the fitters work through it, with one place for every value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// An instruction with places in the buffer of values in the place of operands: first the
/// constants, then the input, then the values. Operands that it does not have repeat the first.
struct TapeStep {
  Op op;
  std::uint16_t a, b, c, to;
  bool needs_a, needs_b, needs_c;  ///< whether a constant is below: a derivative is wanted
};

struct Tape {
  std::vector<TapeStep> steps;
  std::size_t parameters = 0;
  std::size_t slots = 0;
  std::size_t result = 0;

  /// Reads a program of scalars with one input; memory is reused.
  void compile(const Program& program);
};

}  // namespace cambrian::program
