#include "engine/catalogue/selector_kind.hpp"

#include <algorithm>
#include <vector>

#include "engine/pareto/ranks.hpp"

namespace cambrian {
namespace {

class OwnTournaments : public SelectorDraft {
 public:
  FieldList fields() override { return {}; }
  Result<std::shared_ptr<const Selector>> make() const override {
    return std::shared_ptr<const Selector>();
  }
};

struct ParetoSettings {
  std::uint32_t sample = 10;
};

template <class Visitor>
void fields(Visitor& v, ParetoSettings& s) {
  v("sample", s.sample, Range{1, 1e6}, "Members drawn for a tournament");
}

class ParetoTournament : public Selector {
 public:
  explicit ParetoTournament(const ParetoSettings& settings) : sample_(settings.sample) {}

  std::size_t select(const SelectionTable& members, Random& random) const override {
    const pareto::Points points{members.objectives, members.objective_count};
    std::vector<std::size_t> drawn(sample_);
    for (std::size_t& row : drawn) row = random.below(static_cast<std::uint32_t>(members.size()));
    std::vector<std::size_t> front;
    for (const std::size_t row : drawn) {
      const bool beaten = std::any_of(drawn.begin(), drawn.end(), [&](std::size_t rival) {
        return pareto::dominates(points[rival], points[row]);
      });
      if (!beaten) front.push_back(row);
    }
    return random.pick(front);
  }

 private:
  std::uint32_t sample_;
};

class ParetoDraft : public SelectorDraft {
 public:
  FieldList fields() override { return describe(settings_); }
  Result<std::shared_ptr<const Selector>> make() const override {
    return std::shared_ptr<const Selector>(std::make_shared<ParetoTournament>(settings_));
  }

 private:
  ParetoSettings settings_;
};

}  // namespace

SelectorKind pareto_tournament_kind() {
  return {"pareto_tournament",
          "Of some members that are drawn, one that no other of them dominates.", kBuiltIn,
          [] { return std::make_unique<ParetoDraft>(); }};
}

SelectorKind tournament_kind() {
  return {"tournament", "The best of some members that are drawn, as the algorithm sets it.",
          kBuiltIn, [] { return std::make_unique<OwnTournaments>(); }};
}

}  // namespace cambrian
