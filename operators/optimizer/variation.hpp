// Variation: random changes of an optimizer's program that leave it valid.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/optimizer/program.hpp"

namespace cambrian::optimizer {

/// How often each mutation is drawn, in proportion, and how many of them make a child.
struct MutationWeights {
  double insert = 1;    ///< a statement anywhere: any function, variables that are there, or 1
  double remove = 1;    ///< a statement
  double argument = 1;  ///< another variable or a constant for one argument
  double constant = 1;  ///< a constant times 2^N(0, 1), or N(0, 1)
  double more = 0;      ///< chance of one more, and then of another: < 1
};

struct VariationParams {
  std::vector<Function> functions;  ///< for insertions; empty: all
  MutationWeights weights = {};
  std::size_t max_statements = 40;
  std::uint32_t tries = 100;  ///< until a child without effect is let through after all
};

/// What became of the children that were drawn.
struct VariationCounts {
  std::uint64_t drawn = 0;
  std::uint64_t wrong = 0;       ///< refused by types, or no update from the gradient
  std::uint64_t not_finite = 0;  ///< refused by the probes

  VariationCounts& operator+=(const VariationCounts& other) {
    drawn += other.drawn;
    wrong += other.wrong;
    not_finite += other.not_finite;
    return *this;
  }
};

/// After Chen et al. 2023. Immutable; safe for many threads.
class Variation {
 public:
  explicit Variation(VariationParams params);

  /// A valid child of a valid program; drawn again until it is. When none of the tries is, the
  /// program itself.
  Program vary(const Program& parent, Random& random, VariationCounts* counts = nullptr) const;

 private:
  bool mutate(Program& program, Random& random) const;
  bool insert(Program& program, Random& random) const;
  bool remove(Program& program, Random& random) const;
  bool change_argument(Program& program, Random& random) const;
  bool change_constant(Program& program, Random& random) const;

  VariationParams params_;
  std::vector<double> weights_;
};

}  // namespace cambrian::optimizer
