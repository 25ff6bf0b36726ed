// EvolveLease: one epoch of one island, with everything that it needs, so that any worker can do
// it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/island/island.hpp"

namespace cambrian {

/// Its result depends on its content (and the run's manifest) alone. Copies share the large parts.
struct EvolveLease {
  std::uint32_t island = 0;
  std::uint64_t epoch = 0;
  std::uint64_t budget = 0;            ///< > 0
  std::shared_ptr<const Bytes> state;  ///< null: the island has not begun
  std::shared_ptr<const Board> board;  ///< never null
  std::vector<Individual> immigrants;

  void encode(Encoder& out) const;
  static EvolveLease decode(Decoder& in);
};

/// What a worker answers.
struct EvolveResult {
  std::uint32_t island = 0;
  std::uint64_t epoch = 0;
  EpochReport report;
  std::shared_ptr<const Bytes> state;  ///< after the epoch; never null

  void encode(Encoder& out) const;
  static EvolveResult decode(Decoder& in);
};

/// Does the work. Throws what the island throws. When *stop becomes true meanwhile, the result is
/// of a part of the epoch: its offers are valid, all else must not be used.
EvolveResult carry_out(const EvolveLease& lease, const IslandModel& model,
                       const std::atomic<bool>& stop);

}  // namespace cambrian
