// work(): the life of a worker, the same over threads and MPI.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "cluster/communicator.hpp"
#include "engine/island/island.hpp"
#include "engine/space/evaluator.hpp"

namespace cambrian {

/// What leases are carried out with: built once per process, shared by its workers. Null for kinds
/// of leases that the run does not have.
struct Workbench {
  const IslandModel* model = nullptr;
  const Evaluator* evaluator = nullptr;
  /// Ends evaluations that are under way, from another thread; may be empty.
  std::function<void()> interrupt{};
  std::uint64_t identity = 0;  ///< of configuration and program; equal in all processes of a run
  /// Machine, process and what it works with, for people; empty in the coordinator's process.
  std::string place{};
};

/// Carries out one lease and gives the answer. What the lease throws is an answer, too.
Message answer(const Message& lease, const Workbench& bench, const std::atomic<bool>& quitting);

/// Says hello, then answers leases until it is told to quit.
void work(Communicator& communicator, const Workbench& bench);

}  // namespace cambrian
