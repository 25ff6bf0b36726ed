// SessionLimits: how far one session of a run may go, where it differs from the run's first.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/config/fields.hpp"

namespace cambrian::cli {

/// What is not given is as in the run's first session.
struct SessionLimits {
  std::optional<double> time;
  std::optional<std::int64_t> evaluations;
  std::optional<std::int64_t> threads;
};

template <class Visitor>
void fields(Visitor& v, SessionLimits& l) {
  v("time", l.time, Range{0, 1e9}, "Seconds to search on, 0: no limit");
  v("evaluations", l.evaluations, Range{0, 1e18}, "Candidates to try, those of before included");
  v("threads", l.threads, Range{0, 4096}, "Threads, 0: one per core");
}

}  // namespace cambrian::cli
