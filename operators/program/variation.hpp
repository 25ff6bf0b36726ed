// Variation: random changes of programs: mutations of one, crossover of two.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/program/program.hpp"

namespace cambrian::program {

/// How often each mutation is drawn, in proportion.
struct MutationWeights {
  double insert = 2;      ///< an instruction on an edge: its value and another operand
  double remove = 2;      ///< an instruction gives way to one of its operands
  double rewire = 3;      ///< an operand is taken from elsewhere
  double constant = 0.5;  ///< an operand becomes a constant, or a constant another value
  double operation = 1;   ///< another operator, or operands in another order
  double square = 0.6;    ///< the result is multiplied by itself; a fused operation may add to it
  double graft = 1;       ///< a part of another program in the place of an operand
  double term = 1;        ///< two instructions on an edge: "a" becomes "a + c/b"
};

struct VariationParams {
  std::vector<Op> operators = {Op::add, Op::sub, Op::mul, Op::div};
  MutationWeights weights = {};
  std::size_t max_instructions = Program::kMaxInstructions / 2;
};

/// Draws constants and changes programs. New constants are of either sign and log-normal around 1,
/// with a deviation of four octaves. Programs stay well-formed; they may hold dead code, so
/// canonical() comes after. Immutable; safe for many threads.
class Variation {
 public:
  /// Requires at least one operator.
  explicit Variation(VariationParams params);

  /// One mutation of `program`, which is of scalars. `donor` is where a graft is taken from.
  void mutate(Program& program, const Program& donor, Random& random) const;
  double random_constant(Random& random) const;

 private:
  Operand any_operand(Program& program, std::size_t before, Random& random) const;
  Op any_operator(std::size_t arity, Random& random) const;
  void insert(Program& program, Random& random) const;
  void insert_term(Program& program, Random& random) const;
  void remove(Program& program, Random& random) const;
  void rewire(Program& program, Random& random) const;
  void change_constant(Program& program, Random& random) const;
  void change_operation(Program& program, Random& random) const;
  void square(Program& program, Random& random) const;
  void graft(Program& program, const Program& donor, Random& random) const;

  VariationParams params_;
  std::vector<double> weights_;
  bool fuses_ = false;
};

}  // namespace cambrian::program
