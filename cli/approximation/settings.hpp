// ApproximateSettings: everything that `cambrian approximate` follows from.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/config/fields.hpp"
#include "problems/function_approximation/config.hpp"

namespace cambrian::cli {

/// One field per flag and per key of a configuration file; kept whole in the run's manifest.
struct ApproximateSettings {
  approximation::ApproximationConfig approximation;
  std::optional<double> time;     ///< seconds; none: a minute, unless `evaluations` is set
  std::uint64_t evaluations = 0;  ///< 0: no limit
  std::uint32_t threads = 0;      ///< 0: all cores
  bool sollya = true;             ///< asked for the errors at the end

  /// Seconds that the run may take, if it is limited.
  std::optional<double> seconds() const {
    constexpr double kDefaultSeconds = 60;
    if (time) return *time > 0 ? time : std::nullopt;
    if (evaluations > 0) return std::nullopt;
    return kDefaultSeconds;
  }
};

template <class Visitor>
void fields(Visitor& v, ApproximateSettings& s) {
  fields(v, s.approximation);
  v("time", s.time, Range{0, 1e9},
    "Seconds to search; default 60, or no limit when evaluations are limited");
  v("evaluations", s.evaluations, "Programs to try, 0: no limit. Makes the result reproducible");
  v("threads", s.threads, Range{0, 4096}, "Threads, 0: one per core. No influence on the result");
  v("sollya", s.sollya,
    "Sollya, another program, is asked for the errors at the end if it is installed");
}

}  // namespace cambrian::cli
