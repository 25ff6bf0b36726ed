// Algorithm: proposes candidates and learns from their evaluations; everything else about a search
// (workers, time, files) is somebody else's.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

/// A deterministic state machine: the same sequence of ask(room) and tell(evaluation) calls gives
/// the same candidates. No clock, I/O, threads or ranks. Candidates get the ids 0, 1, 2, ... in the
/// order in which they are asked for; all random numbers are addressed by (seed, island, id,
/// purpose). For one thread at a time.
class Algorithm {
 public:
  virtual ~Algorithm() = default;
  /// At most `room` new candidates; empty: nothing until the next tell(). Asking for more than has
  /// been told yet is what keeps many workers busy.
  virtual std::vector<Candidate> ask(std::size_t room) = 0;
  /// How many candidates may be asked for ahead of time, without knowing what those before them
  /// have taught, at no cost worth mentioning. Only of use where evaluations take microseconds.
  virtual std::size_t foresight() const { return 0; }
  /// In any order; each asked candidate once. Throws std::logic_error for any other.
  virtual void tell(const Evaluation& evaluation) = 0;
  /// Whether candidates continue from the states of earlier evaluations. Then an evaluation is `ok`
  /// only with a state. States are opaque here: what is told as Evaluation::state is asked for
  /// again as Candidate::state.
  virtual bool continues() const { return false; }
  /// The states that candidates which are not asked for yet may continue from; all others, but
  /// those of candidates in flight, can be forgotten.
  virtual std::vector<Bytes> states() const { return {}; }
  /// Everything that later asks depend on, candidates in flight included.
  virtual void save(Encoder& out) const = 0;
  /// Into an algorithm made with the same parameters. Throws DecodeError.
  virtual void load(Decoder& in) = 0;
};

/// True for an evaluation that search can use: `ok`, with a first objective that is a number.
/// Infinities are numbers: the worst and the best there are.
bool usable(const Evaluation& evaluation);

}  // namespace cambrian
