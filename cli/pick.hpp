// Pick: which member of a run's front a command is about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// At most one of the two; neither: the member that the run has chosen.
struct Pick {
  std::optional<std::size_t> member;  ///< position on the front, from 1
  std::optional<std::uint32_t> complexity;

  bool chosen() const { return member || complexity; }
  /// Index into a front whose members have these complexities; `usual` when nothing is picked.
  /// Errors: an empty front (of which `run` is told), no such member.
  Result<std::size_t> from(const std::vector<std::uint32_t>& complexities, std::size_t usual,
                           const std::string& run) const;
};

/// --member, --complexity, and --target for runs of several targets.
std::vector<Flag> pick_flags(Pick& pick, std::string& target);

}  // namespace cambrian::cli
