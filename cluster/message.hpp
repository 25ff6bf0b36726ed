// Message: every kind of message between the coordinator and its workers, and who tells whom.
#pragma once

#include <cstdint>

#include "engine/core/bytes.hpp"

namespace cambrian {

/// C is the coordinator, W a worker (a thread), P a worker's process as a whole. Payloads are made
/// by an Encoder; "id" is the lease's, see WorkSource.
enum class MessageKind : std::uint8_t {
  /// W to C: ready for work. Holds the identity of the run that it is ready for, and
  /// where it is, for people.
  hello = 1,
  /// C to W: id, LeaseKind, body. Answered one after the other, in the order in which they came.
  lease = 2,
  /// W to C: id, body. Also asks for the next lease.
  result = 3,
  /// W to C: id, offers of a lease that a quit has cut short.
  partial = 4,
  /// W to C: id, text. The lease threw; the worker is ready again.
  broken = 5,
  /// P to C: it lives, however long its leases take. C answers with the same. Empty.
  heartbeat = 6,
  /// C to W: stop what you do, then leave. Empty. Communicator::quitting() turns true when it
  /// arrives, before it is received.
  quit = 7,
  /// W to C: the last message. Empty.
  bye = 8,
  /// P to C: it cannot take part. Text.
  unfit = 9,
  /// C to P: the job is over. One byte: 1 if all are well, so end in good order; 0 if some rank is
  /// dead or hangs, so wait for nobody.
  leave = 10,
};

/// What a lease asks for.
enum class LeaseKind : std::uint8_t {
  evolve = 1,    ///< body: EvolveLease; answer: EvolveResult
  evaluate = 2,  ///< body: candidates; answer: evaluations
};

struct Message {
  int peer = 0;  ///< whom it goes to, or whom it came from
  MessageKind kind{};
  Bytes payload;
  double seconds = 0;  ///< of a result: how long the worker took for it
};

/// Where the coordinator is reached. Workers have the addresses above it.
inline constexpr int kCoordinator = 0;

}  // namespace cambrian
