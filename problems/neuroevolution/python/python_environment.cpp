#include "problems/neuroevolution/python/python_environment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "hwy/aligned_allocator.h"
#include "problems/neuroevolution/python/program.hpp"

namespace cambrian::neuroevolution {
namespace {

/// The programs, which are kept for the next one who plays. Thread-safe.
class Programs {
 public:
  explicit Programs(PythonPlace place) : place_(std::move(place)) {}

  std::unique_ptr<Program> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto program = std::move(idle_.back());
        idle_.pop_back();
        return program;
      }
    }
    auto program = Program::start(place_);
    if (!program) throw Lost{program.error().message()};
    return std::move(*program);
  }

  void put_back(std::unique_ptr<Program> program) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(program));
  }

  std::size_t side_by_side() const { return place_.side_by_side; }

 private:
  const PythonPlace place_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Program>> idle_;
};

/// Plays the episodes in the order of their numbers, as many at a time as a program has slots.
class Player {
 public:
  Player(const Play& play, Programs& programs, std::size_t observations)
      : play_(play), programs_(programs), observations_(observations) {
    for (std::size_t i = play.episodes.size(); i > 0; --i) waiting_.push_back(i - 1);
    std::copy(play.starts.begin(), play.starts.end(), play.endings.begin());
  }

  void run() {
    while (!waiting_.empty()) {
      try {
        auto program = programs_.take();
        while (begin(*program), !slots_.empty()) round(*program);
        programs_.put_back(std::move(program));
      } catch (const Lost& lost) {
        if (tries_-- == 0) throw std::runtime_error(lost.why);
        for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot)
          if (!slot->over) waiting_.push_back(slot->index);
        slots_.clear();
      }
    }
  }

 private:
  struct Slot {
    std::size_t index;  // of the episode
    Episode episode;
    std::vector<double> sums;
    std::vector<float> memory;
    bool fresh = true;  // has not seen anything
    bool over = false;
  };

  /// Gives episodes to slots that have none: those whose episode is over, then new ones.
  void begin(Program& program) {
    for (std::size_t i = 0; i < programs_.side_by_side(); ++i) {
      if (i < slots_.size() && !slots_[i].over) continue;
      if (waiting_.empty()) {
        if (i < slots_.size()) program.command(i) = Program::idle;
        continue;
      }
      if (i == slots_.size()) slots_.emplace_back();
      slots_[i] = {waiting_.back(),
                   {},
                   std::vector<double>(2 * observations_),
                   std::vector<float>(play_.network.memory())};
      waiting_.pop_back();
      program.command(i) = Program::reset;
      program.seed(i) = play_.starts[slots_[i].index];
    }
    while (!slots_.empty() && slots_.back().over) slots_.pop_back();
  }

  void round(Program& program) {
    program.round(slots_.size());
    acting_.clear();
    workspaces_.clear();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (slot.over) continue;
      if (!slot.fresh) reward(slot, program.reward(i), program.ended(i));
      slot.fresh = false;
      const Workspace workspace = workspace_of(i);
      if (!slot.over) see(slot, program.seen(i), workspace.front);
      if (slot.over) {
        end(slot);
      } else {
        acting_.push_back(i);
        workspaces_.push_back(workspace);
      }
    }
    if (acting_.empty()) return;
    forward_(play_.network, workspaces_);
    for (std::size_t k = 0; k < acting_.size(); ++k) {
      program.act(acting_[k], workspaces_[k].front);
      program.command(acting_[k]) = Program::step;
    }
  }

  Workspace workspace_of(std::size_t slot) {
    const std::size_t size = play_.network.widest();
    while (buffers_.size() <= 2 * slot + 1) buffers_.push_back(hwy::AllocateAligned<float>(size));
    return {buffers_[2 * slot].get(), buffers_[2 * slot + 1].get(), slots_[slot].memory.data()};
  }

  void reward(Slot& slot, double reward, bool ended) const {
    slot.episode.broken = !std::isfinite(reward);
    slot.over = ended || slot.episode.broken;
    if (slot.episode.broken) return;
    slot.episode.score += reward;
    slot.over = ++slot.episode.steps == play_.limit || ended;
  }

  void see(Slot& slot, std::span<const double> seen, float* front) {
    for (std::size_t k = 0; k < observations_; ++k) {
      slot.episode.broken = slot.episode.broken || !std::isfinite(seen[k]);
      front[k] = static_cast<float>(seen[k]);
      slot.sums[k] += seen[k];
      slot.sums[observations_ + k] += seen[k] * seen[k];
    }
    slot.over = slot.episode.broken;
  }

  void end(const Slot& slot) {
    play_.episodes[slot.index] = slot.episode;
    if (!play_.sums.empty()) {
      std::copy(slot.sums.begin(), slot.sums.end(),
                play_.sums.begin() + static_cast<std::ptrdiff_t>(slot.index * slot.sums.size()));
    }
    tries_ = kTries;
  }

  static constexpr int kTries = 1;  // after a program was lost, until an episode comes to its end

  const Play& play_;
  Programs& programs_;
  const std::size_t observations_;
  const ForwardMany forward_ = forward_passes(instruction_sets().front());
  std::vector<hwy::AlignedFreeUniquePtr<float[]>> buffers_;  // two for each slot
  std::vector<std::size_t> acting_;                          // slots of this round
  std::vector<Workspace> workspaces_;                        // and where they think
  std::vector<std::size_t> waiting_;                         // episodes, the next one last
  std::vector<Slot> slots_;
  int tries_ = kTries;
};

}  // namespace

Result<Environment> python_environment(const PythonPlace& place) {
  // This program is not kept: what plays may be a fork of this process.
  const auto program = Program::start(place);
  if (!program) return program.error();
  const PythonFacts& facts = (*program)->facts();
  Environment e;
  e.name = place.name;
  e.state = 1;
  e.observations = facts.observations;
  e.outputs = facts.outputs;
  e.limit = facts.limit > 0 ? facts.limit : 1000;
  e.shows_pictures = true;
  e.best = std::numeric_limits<double>::infinity();
  e.start = [](Random& random, double* state) { *state = random.bits32() >> 1; };
  e.play = [programs = std::make_shared<Programs>(place), observations = e.observations](
               const Play& play) { Player(play, *programs, observations).run(); };
  return e;
}

}  // namespace cambrian::neuroevolution
