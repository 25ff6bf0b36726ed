// LaneFit: fits a program's constants to samples of one variable, from several starts at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "operators/program/program.hpp"

namespace cambrian::program {

/// What a program is to approximate: value ~ y at x, judged by weight * (value - y).
struct FitPoints {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> weight;

  std::size_t size() const { return x.size(); }
};

/// Starts that are fitted together, one in each lane of the vectors.
inline constexpr std::size_t kLanes = 8;

struct LaneFitOptions {
  int steps = 20;       ///< Levenberg-Marquardt (Marquardt 1963), normal equations
  bool coarse = false;  ///< they look at every other point only, if those are enough for the
                        ///< constants: half the work, and nearly as good a start for what follows
};

/// One program, its constants and the largest residual for each start.
struct LaneFitState {
  std::vector<double> constants;  ///< constant p of start l at [p * kLanes + l]
  double errors[kLanes];          ///< infinite where a value is not finite
};

/// Damped least squares in double precision with exact derivatives (reverse mode), vectors across
/// the starts: brings constants to where DoubleDoubleFit ends the fit. The outcome for a start
/// depends on the program, the points and the start alone (and on whether the machine has fused
/// multiply-add). Holds buffers: one per thread.
class LaneFit {
 public:
  /// The number of points must be a multiple of 4 (and > 0).
  explicit LaneFit(FitPoints points);
  ~LaneFit();
  LaneFit(const LaneFit&) = delete;
  LaneFit& operator=(const LaneFit&) = delete;

  /// Requires state.constants.size() == program.constants.size() * kLanes; scalars, one input.
  void fit(const Program& program, LaneFitState& state, const LaneFitOptions& options);
  const FitPoints& points() const { return points_; }

  /// Memory that is reused from call to call (internal).
  struct Scratch;

 private:
  FitPoints points_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace cambrian::program
