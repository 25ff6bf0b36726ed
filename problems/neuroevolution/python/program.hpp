// Program: a Python that plays environments, and what it and a worker tell each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/process/exchange.hpp"
#include "engine/process/process.hpp"
#include "problems/neuroevolution/python/python_environment.hpp"

namespace cambrian::neuroevolution {

/// What an environment says of itself.
struct PythonFacts {
  std::size_t observations = 0;
  bool apart = false;       ///< are these from rewards in the memory
  std::uint32_t limit = 0;  ///< steps; 0: none
  bool chooses = false;     ///< one of `outputs` actions, the first of which has number `first`
  std::int64_t first = 0;
  std::size_t outputs = 0;        ///< of a network: choices, or the numbers of an action
  std::vector<double> low, high;  ///< of these numbers
  std::size_t actions() const { return chooses ? 1 : outputs; }
};

/// Why a program is of no more use.
struct Lost {
  std::string why;
};

/// Where in the shared memory each slot, an environment of its own, has its numbers. A word that
/// says how many slots are in use stands at the begin of the room; 64 bytes on begin `slots`
/// commands and seeds, then the actions of each (a choice as a 64-bit integer), then the reward of
/// each, whether its episode has ended, and what it observes. Large arrays are apart, after all
/// of these.
class Program {
 public:
  enum Command { idle = 0, step = 1, reset = 2 };

  /// Learns the facts, for which there need be no slots.
  static Result<std::unique_ptr<Program>> start(const PythonPlace& place);

  const PythonFacts& facts() const { return facts_; }
  /// The others are idle. Throws Lost when the program has ended, or takes too long for the step of
  /// one environment.
  void round(std::size_t used);

  double& command(std::size_t slot) { return numbers_[slot]; }
  double& seed(std::size_t slot) { return numbers_[slots_ + slot]; }
  double reward(std::size_t slot) const { return *result(slot); }
  bool ended(std::size_t slot) const { return result(slot)[1] != 0; }
  /// From the outputs of a network: the largest chooses, numbers are clipped to their bounds.
  void act(std::size_t slot, const float* outputs);
  std::span<const double> seen(std::size_t slot) const {
    const double* const apart = result(slots_) + facts_.observations * slot;
    return {facts_.apart ? apart : result(slot) + 2, facts_.observations};
  }

 private:
  Program(PythonPlace place, Exchange exchange, Process process)
      : place_(std::move(place)), exchange_(std::move(exchange)), process_(std::move(process)) {}
  Result<void> learn();
  bool share();
  const double* result(std::size_t slot) const {
    const std::size_t record = 2 + (facts_.apart ? 0 : facts_.observations);
    return numbers_ + (2 + facts_.actions()) * slots_ + record * slot;
  }

  const PythonPlace place_;
  Exchange exchange_;
  Process process_;
  PythonFacts facts_;
  std::size_t slots_ = 0;
  double* numbers_ = nullptr;
};

}  // namespace cambrian::neuroevolution
