// An algorithm and a selector that do wrong, as their parameters say.
#include <cambrian/plugin.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

struct Climb {
  static constexpr const char* name = "climb";
  static constexpr const char* summary = "One member, replaced by what is no worse.";
  struct Params {
    std::string wrong = "nothing";
    std::uint64_t budget = 0;
  };
  Params params;
  std::vector<cambrian::Evaluated> best;

  Climb(const Params& given, const cambrian::Space& space) : params(given) {
    if (params.wrong == "create") throw std::invalid_argument("no luck");
    if (space.objectives() > 1) throw std::invalid_argument("for one objective only");
  }
  std::optional<cambrian::Proposal> ask(const cambrian::Space& space, cambrian::Random& random) {
    if (params.wrong == "ask") throw std::runtime_error("bad luck in ask");
    if (params.wrong == "nothing to ask") return {};
    if (params.wrong == "descent") return cambrian::Proposal{"x", {cambrian::CandidateId{7}}};
    cambrian::Proposal child = best.empty() ? space.sample(random) : space.mutate(best[0], random);
    child.budget = params.budget;
    return child;
  }
  void tell(const cambrian::Evaluated& child, cambrian::Random&) {
    if (params.wrong == "tell") throw 7;
    if (!child.usable()) return;
    if (best.empty() || child.loss() <= best[0].loss()) best = {child};
  }
};
void fields(auto& v, Climb::Params& p) {
  v("wrong", p.wrong, "What goes wrong");
  v("budget", p.budget, cambrian::Range{0, 100}, "Of each candidate");
}

struct Choosy {
  static constexpr const char* name = "choosy";
  struct Params {
    std::string wrong = "nothing";
  };
  Params params;
  explicit Choosy(const Params& given) : params(given) {
    if (params.wrong == "create") throw std::invalid_argument("no luck");
  }

  // The oldest of the smallest, and the second objective decides.
  std::size_t select(const cambrian::Population& members, cambrian::Random&) const {
    if (params.wrong == "select") throw std::runtime_error("bad luck in select");
    if (params.wrong == "range") return members.size();
    const auto key = [&](std::size_t i) {
      return std::tuple(members.objectives(i).back(), members.complexity(i), members.born(i));
    };
    std::size_t least = 0;
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (key(i) < key(least)) least = i;
    }
    return least;
  }
};
void fields(auto& v, Choosy::Params& p) { v("wrong", p.wrong, "What goes wrong"); }

CAMBRIAN_PLUGIN(Climb, Choosy)
