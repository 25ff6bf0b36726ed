// OneMaxIslands: a small real search over islands whose every step depends on all that an epoch is
// given (state, board, immigrants, budget), so that any slip in the bookkeeping changes the result.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/island/island.hpp"

namespace cambrian::test {

struct OneMaxOptions {
  std::uint64_t seed = 1;
  std::uint32_t islands = 4;
  std::uint32_t bits = 64;
  std::uint64_t budget = 20;
  double target = -1.0;  ///< solved at this loss; -1: never
  /// Island 0 is done after this epoch; later ones one epoch later each. 0: never.
  std::uint64_t exhausted_after = 0;
  std::uint32_t idle_island = UINT32_MAX;    ///< has a budget in every third epoch only
  std::uint32_t slow_island = UINT32_MAX;    ///< runs until it is stopped
  std::uint32_t broken_island = UINT32_MAX;  ///< throws in epoch 2
};

inline Individual one_max(const Bytes& bits) {
  std::uint32_t zeros = 0;
  std::uint32_t head = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const bool one = bits[i] == std::byte{1};
    zeros += one ? 0 : 1;
    head += one && i < 8 ? 1 : 0;
  }
  Individual individual;
  individual.genome = Genome::of(bits);
  individual.objectives = {static_cast<double>(zeros)};
  individual.complexity = head;
  return individual;
}

/// A (1+1)-EA that takes over better immigrants, with a mutation rate that follows the board.
class OneMaxIsland : public Island {
 public:
  OneMaxIsland(const OneMaxOptions& options, std::uint32_t index)
      : options_(options), index_(index) {
    Random random({options.seed, index, 0, Purpose::init});
    Bytes bits(options.bits);
    for (std::byte& bit : bits) bit = static_cast<std::byte>(random.below(2));
    best_ = one_max(bits);
  }

  EpochReport advance(const EpochInput& input) override {
    if (index_ == options_.broken_island && input.epoch == 2) {
      throw std::runtime_error("the island is broken");
    }
    for (const Individual& immigrant : input.immigrants) {
      if (immigrant.loss() < best_.loss()) best_ = immigrant;
    }
    EpochReport report;
    const double shared = input.board->statistics.empty() ? 0.0 : input.board->statistics[0];
    const double known = input.board->hall.empty() ? 0.0 : input.board->hall.best().loss();
    const double rate = (1.0 + 0.5 * ((static_cast<std::uint64_t>(shared + known)) % 3)) /
                        static_cast<double>(options_.bits);
    for (std::uint64_t i = 0; i < input.budget; ++i) {
      if (input.stop != nullptr && input.stop->load()) break;
      breed(rate, report);
    }
    while (index_ == options_.slow_island && !input.stop->load()) std::this_thread::yield();
    report.emigrants = {best_};
    report.exhausted =
        options_.exhausted_after > 0 && input.epoch + 1 >= options_.exhausted_after + index_;
    return report;
  }

  void save(Encoder& out) const override {
    best_.encode(out);
    out.u64(births_);
  }
  void load(Decoder& in) override {
    best_ = Individual::decode(in);
    births_ = in.u64();
  }

 private:
  void breed(double rate, EpochReport& report) {
    Random random({options_.seed, index_, births_++, Purpose::vary});
    Bytes bits = best_.genome.bytes;
    for (std::byte& bit : bits) {
      if (random.chance(rate)) bit ^= std::byte{1};
    }
    const Individual child = one_max(bits);
    if (child.loss() <= best_.loss()) best_ = child;
    report.offers.push_back(child);
    report.statistics.resize(1);
    report.statistics[0] += child.loss();
    ++report.evaluations;
  }

  const OneMaxOptions options_;
  const std::uint32_t index_;
  Individual best_;
  std::uint64_t births_ = 0;
};

class OneMaxIslands : public IslandModel {
 public:
  explicit OneMaxIslands(OneMaxOptions options = {}) : options_(options) {}

  std::uint32_t islands() const override { return options_.islands; }
  std::unique_ptr<Island> make(std::uint32_t index) const override {
    return std::make_unique<OneMaxIsland>(options_, index);
  }
  std::uint64_t budget(std::uint32_t index, std::uint64_t epoch) const override {
    return index == options_.idle_island && epoch % 3 != 0 ? 0 : options_.budget + index;
  }
  bool solved(const Board& board) const override {
    return !board.hall.empty() && board.hall.best().loss() <= options_.target;
  }
  std::string describe(const Individual& individual) const override {
    return std::to_string(individual.loss()) + " zeros";
  }

 private:
  OneMaxOptions options_;
};

inline Bytes bytes_of(const Board& board) {
  Encoder out;
  board.encode(out);
  return out.take();
}

}  // namespace cambrian::test
