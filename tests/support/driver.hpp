// Driver: many candidates of an algorithm in flight, told in a scrambled but fixed order.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/core/random.hpp"
#include "tests/support/bits.hpp"

namespace cambrian::testing {

/// Runs an algorithm and keeps the hashes of all genomes that it asks for.
class Driver {
 public:
  using Evaluate = std::function<Evaluation(const Candidate&)>;

  explicit Driver(
      Algorithm& algorithm,
      Evaluate evaluate = [](const Candidate& c) { return evaluation_of(c, one_max(c.genome)); })
      : algorithm_(algorithm), evaluate_(std::move(evaluate)) {}

  void run(std::size_t evaluations, std::size_t workers) {
    for (std::size_t told = 0; told < evaluations; ++told) {
      for (Candidate& candidate : algorithm_.ask(workers - flying_.size())) {
        trace.push_back(candidate.genome.hash);
        flying_.push_back(std::move(candidate));
      }
      ASSERT_FALSE(flying_.empty()) << "no work was given although all workers are idle";
      const std::size_t next = order_.below(static_cast<std::uint32_t>(flying_.size()));
      algorithm_.tell(evaluate_(flying_[next]));
      flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(next));
    }
  }
  std::vector<std::uint64_t> trace;

 private:
  Algorithm& algorithm_;
  Evaluate evaluate_;
  std::vector<Candidate> flying_;
  Random order_{{.seed = 99}};
};

inline Bytes saved(const Algorithm& algorithm) {
  Encoder out;
  algorithm.save(out);
  return out.take();
}

/// `copy`, a new algorithm with the same parameters, goes on as `algorithm` does, and no state that
/// is cut is accepted.
inline void expect_the_same_from_a_saved_state(Algorithm& algorithm, Algorithm& copy,
                                               const Driver::Evaluate& evaluate) {
  const Bytes state = saved(algorithm);
  for (std::size_t size = 0; size < state.size(); size += size < 64 ? 1 : 37) {
    Decoder cut(BytesView(state).first(size));
    EXPECT_THROW(copy.load(cut), DecodeError) << size;
  }
  Decoder in(state);
  copy.load(in);
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(saved(copy), state);
  Driver first(algorithm, evaluate);
  Driver second(copy, evaluate);
  first.run(100, 3);
  second.run(100, 3);
  EXPECT_EQ(first.trace, second.trace);
}

}  // namespace cambrian::testing
