// Problem: a checked approximation problem: the target on its domain, where programs are fitted,
// what they cost.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "operators/program/cost.hpp"
#include "operators/program/fit/double_double_points.hpp"
#include "operators/program/fit/lane_fit.hpp"
#include "operators/program/fit/refine.hpp"
#include "operators/program/parity.hpp"
#include "operators/program/variation.hpp"
#include "problems/function_approximation/config.hpp"
#include "problems/function_approximation/full_range.hpp"
#include "problems/function_approximation/target.hpp"

namespace cambrian::approximation {

enum class ErrorKind : std::uint8_t { relative, absolute, ulp32, ulp64 };

/// Immutable; safe for many threads.
struct Problem {
  ApproximationConfig config;
  Target target;
  Quad low = 0;  ///< of the domain; low < high, finite
  Quad high = 1;
  ErrorKind error = ErrorKind::relative;
  bool zero_inside =
      false;  ///< the target is 0 at 0, which belongs to the domain, and the error is
              ///< relative: programs are judged by the limit of the quotient there
  program::Parity symmetry = program::Parity::none;  ///< of the target and its domain
  program::Parity parity = program::Parity::none;    ///< of all programs: then points and between
                                                     ///< are of the half above 0
  bool single = false;                               ///< programs compute with floats
  const FullRange* full_range = nullptr;  ///< what programs are the core of, if of anything
  program::CostModel cost;
  program::VariationParams variation;
  std::optional<program::Program> start;  ///< canonical; the search begins with it, too

  // The same samples in three precisions: Chebyshev points, and two next to a zero inside. Those in
  // double-double are at the places of the doubles, with the target there.
  program::FitPoints points;
  program::DoubleDoublePoints fine_points;
  program::Samples quad_points;
  // Between them: where a pole would hide.
  program::DoubleDoublePoints between;
  // From end to end, and closing in on a zero inside: for the last touch, and to judge by.
  program::Samples grid, dense;
  // Where there is a symmetry: as many points above 0, and a grid there.
  program::Samples half_points, half_grid;

  /// For programs of this parity: those above 0 where it is the target's, since errors on both
  /// sides are the same.
  const program::Samples& points_for(program::Parity of) const {
    return is_symmetry(of) ? half_points : quad_points;
  }
  const program::Samples& grid_for(program::Parity of) const {
    return is_symmetry(of) ? half_grid : grid;
  }
  bool is_symmetry(program::Parity of) const {
    return of != program::Parity::none && of == symmetry;
  }

  /// What errors are multiplied by at x, where the target is y.
  Quad weight(Quad y) const;
  /// Those of the places that are in the domain, but for a zero of the target inside.
  program::Samples samples_at(const std::vector<Quad>& places) const;
};

/// Finds every fault of the settings: an unknown function or operator, an empty domain, a target
/// that is not finite everywhere in it (with the place), a zero of the target where a relative
/// error has no meaning, a full range of a function whose reduction is not known, a parity that the
/// function or the domain has not, a program to start from that is none, costs too much, has not
/// the parity or uses other operators.
Result<std::shared_ptr<const Problem>> make_problem(ApproximationConfig config);

/// The Chebyshev points (zeros of the polynomial) of an interval, rising.
std::vector<Quad> chebyshev_points(Quad low, Quad high, std::size_t count);

}  // namespace cambrian::approximation
