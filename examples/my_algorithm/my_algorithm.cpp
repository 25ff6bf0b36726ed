// A way to search, and a way to choose parents: change what is in them, build, run.
#include <cambrian/plugin.hpp>

#include <algorithm>
#include <optional>
#include <vector>

// Keeps the best few, and breeds from them.
struct MyAlgorithm {
  static constexpr const char* name = "my_algorithm";
  static constexpr const char* summary = "Mutants and crossings of the best few.";

  struct Params {
    int population = 20;
    double crossover = 0.5;
  };
  Params params;  // as the configuration has them

  std::vector<cambrian::Evaluated> members;  // the best first

  // The next candidate; nothing: wait until another one was told.
  std::optional<cambrian::Proposal> ask(const cambrian::Space& space, cambrian::Random& random) {
    if (members.size() < 2 || static_cast<int>(members.size()) < params.population) {
      return space.sample(random);
    }
    const auto& parent = random.pick(members);
    if (!random.chance(params.crossover)) return space.mutate(parent, random);
    return space.cross(parent, random.pick(members), random);
  }

  // What came of a candidate; in any order, since many are evaluated at once.
  void tell(const cambrian::Evaluated& child) {
    if (!child.usable()) return;
    const auto better = [](const auto& a, const auto& b) { return a.loss() < b.loss(); };
    members.insert(std::upper_bound(members.begin(), members.end(), child, better), child);
    if (static_cast<int>(members.size()) > std::max(2, params.population)) members.pop_back();
  }
};

void fields(auto& v, MyAlgorithm::Params& p) {
  v("population", p.population, cambrian::Range{2, 1'000'000}, "How many are kept");
  v("crossover", p.crossover, cambrian::Range{0, 1}, "Probability of two parents");
}

// Chooses parents for the algorithms that come with the program: the young ones among the better
// half of those drawn.
struct MySelector {
  static constexpr const char* name = "my_selector";
  static constexpr const char* summary = "The youngest of a few that are better than others.";

  struct Params {
    int draws = 3;
  };
  Params params;

  // The index of a parent.
  std::size_t select(const cambrian::Population& members, cambrian::Random& random) const {
    std::size_t youngest = duel(members, random);
    for (int i = 1; i < params.draws; ++i) {
      const std::size_t rival = duel(members, random);
      if (members.born(rival) > members.born(youngest)) youngest = rival;
    }
    return youngest;
  }

  static std::size_t duel(const cambrian::Population& members, cambrian::Random& random) {
    const std::size_t a = random.below(members.size());
    const std::size_t b = random.below(members.size());
    return members.loss(b) < members.loss(a) ? b : a;
  }
};

void fields(auto& v, MySelector::Params& p) {
  v("draws", p.draws, cambrian::Range{1, 1000}, "Duels whose winners are compared");
}

CAMBRIAN_PLUGIN(MyAlgorithm, MySelector)
