#include "problems/function_approximation/evolution_island.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/canonical.hpp"
#include "operators/program/family.hpp"

namespace cambrian::approximation {
namespace {

constexpr double kAnotherMutation = 0.4;
// Programs of families that have been fitted often, before one of them is fitted again.
constexpr int kTries = 12;
// Children before the parent stands for them: about one in three has the parity.
constexpr int kChildren = 100;
// Visits after which every other one is left out.
constexpr double kPatience = 4;

// The empty program; where programs are even, x*x.
program::Program simplest(const Problem& problem) {
  using program::Op;
  using program::Operand;
  program::Program p;
  if (problem.parity != program::Parity::even) return p;
  const Operand x = Operand::input(0);
  const auto& operators = problem.variation.operators;
  const bool multiplies = std::find(operators.begin(), operators.end(), Op::mul) != operators.end();
  p.result =
      multiplies ? p.append(Op::mul, {x, x}) : p.append(Op::fma, {x, x, p.append_constant(0)});
  return p;
}

}  // namespace

EvolutionIsland::EvolutionIsland(std::shared_ptr<const Problem> problem, std::uint32_t index)
    : problem_(std::move(problem)),
      index_(index),
      variation_(problem_->variation),
      fitter_(*problem_),
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

void EvolutionIsland::begin(Random& random) {
  const auto offer = [&](const program::Program& program, double otherwise) {
    const double error = fitter_.error_of(program);
    const std::uint64_t family = program::family_hash(program);
    const Niches::Key key = key_of(program);
    niches_.offer(key, {program, std::isfinite(error) ? error : otherwise, family});
  };
  offer(simplest(*problem_), 1e30);
  if (!problem_->start) return;
  offer(*problem_->start, std::numeric_limits<double>::infinity());
  judge({*problem_->start, true}, random);
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

// Of the parity that programs have; another parity costs no fit.
program::Program EvolutionIsland::child(Random& random) const {
  const program::Parity parity = problem_->parity;
  for (int attempt = 0; attempt < kChildren; ++attempt) {
    program::Program made = niches_.draw(random).program;
    do {
      variation_.mutate(made, niches_.draw(random).program, random);
    } while (random.chance(kAnotherMutation));
    made = program::canonical(made);
    if (parity == program::Parity::none || program::parity_of(made) == parity) return made;
  }
  return niches_.draw(random).program;
}

// An old program or a new one. The more often its family has been fitted, the less likely it is
// fitted again.
EvolutionIsland::Candidate EvolutionIsland::candidate(Random& random) {
  Candidate made;
  for (int attempt = 1;; ++attempt) {
    made.old = random.chance(problem_->config.refit_probability);
    made.program = made.old ? niches_.draw(random).program : child(random);
    const double visits = visits_.count(program::family_hash(made.program));
    if (attempt >= kTries || random.chance(kPatience / (kPatience + visits))) return made;
  }
}

void EvolutionIsland::judge(Candidate candidate, Random& random) {
  program::Program& program = candidate.program;
  const Niches::Key key = key_of(program);
  if (key.first > static_cast<std::uint32_t>(problem_->config.max_cost)) return;
  const double threshold = niches_.threshold(key);
  const std::uint64_t family = program::family_hash(program);
  visits_.add(family);
  const double error =
      fitter_.fit(program, {.promising = threshold, .thorough = candidate.old}, random);
  if (!(error < threshold)) return;
  if (niches_.gains(key, family, error)) visits_.forget(family);
  niches_.offer(key, {std::move(program), error, family});
}

Niches::Key EvolutionIsland::key_of(const program::Program& program) const {
  return {problem_->cost.cost(program),
          static_cast<std::uint32_t>(program::trailing_squarings(program))};
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
