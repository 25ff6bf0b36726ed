// What algorithms and selectors of authors work with: proposals and what was told of them, the
// space that is searched, populations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/evaluation.hpp"
#include "engine/core/random.hpp"
#include "engine/plugin/abi.h"
#include "engine/plugin/stream.hpp"

namespace cambrian {

/// A candidate to be evaluated. Its genome is bytes that the space made; only the space knows what
/// they mean, but they can be kept, compared and proposed again.
struct Proposal {
  std::string genome;
  std::vector<CandidateId> parents = {};  ///< for the lineage; may be empty
  std::uint64_t budget = 0;               ///< units of work; 0: the space's default
};

/// A candidate that was evaluated.
struct Evaluated {
  CandidateId id{};  ///< 0, 1, 2, ... in the order asked
  Status status = Status::ok;
  std::string genome;
  std::vector<double> objectives;  ///< minimised; none is NaN; of use only if usable()
  std::vector<double> descriptor;  ///< behaviour; may be empty
  std::uint64_t budget = 0;
  std::uint32_t complexity = 0;  ///< the space's measure of size; 0 where it has none

  /// Neither invalid nor failed nor out of time.
  bool usable() const { return status == Status::ok; }
  /// The first objective.
  double loss() const { return objectives.front(); }
};

/// The space that is searched.
class Space {
 public:
  explicit Space(const CambrianSearched* host) : host_(host) {}

  /// How many there are.
  std::size_t objectives() const { return host_->objectives; }
  Proposal sample(Random& random) const {
    Out genome;
    plugin::LentRandom lent(random);
    finish(host_->sample(host_, &lent, &genome), genome);
    return {std::move(genome.bytes)};
  }
  Proposal mutate(const Evaluated& parent, Random& random) const {
    return vary(std::span(&parent, 1), random);
  }
  /// A child of both, mutated, too.
  Proposal cross(const Evaluated& a, const Evaluated& b, Random& random) const {
    return child({{a.genome.data(), a.genome.size()}, {b.genome.data(), b.genome.size()}},
                 {a.id, b.id}, random);
  }
  /// A mutant of one parent, or a child of several.
  Proposal vary(std::span<const Evaluated> parents, Random& random) const {
    std::vector<CambrianView> genomes;
    std::vector<CandidateId> ids;
    for (const Evaluated& parent : parents) {
      genomes.push_back({parent.genome.data(), parent.genome.size()});
      ids.push_back(parent.id);
    }
    return child(genomes, std::move(ids), random);
  }

 private:
  struct Out : CambrianOut {
    std::string bytes;
    bool too_large = false;
    Out() { write = append; }
    static void append(CambrianOut* out, const void* data, std::size_t size) noexcept {
      Out& self = *static_cast<Out*>(out);
      try {
        self.bytes.append(static_cast<const char*>(data), size);
      } catch (...) {
        self.too_large = true;
      }
    }
  };
  Proposal child(const std::vector<CambrianView>& genomes, std::vector<CandidateId> ids,
                 Random& random) const {
    if (genomes.empty()) throw std::invalid_argument("a child needs a parent");
    Out genome;
    plugin::LentRandom lent(random);
    finish(host_->vary(host_, genomes.data(), genomes.size(), &lent, &genome), genome);
    return {std::move(genome.bytes), std::move(ids)};
  }
  static void finish(int status, const Out& genome) {
    if (status != 0) throw std::runtime_error("the space failed");  // the host knows why
    if (genome.too_large) throw std::bad_alloc();
  }
  const CambrianSearched* host_;
};

/// A population from which a parent is chosen; not empty. Members are 0 to size() - 1.
class Population {
 public:
  explicit Population(const CambrianPopulation& view) : view_(view) {}

  std::size_t size() const { return view_.count; }
  /// All minimised; the first is a number, others may be NaN.
  std::span<const double> objectives(std::size_t member) const {
    return {view_.objectives + member * view_.objective_count, view_.objective_count};
  }
  /// The first objective.
  double loss(std::size_t member) const { return objectives(member)[0]; }
  /// Its number among all candidates of the run: the lower, the older.
  std::uint64_t born(std::size_t member) const { return view_.born[member]; }
  /// The space's measure of size; 0 where it has none.
  std::uint32_t complexity(std::size_t member) const { return view_.complexity[member]; }

 private:
  const CambrianPopulation& view_;
};

}  // namespace cambrian
