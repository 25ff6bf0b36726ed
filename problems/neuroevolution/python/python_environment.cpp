#include "problems/neuroevolution/python/python_environment.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/process/process.hpp"
#include "hwy/aligned_allocator.h"
#include "problems/neuroevolution/python/server.hpp"

namespace cambrian::neuroevolution {
namespace {

constexpr double kStartSeconds = 60;  // imports may take long

/// Why a program is of no more use.
struct Lost {
  std::string why;
};

/// The numbers of a line; fewer if it holds anything else.
std::vector<double> numbers_of(const std::string& line) {
  std::vector<double> numbers;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (at != end) {
    double number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc()) break;
    numbers.push_back(number);
    at = read.ptr;
    if (at != end && *at == ' ') ++at;
  }
  return numbers;
}

void append(std::string& line, double number) {
  char text[32];
  const auto written = std::to_chars(text, text + sizeof text, number);
  line += ' ';
  line.append(text, written.ptr);
}

/// The programs, which are kept for the next one who plays. Thread-safe.
class Programs {
 public:
  explicit Programs(PythonPlace place) : place_(std::move(place)) {}

  /// Its first line is put into `ready`.
  Result<Process> start(std::string& ready) const {
    auto process = Process::start({.words = {place_.program, "-c", kPythonServer, place_.name},
                                   .folder = place_.folder,
                                   .environment = {}});
    if (!process) return Error{"python", process.error().message(), "name a Python"};
    if (process->ask("", kStartSeconds, ready) == Process::Answer::given) return process;
    const std::string end = process->finish();
    return Error{"python", place_.program + " does not play " + place_.name + ": " + end,
                 process->errors()};
  }

  Process take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Process process = std::move(idle_.back());
        idle_.pop_back();
        return process;
      }
    }
    std::string ready;
    auto process = start(ready);
    if (!process) throw Lost{process.error().message()};
    return std::move(*process);
  }

  void put_back(Process process) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(process));
  }

  std::vector<double> ask(Process& process, const std::string& line, std::size_t count) const {
    std::string answer;
    if (process.ask(line, place_.patience, answer) == Process::Answer::given) {
      std::vector<double> numbers = numbers_of(answer);
      if (numbers.size() == count) return numbers;
      throw Lost{place_.name + " gave other numbers than it began with"};
    }
    const std::string end = process.finish();
    std::string why = place_.name + " gave no answer within its time, or ended (" + end + ")";
    if (const std::string errors = process.errors(); !errors.empty()) {
      const std::size_t last = errors.find_last_of('\n', errors.size() - 2);
      why += ": " + errors.substr(last == std::string::npos ? 0 : last + 1);
    }
    throw Lost{why};
  }

 private:
  const PythonPlace place_;
  std::mutex mutex_;
  std::vector<Process> idle_;
};

/// What one thread needs to play.
class Player {
 public:
  Player(const Play& play, Programs& programs, std::size_t observations, std::size_t outputs)
      : play_(play),
        programs_(programs),
        observations_(observations),
        outputs_(outputs),
        front_(hwy::AllocateAligned<float>(play.network.widest())),
        back_(hwy::AllocateAligned<float>(play.network.widest())) {}

  void episode(std::size_t index) {
    for (int tries = 2;;) {
      try {
        Process process = programs_.take();
        attempt(process, index);
        return programs_.put_back(std::move(process));
      } catch (const Lost& lost) {
        if (--tries == 0) throw std::runtime_error(lost.why);
      }
    }
  }

 private:
  void attempt(Process& process, std::size_t index) {
    const auto seed = static_cast<std::uint64_t>(play_.starts[index]);
    std::vector<double> seen =
        programs_.ask(process, "reset " + std::to_string(seed), observations_);
    std::vector<double> sums(2 * observations_);
    Episode episode;
    for (bool done = false; !done && episode.steps < play_.limit;) {
      for (std::size_t k = 0; k < observations_; ++k) {
        episode.broken = episode.broken || !std::isfinite(seen[k]);
        front_[k] = static_cast<float>(seen[k]);
        sums[k] += seen[k];
        sums[observations_ + k] += seen[k] * seen[k];
      }
      if (episode.broken) break;
      const float* const outputs = forward_(play_.network, front_.get(), back_.get());
      std::string line = "step";
      for (std::size_t k = 0; k < outputs_; ++k) append(line, outputs[k]);
      seen = programs_.ask(process, line, observations_ + 2);
      episode.broken = !std::isfinite(seen[0]);
      if (episode.broken) break;
      episode.score += seen[0];
      ++episode.steps;
      done = seen[1] != 0;
      seen.erase(seen.begin(), seen.begin() + 2);
    }
    play_.episodes[index] = episode;
    play_.endings[index] = play_.starts[index];
    for (std::size_t k = 0; k < sums.size() && !play_.sums.empty(); ++k)
      play_.sums[index * sums.size() + k] = sums[k];
  }

  const Play& play_;
  Programs& programs_;
  const std::size_t observations_;
  const std::size_t outputs_;
  const Forward forward_ = forward_pass(instruction_sets().front());
  hwy::AlignedFreeUniquePtr<float[]> front_;
  hwy::AlignedFreeUniquePtr<float[]> back_;
};

}  // namespace

Result<Environment> python_environment(const PythonPlace& place) {
  const auto programs = std::make_shared<Programs>(place);
  std::string ready;
  auto process = programs->start(ready);
  if (!process) return process.error();
  if (ready.rfind("ready ", 0) != 0) {
    return Error{"python", place.name + " cannot be played: " + ready,
                 "name one of Gymnasium's or module:Class, and a Python that has it"};
  }
  const std::vector<double> facts = numbers_of(ready.substr(6));
  if (facts.size() != 3 || !(facts[0] >= 1) || !(facts[1] >= 1))
    return Error{"python", place.name + " has nothing to see or nothing to do", ""};
  programs->put_back(std::move(*process));
  Environment e;
  e.name = place.name;
  e.state = 1;
  e.observations = static_cast<std::size_t>(facts[0]);
  e.outputs = static_cast<std::size_t>(facts[1]);
  e.limit = facts[2] > 0 ? static_cast<std::uint32_t>(facts[2]) : 1000;
  e.best = std::numeric_limits<double>::infinity();
  e.start = [](Random& random, double* state) { *state = random.bits32() >> 1; };
  e.play = [programs, observations = e.observations, outputs = e.outputs](const Play& play) {
    Player player(play, *programs, observations, outputs);
    for (std::size_t i = 0; i < play.episodes.size(); ++i) player.episode(i);
  };
  return e;
}

}  // namespace cambrian::neuroevolution
