// Baselines: what textbooks offer at the same cost: minimax polynomials and rational functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/program/program.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

struct Baseline {
  std::string name;  ///< "polynomial of degree 4", "rational (2,2)^4"
  std::uint32_t cost = 0;
  double error = 0;
  program::Program program;     ///< with constants rounded to double
  std::vector<Quad> constants;  ///< to full precision
};

/// Minimax polynomials in Horner's form (by fma where programs may use it) and with preconditioned
/// coefficients (Knuth, Eve), and minimax rational functions as continued fractions, as far as the
/// problem's operators allow; of x, or of x*x where the target is even or odd; times x where it is
/// 0 at 0; raised to a power of two by squaring where that helps. The best for each cost up to the
/// largest, by rising cost, each better than all cheaper ones.
std::vector<Baseline> make_baselines(const Problem& problem);

}  // namespace cambrian::approximation
