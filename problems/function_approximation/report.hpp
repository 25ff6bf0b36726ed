// The report of a search: its programs with the best constants, and how far each errs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/state/hall_of_fame.hpp"
#include "operators/program/single/float_batch.hpp"
#include "problems/function_approximation/problem.hpp"

namespace cambrian::approximation {

/// A program with constants that are floats, judged in single precision.
struct InFloat {
  program::Program whole;  ///< the complete function where there is a full range, else the program
  program::FloatErrors errors;
  bool every_input = false;  ///< of the domain has been looked at, not one in some dozens
};

/// One program of the front.
struct Approximation {
  std::uint32_t cost = 0;
  program::Program program;           ///< with its constants rounded to double
  std::vector<Quad> constants;        ///< to full precision
  double error = 0;                   ///< largest found on a dense grid, in binary128
  bool levelled = false;              ///< minimax: the error alternates often enough, and evenly
  double error_in_double = 0;         ///< of program, every operation rounded to double
  std::optional<double> bound{};      ///< proven: nowhere in the domain is the error larger
  std::optional<InFloat> in_float{};  ///< where the problem is in single precision
};

/// Finishes the constants of every member and leaves those that are better than all cheaper ones,
/// by rising cost. In single precision `program` holds floats, and "better" is the largest error in
/// units of the last place.
std::vector<Approximation> make_report(const Problem& problem,
                                       const std::vector<Individual>& members);

/// The same for one program whose constants fit well already, but for error_in_double and bound.
Approximation finish(const Problem& problem, const program::Program& program);

/// The largest error on some thousand places of the domain, with its ends and places that close in
/// on a zero.
Quad dense_error(const Problem& problem, const program::Program& program,
                 std::span<const Quad> constants);
/// The same for the program's own constants in double precision, at doubles.
double dense_error_in_double(const Problem& problem, const program::Program& program);

}  // namespace cambrian::approximation
