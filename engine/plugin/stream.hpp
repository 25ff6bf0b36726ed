// How a stream of random numbers crosses the boundary, in both directions.
#pragma once

#include <cstddef>

#include "engine/core/random.hpp"
#include "engine/plugin/abi.h"

namespace cambrian::plugin {

inline Random::State state_of(const CambrianRandom& stream) {
  Random::State state;
  for (std::size_t i = 0; i < 2; ++i) state.key[i] = stream.key[i];
  for (std::size_t i = 0; i < 4; ++i) state.counter[i] = stream.counter[i];
  for (std::size_t i = 0; i < 4; ++i) state.block[i] = stream.block[i];
  state.next = stream.next;
  return state;
}

inline void set_state(CambrianRandom& stream, const Random::State& state) {
  for (std::size_t i = 0; i < 2; ++i) stream.key[i] = state.key[i];
  for (std::size_t i = 0; i < 4; ++i) stream.counter[i] = state.counter[i];
  for (std::size_t i = 0; i < 4; ++i) stream.block[i] = state.block[i];
  stream.next = state.next;
}

/// A stream of the other side, drawn from while this lives.
class BorrowedRandom {
 public:
  explicit BorrowedRandom(CambrianRandom* owner)
      : owner_(owner), random_(Random::at(state_of(*owner))) {}
  ~BorrowedRandom() { set_state(*owner_, random_.state()); }
  BorrowedRandom(const BorrowedRandom&) = delete;
  BorrowedRandom& operator=(const BorrowedRandom&) = delete;
  Random& operator*() { return random_; }

 private:
  CambrianRandom* owner_;
  Random random_;
};

/// A stream of this side that the other draws from while this lives.
class LentRandom : public CambrianRandom {
 public:
  explicit LentRandom(Random& random) : random_(random) {
    set_state(*this, random.state());
    CambrianRandom::refill = refill_block;
  }
  ~LentRandom() { random_ = Random::at(state_of(*this)); }
  LentRandom(const LentRandom&) = delete;
  LentRandom& operator=(const LentRandom&) = delete;

 private:
  // Draws one word, so that a block is there, and gives it back.
  static void refill_block(CambrianRandom* stream) {
    Random random = Random::at(state_of(*stream));
    random.bits32();
    set_state(*stream, random.state());
    stream->next = 0;
  }
  Random& random_;
};

}  // namespace cambrian::plugin
