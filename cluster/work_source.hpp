// WorkSource: what the coordinator gets leases from and tells results to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/result.hpp"
#include "engine/island/archipelago.hpp"
#include "engine/island/island.hpp"

namespace cambrian {

/// A member of the hall of fame and when it entered.
struct Found {
  Individual individual;
  double seconds = 0;  ///< of the run, earlier sessions included
};

/// One search. Knows nothing of workers; used by the coordinator's thread only. A lease keeps its
/// id when it is given again, so that whichever result comes first counts, once.
class WorkSource {
 public:
  virtual ~WorkSource() = default;

  /// Appends the payload of a lease's message to `out` and gives the lease's id; none while there
  /// is nothing to do before the next tell().
  virtual std::optional<std::uint64_t> next(Encoder& out) = 0;
  /// How many leases may wait at workers, behind those under way, without harm to the search: what
  /// is bred ahead of time knows less, and what waits at one worker is missing to another.
  virtual std::size_t spare() const { return 0; }
  /// Takes the body of a result. `elapsed` is the run's time, for the record only. False when it is
  /// a duplicate, which is dropped. DecodeError and Error end the run.
  virtual Result<bool> tell(std::uint64_t id, Decoder& in, double elapsed) = 0;
  /// Whether a lease that is cut short leaves something to tell_partial().
  virtual bool partial_counts() const = 0;
  /// Takes the offers of a lease that was cut short at the end of the run.
  virtual void tell_partial(Decoder& in, double elapsed) = 0;
  /// The lease's worker is lost or too slow: next() gives the same lease again.
  virtual void give_back(std::uint64_t id) = 0;
  /// The lease cannot be done (it threw, or was lost too often). An Error ends the run.
  virtual Result<void> fail(std::uint64_t id, const std::string& why, double elapsed) = 0;

  /// Makes durable what has been told, where this search promises that before it answers a worker.
  virtual Result<void> commit() = 0;
  /// Writes a snapshot.
  virtual Result<void> save(double elapsed) = 0;

  virtual StopReason finished() const = 0;
  virtual std::uint64_t evaluations() const = 0;
  virtual std::uint64_t generation() const = 0;
  virtual std::uint64_t failures() const { return 0; }
  /// Individuals that islands have sent to their neighbours since this object was made.
  virtual std::uint64_t migrants() const { return 0; }
  /// With everything told so far; after finished() exactly what the search ended with.
  virtual Board board() const = 0;
  /// New members of the hall of fame since the last call.
  virtual std::vector<Found> take_found() = 0;
};

}  // namespace cambrian
