// Pick: which formula of a run a command is about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/run_document.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// At most one of the two; neither: the formula that the run has chosen.
struct Pick {
  std::optional<std::size_t> member;  ///< position on the front, from 1
  std::optional<std::uint32_t> complexity;

  bool chosen() const { return member || complexity; }
  /// Index into run.front. Errors: an empty front, no such member.
  Result<std::size_t> from(const RunDocument& run) const;
};

/// --member, --complexity, and --target for runs of several targets.
std::vector<Flag> pick_flags(Pick& pick, std::string& target);

}  // namespace cambrian::cli
