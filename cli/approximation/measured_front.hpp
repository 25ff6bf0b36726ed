// MeasuredFront: a run's front by what the compiled code of its programs takes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/approximation/document.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// In nanoseconds, to a picosecond.
struct CodeTimes {
  double c = 0;                   ///< the C function, for each of many elements
  std::optional<double> vectors;  ///< the function of vectors; none without Highway
  double latency = 0;             ///< the C function, until one result is there

  double least() const { return vectors && *vectors < c ? *vectors : c; }  ///< for each of many
};

struct MeasuredFront {
  ApproximationDocument run;  ///< of which the front and the type count
  std::string compiler;       ///< with its flags
  CodeTimes addition;         ///< x + 1: little but load and store
  std::vector<CodeTimes> times;
  /// Whether every program that errs less takes longer by more than measurements differ. Errors are
  /// those of computing in the run's type.
  std::vector<bool> best;
};

/// Compiles the code of all programs, as it is shown, by the machine's compiler, and runs it for
/// about a second each. `where` names the run in errors: of a search that has not ended, of a
/// missing compiler.
Result<MeasuredFront> measure(ApproximationDocument run, const std::string& where);

/// A program a line, the best marked, clipped to `width` columns (0: not at all), and what it
/// means.
std::string measured_text(const MeasuredFront& front, std::size_t width);
/// What to_json() has of the run, with what was measured.
std::string measured_json(const MeasuredFront& front);
/// cost,error,ns,ns_vectors,ns_latency,best,program; the error is that of computing in the run's
/// type.
std::string measured_csv(const MeasuredFront& front);

}  // namespace cambrian::cli
