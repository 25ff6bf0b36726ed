// Environment: a task for networks, and how episodes of it are played.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/core/result.hpp"
#include "engine/space/playable.hpp"
#include "problems/neuroevolution/forward.hpp"
#include "problems/neuroevolution/network.hpp"

namespace cambrian::neuroevolution {

/// How an episode went.
struct Episode {
  double score = 0;         ///< sum of the rewards
  std::uint32_t steps = 0;  ///< taken
  bool broken = false;      ///< an observation was not a number, which ended it
};

/// Episodes that one network plays, or relatives of it. The answer of each follows from the network
/// and its start alone, on every machine and however many are played together.
struct Play {
  const PackedNetwork& network;
  std::span<const double> starts;  ///< a state for each episode
  std::uint32_t limit;             ///< steps of an episode
  std::span<Episode> episodes;     ///< answers
  std::span<double> endings;       ///< answers: the last state of each episode
  /// Answers, unless it is empty: for each episode the sums of its observations' numbers, and of
  /// their squares.
  std::span<double> sums = {};
  /// Answers, unless it is empty: of the only episode its states before each step, up to the limit.
  std::span<double> path = {};
  /// Unless it is empty: for each episode the factors of a RankOne that tell how the network which
  /// plays it differs from `network`. For environments that play relatives.
  std::span<const float* const> factors = {};
};

/// What is known of a task; made by one file of environments/.
struct Environment {
  std::string name;
  std::string summary;
  std::size_t state = 0;         ///< numbers of a state
  std::size_t observations = 0;  ///< inputs of the network
  std::size_t outputs = 0;       ///< of the network
  std::uint32_t limit = 0;       ///< steps after which an episode is cut
  bool has_chance = true;        ///< states at the start differ
  bool shows_pictures = false;   ///< observations may be those of convolutions
  bool plays_relatives = false;  ///< episodes of different networks side by side
  double best = 0;               ///< no score is higher; may be infinite
  double survival = 0;           ///< what each step pays for not being over
  std::size_t behaviour = 0;     ///< numbers at the begin of the state that tell how it ended
  std::function<void(Random& random, double* state)> start;
  std::function<void(const Play& play)> play;
  double seconds = 0;  ///< of a step, for those who watch
  /// How a state looks; null: it has no looks.
  std::function<Frame(const double* state)> draw;
};

/// With kernels for this set.
std::vector<Environment> environments(InstructionSet set);
/// With the best kernels. An error suggests names, or says which library the build lacks.
Result<Environment> environment(const std::string& name);
/// With those that this build leaves out, since it lacks their library.
std::vector<std::string> environment_names();

}  // namespace cambrian::neuroevolution
