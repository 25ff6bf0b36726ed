#include "cli/lineage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "cli/recorded_job.hpp"
#include "cluster/run.hpp"
#include "engine/pareto/ranks.hpp"
#include "engine/state/pareto_archive.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {
namespace {

std::size_t index(CandidateId id) { return static_cast<std::size_t>(id); }

// Remembers what the algorithm proposes.
class Recorder final : public Algorithm {
 public:
  explicit Recorder(Algorithm& inner) : inner_(inner) {}

  std::vector<Candidate> ask(std::size_t room) override {
    std::vector<Candidate> candidates = inner_.ask(room);
    for (const Candidate& candidate : candidates) {
      births_.resize(std::max(births_.size(), index(candidate.id) + 1));
      births_[index(candidate.id)] = {candidate.parents, candidate.genome};
    }
    return candidates;
  }
  std::size_t foresight() const override { return inner_.foresight(); }
  void tell(const Evaluation& evaluation) override { inner_.tell(evaluation); }
  bool continues() const override { return inner_.continues(); }
  std::vector<Bytes> states() const override { return inner_.states(); }
  void save(Encoder& out) const override { inner_.save(out); }
  void load(Decoder& in) override { inner_.load(in); }

  const std::vector<Lineage::Birth>& births() const { return births_; }

 private:
  Algorithm& inner_;
  std::vector<Lineage::Birth> births_;
};

class Teller {
 public:
  Teller(const std::vector<RunTrace::Told>& told, const std::vector<Lineage::Birth>& births)
      : told_(told), births_(births), places_(births.size(), kNowhere) {
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (index(told[i].id) < places_.size()) places_[index(told[i].id)] = i;
    }
  }

  std::vector<Lineage::Step> steps(
      const std::function<std::string(const Genome&)>& describe) const {
    std::vector<Lineage::Step> steps;
    std::size_t at = best();
    while (at != kNowhere) {
      const RunTrace::Told& one = told_[at];
      const Lineage::Birth& birth = births_[index(one.id)];
      Lineage::Step& step = steps.emplace_back();
      step = {one.id, birth.parents, at + 1, one.objectives, {}, describe(birth.genome)};
      at = best_parent(birth);
      if (at != kNowhere) step.gain = value(at) - value(place_of(one.id));
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  std::vector<Lineage::Way> ways() const {
    std::map<std::size_t, Lineage::Way> all;
    ParetoArchive known;
    for (const RunTrace::Told& one : told_) {
      if (place_of(one.id) == kNowhere) continue;
      const Lineage::Birth& birth = births_[index(one.id)];
      Lineage::Way& way = all[birth.parents.size()];
      way.parents = birth.parents.size();
      ++way.tried;
      if (!usable(one)) continue;
      ++way.usable;
      if (better(one, birth)) ++way.better;
      if (known.offer({{}, one.objectives, 0})) ++way.records;
    }
    std::vector<Lineage::Way> result;
    for (const auto& [parents, way] : all) result.push_back(way);
    return result;
  }

 private:
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

  static bool usable(const RunTrace::Told& one) {
    return one.status == Status::ok && !one.objectives.empty() &&
           !std::isnan(one.objectives.front());
  }
  // Where it was told.
  std::size_t place_of(CandidateId id) const {
    return index(id) < places_.size() ? places_[index(id)] : kNowhere;
  }
  double value(std::size_t place) const {
    const bool counts = place != kNowhere && usable(told_[place]);
    return counts ? told_[place].objectives.front() : std::numeric_limits<double>::infinity();
  }
  // Of equals that which halls of fame keep.
  bool before(std::size_t a, std::size_t b) const {
    const RunTrace::Told& first = told_[a];
    const RunTrace::Told& second = told_[b];
    if (first.objectives != second.objectives) return first.objectives < second.objectives;
    return births_[index(first.id)].genome.hash < births_[index(second.id)].genome.hash;
  }
  std::size_t best() const {
    std::size_t best = kNowhere;
    for (std::size_t i = 0; i < told_.size(); ++i) {
      if (place_of(told_[i].id) != i || !std::isfinite(value(i))) continue;
      if (best == kNowhere || before(i, best)) best = i;
    }
    return best;
  }
  std::size_t best_parent(const Lineage::Birth& birth) const {
    std::size_t best = kNowhere;
    for (const CandidateId parent : birth.parents) {
      const std::size_t place = place_of(parent);
      if (best == kNowhere || value(place) < value(best)) best = place;
    }
    return best;
  }
  bool better(const RunTrace::Told& child, const Lineage::Birth& birth) const {
    const auto beaten = [&](CandidateId parent) {
      const std::size_t place = place_of(parent);
      return place != kNowhere && usable(told_[place]) &&
             pareto::dominates(child.objectives, told_[place].objectives);
    };
    const auto begin = birth.parents.begin();
    const auto end = birth.parents.end();
    if (child.objectives.size() > 1) return std::any_of(begin, end, beaten);
    return begin != end && std::all_of(begin, end, beaten);
  }

  const std::vector<RunTrace::Told>& told_;
  const std::vector<Lineage::Birth>& births_;
  std::vector<std::size_t> places_;
};

}  // namespace

Lineage Lineage::of(const std::vector<RunTrace::Told>& told, const std::vector<Birth>& births,
                    const std::function<std::string(const Genome&)>& describe) {
  const Teller teller(told, births);
  return {teller.steps(describe), teller.ways()};
}

std::string way_name(std::size_t parents) {
  if (parents == 0) return "sample";
  return parents == 1 ? "mutation" : "crossover of " + std::to_string(parents);
}

Result<Lineage> read_lineage(const RunTrace& trace, Wording wording) {
  const auto folder = RunFolder::view(trace.path);
  if (!folder) return folder.error();
  const auto recorded = RecordedJob::make(*folder);
  if (!recorded) return recorded.error();
  const Search own = recorded->job.search();
  Recorder recorder(own.algorithm);
  const auto outcome = replay({recorder, own.space, own.evaluator, {}}, recorded->options, *folder);
  if (!outcome) return outcome.error();
  const bool exact = wording == Wording::exact && !own.space.formats().empty();
  return Lineage::of(trace.told, recorder.births(), [&](const Genome& genome) {
    return exact ? own.space.print(genome, 0) : own.space.describe(genome);
  });
}

}  // namespace cambrian::cli
