#include "problems/function_approximation/evolution_island.hpp"

#include <cmath>

#include "operators/program/canonical.hpp"
#include "operators/program/family.hpp"

namespace cambrian::approximation {
namespace {

constexpr double kAnotherMutation = 0.4;
// Programs of families that have been fitted often, before one of them is fitted again.
constexpr int kTries = 12;
// Visits after which every other one is left out.
constexpr double kPatience = 4;

}  // namespace

EvolutionIsland::EvolutionIsland(std::shared_ptr<const Problem> problem, std::uint32_t index)
    : problem_(std::move(problem)),
      index_(index),
      variation_(problem_->variation),
      fitter_(*problem_, variation_),
      niches_(static_cast<std::size_t>(problem_->config.niche_size)) {}

EpochReport EvolutionIsland::advance(const EpochInput& input) {
  const auto seed = static_cast<std::uint64_t>(problem_->config.seed);
  Random random({seed, index_, input.epoch, Purpose::vary});
  if (niches_.empty()) begin(random);
  for (const Individual& immigrant : input.immigrants) take(immigrant);
  if (input.board != nullptr) {
    for (const auto& [cost, member] : input.board->hall.members()) take(member);
  }
  EpochReport report;
  const auto stopped = [&] { return input.stop != nullptr && input.stop->load(); };
  while (report.evaluations < input.budget && !stopped()) {
    ++report.evaluations;
    judge(candidate(random), random);
  }
  report.offers = best();
  report.emigrants = report.offers;
  return report;
}

void EvolutionIsland::begin(Random&) {
  program::Program identity;
  const double error = fitter_.error_of(identity);
  const std::uint64_t family = program::family_hash(identity);
  niches_.offer({0, 0}, {std::move(identity), std::isfinite(error) ? error : 1e30, family});
}

// What others have found is kept with its error.
void EvolutionIsland::take(const Individual& individual) {
  Member member;
  member.program = program::from_genome(individual.genome);
  member.error = individual.loss();
  member.family = program::family_hash(member.program);
  const Niches::Key key{individual.complexity, program::trailing_squarings(member.program)};
  if (member.error < niches_.threshold(key)) niches_.offer(key, std::move(member));
}

program::Program EvolutionIsland::child(Random& random) const {
  program::Program made = niches_.draw(random).program;
  do {
    variation_.mutate(made, niches_.draw(random).program, random);
  } while (random.chance(kAnotherMutation));
  return program::canonical(made);
}

// An old program or a new one. The more often its family has been fitted, the less likely it is
// fitted again.
program::Program EvolutionIsland::candidate(Random& random) {
  program::Program made;
  for (int attempt = 1;; ++attempt) {
    const bool old = random.chance(problem_->config.refit_probability);
    made = old ? niches_.draw(random).program : child(random);
    const double visits = visits_.count(program::family_hash(made));
    if (attempt >= kTries || random.chance(kPatience / (kPatience + visits))) return made;
  }
}

void EvolutionIsland::judge(program::Program program, Random& random) {
  const std::uint32_t cost = problem_->cost.cost(program);
  if (cost > static_cast<std::uint32_t>(problem_->config.max_cost)) return;
  const auto squarings = static_cast<std::uint32_t>(program::trailing_squarings(program));
  const Niches::Key key{cost, squarings};
  const double threshold = niches_.threshold(key);
  const std::uint64_t family = program::family_hash(program);
  visits_.add(family);
  const double error = fitter_.fit(program, {.inherit = true, .promising = threshold}, random);
  if (!(error < threshold)) return;
  if (niches_.gains(key, family, error)) visits_.forget(family);
  niches_.offer(key, {std::move(program), error, family});
}

// The best of each cost.
std::vector<Individual> EvolutionIsland::best() const {
  std::vector<Individual> result;
  for (const auto& [key, members] : niches_.all()) {
    const Member& member = members.front();
    if (!result.empty() && result.back().complexity == key.first) {
      if (!(member.error < result.back().loss())) continue;
      result.pop_back();
    }
    result.push_back({program::to_genome(member.program), {member.error}, key.first});
  }
  return result;
}

void EvolutionIsland::save(Encoder& out) const {
  niches_.encode(out);
  visits_.encode(out);
}

void EvolutionIsland::load(Decoder& in) {
  niches_.load(in);
  visits_.load(in);
}

}  // namespace cambrian::approximation
