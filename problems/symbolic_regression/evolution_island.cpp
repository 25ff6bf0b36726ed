#include "problems/symbolic_regression/evolution_island.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::regression {
namespace {

using expression::Expression;

constexpr double kUnseenFrequency = 1e-6;
constexpr std::size_t kEmigrantsPerDeme = 3;
constexpr std::size_t kInitialSize = 7;
constexpr int kGuessIterations = 50;

expression::VariationParams variation_params(const RegressionConfig& c) {
  expression::VariationParams params;
  params.weights = {.mutate_constant = c.mutate_constant,
                    .mutate_operator = c.mutate_operator,
                    .mutate_feature = c.mutate_feature,
                    .swap_operands = c.swap_operands,
                    .rotate_tree = c.rotate_tree,
                    .add_node = c.add_node,
                    .insert_node = c.insert_node,
                    .delete_node = c.delete_node,
                    .simplify = c.simplify,
                    .randomize = c.randomize,
                    .do_nothing = c.do_nothing};
  return params;
}

TournamentRule tournament_rule(const RegressionConfig& c) {
  return {static_cast<std::size_t>(c.tournament_size), c.tournament_probability};
}

}  // namespace

EvolutionIsland::EvolutionIsland(std::shared_ptr<const Problem> problem, std::uint32_t index)
    : problem_(std::move(problem)),
      config_(problem_->config),
      index_(index),
      ranks_(tournament_rule(config_), static_cast<std::size_t>(config_.population_size)),
      variation_(problem_->vocabulary, problem_->constraints, variation_params(config_),
                 problem_->leaves),
      simplifier_(problem_->vocabulary),
      scorer_(*problem_),
      champions_(problem_->constraints.max_size()),
      polisher_(scorer_, champions_) {}

EpochReport EvolutionIsland::advance(const EpochInput& input) {
  const std::uint64_t seed = static_cast<std::uint64_t>(config_.seed);
  Random random({seed, index_, input.epoch, Purpose::vary});
  const std::uint64_t before = scorer_.evaluations();
  sizes_.assign(champions_.max_complexity() + 1, 0.0);
  take_board(input);
  if (demes_.empty()) populate(random);
  const auto stopped = [&] { return input.stop != nullptr && input.stop->load(); };
  const auto spent = [&] { return scorer_.evaluations() - before; };
  for (std::size_t turn = 0; spent() < input.budget && !stopped(); ++turn) {
    run_cycle(demes_[turn % demes_.size()], input, random);
  }
  EpochReport report;
  report.emigrants = emigrants();
  report.offers = champions_.report(problem_->baseline);
  report.statistics = sizes_;
  report.evaluations = spent();
  return report;
}

void EvolutionIsland::take_board(const EpochInput& input) {
  frequency_.assign(champions_.max_complexity() + 1, 1.0);
  if (input.board != nullptr) {
    champions_.take(input.board->hall, problem_->baseline, problem_->limits());
    const std::vector<double>& seen = input.board->statistics;
    for (std::size_t c = 0; c < frequency_.size() && c < seen.size(); ++c) frequency_[c] += seen[c];
  }
  double sum = 0;
  for (const double f : frequency_) sum += f;
  for (double& f : frequency_) f /= sum;
}

void EvolutionIsland::populate(Random& random) {
  rows_ = {0, problem_->batch_rows};
  polisher_.begin(rows_);
  for (const Expression& guess : problem_->guesses) {
    Expression fitted = guess;
    scorer_.polish(fitted, kGuessIterations);  // before its constants are simplified away
    polisher_.polish(fitted);
  }
  const auto largest = std::min(kInitialSize, problem_->constraints.max_size());
  for (std::int64_t d = 0; d < config_.populations; ++d) {
    Deme deme;
    for (std::int64_t i = 0; i < config_.population_size; ++i) {
      Member member;
      const auto size = 1 + random.below(static_cast<std::uint32_t>(largest));
      const auto guess = static_cast<std::size_t>(i);
      if (guess < problem_->guesses.size()) {
        member.expression = problem_->guesses[guess];
      } else {
        variation_.random_tree(member.expression, size, random);
      }
      if (!judge(deme, member)) member.loss = INFINITY;
      member.key = key_of(member);
      deme.add(std::move(member));
    }
    demes_.push_back(std::move(deme));
  }
}

void EvolutionIsland::run_cycle(Deme& deme, const EpochInput& input, Random& random) {
  const std::size_t all = problem_->training.rows();
  const std::size_t batch = problem_->batch_rows;
  const std::size_t begin =
      batch < all ? random.below(static_cast<std::uint32_t>(all - batch + 1)) : 0;
  rows_ = {begin, begin + batch};
  polisher_.begin(rows_);
  if (batch < all) {
    deme.score_by([&](const Member& member) {
      const double loss = scorer_.score(member.expression, rows_).loss;
      return std::isnan(loss) ? INFINITY : loss;
    });
  }
  deme.rank_by([&](const Member& member) { return key_of(member); });
  const std::int64_t events = config_.cycle_events;
  for (std::int64_t event = 0; event < events; ++event) {
    const double progress = static_cast<double>(event) / static_cast<double>(events);
    vary(deme, config_.annealing ? 1 - progress : 1, random);
  }
  polisher_.finish();
  tidy(deme, random);
  count_sizes(deme);
  migrate(deme, input.immigrants, random);
}

void EvolutionIsland::vary(Deme& deme, double temperature, Random& random) {
  if (random.chance(config_.crossover_probability)) {
    cross(deme, random);
  } else {
    mutate(deme, temperature, random);
  }
}

void EvolutionIsland::mutate(Deme& deme, double temperature, Random& random) {
  const std::size_t slot = deme.at_rank(ranks_.draw(random));
  const Member& parent = deme[slot];
  const auto outcome =
      variation_.mutate(parent.expression, child_.expression, random, {.temperature = temperature});
  if (!outcome.ok) return;
  if (!outcome.needs_test) {
    // A formula of equal value in the place of its parent, young again.
    if (!problem_->permits(child_.expression)) return;
    child_.loss = parent.loss;
    child_.complexity =
        static_cast<std::uint32_t>(problem_->constraints.complexity(child_.expression));
    child_.hash = expression::canonical_hash(child_.expression.nodes);
    child_.key = key_of(child_);
    deme.renew(slot, child_);
    return;
  }
  if (!judge(deme, child_) || !accept(parent, child_, temperature, random)) return;
  deme.push(child_);
}

void EvolutionIsland::cross(Deme& deme, Random& random) {
  child_.expression = deme[deme.at_rank(ranks_.draw(random))].expression;
  second_child_.expression = deme[deme.at_rank(ranks_.draw(random))].expression;
  if (!variation_.crossover(child_.expression, second_child_.expression, random)) return;
  for (Member* child : {&child_, &second_child_}) {
    if (judge(deme, *child)) deme.push(*child);
  }
}

// Completes a child whose expression is set. False when it is a duplicate or invalid.
bool EvolutionIsland::judge(Deme& deme, Member& child) {
  child.hash = expression::canonical_hash(child.expression.nodes);
  if (config_.reject_duplicates && deme.contains(child.hash)) return false;
  child.complexity = static_cast<std::uint32_t>(problem_->constraints.complexity(child.expression));
  const Score score = scorer_.score(child.expression, rows_);
  if (!score.valid()) return false;
  child.loss = score.loss;
  child.key = key_of(child);
  polisher_.consider(child.expression, child.complexity, score);
  return true;
}

bool EvolutionIsland::accept(const Member& parent, const Member& child, double temperature,
                             Random& random) const {
  double q = 1;
  if (config_.annealing) {
    const double cost = config_.parsimony;
    const double change = child.loss - parent.loss +
                          cost * (static_cast<double>(child.complexity) - parent.complexity);
    if (change > 0) q *= std::exp(-change / (temperature * config_.annealing_scale));
  }
  if (config_.frequency_acceptance) {
    q *= std::max(kUnseenFrequency, frequency_[parent.complexity]) /
         std::max(kUnseenFrequency, frequency_[child.complexity]);
  }
  return q >= 1 || random.uniform() < q;
}

// Logarithm of cost * exp(scaling * frequency): the same order, without overflow.
double EvolutionIsland::key_of(const Member& member) const {
  const double cost = member.loss + config_.parsimony * member.complexity;
  const double size = config_.frequency_parsimony * frequency_[member.complexity];
  return cost > 1e-300 ? std::log(cost) + size : -700 + size;
}

void EvolutionIsland::tidy(Deme& deme, Random& random) {
  for (std::size_t slot = 0; slot < deme.size(); ++slot) {
    child_ = deme[slot];
    bool changed = simplifier_.simplify(child_.expression);
    if (problem_->scales_linearly()) {
      Expression core = without_scaling(child_.expression);
      changed |= core.size() < child_.expression.size();
      child_.expression = std::move(core);
    }
    const bool fitted = problem_->fits_constants() && random.chance(config_.fit_probability) &&
                        scorer_.fit(child_.expression, rows_, random);
    if (!changed && !fitted) continue;
    if (!problem_->permits(child_.expression)) continue;
    child_.complexity =
        static_cast<std::uint32_t>(problem_->constraints.complexity(child_.expression));
    child_.hash = expression::canonical_hash(child_.expression.nodes);
    if (!fitted) {
      child_.key = key_of(child_);
      deme.change(slot, child_);
      continue;
    }
    const Score score = scorer_.score(child_.expression, rows_);
    if (!score.valid()) continue;
    child_.loss = score.loss;
    child_.key = key_of(child_);
    polisher_.consider(child_.expression, child_.complexity, score);
    deme.renew(slot, child_);
  }
  polisher_.finish();
}

void EvolutionIsland::migrate(Deme& deme, const std::vector<Individual>& immigrants,
                              Random& random) {
  const auto draws = [&](double rate) {
    return rate > 0 ? random.poisson(rate * static_cast<double>(deme.size())) : 0u;
  };
  const std::vector<std::size_t> front = champions_.front();
  if (!front.empty()) {
    for (std::uint32_t i = draws(config_.hall_rate); i > 0; --i) {
      settle(deme, champions_[random.pick(front)].expression, random);
    }
  }
  if (!immigrants.empty()) {
    for (std::uint32_t i = draws(config_.migration_rate); i > 0; --i) {
      settle(deme, problem_->decode(random.pick(immigrants).genome), random);
    }
  }
  if (!problem_->guesses.empty()) {
    for (std::uint32_t i = draws(config_.guess_rate); i > 0; --i) {
      settle(deme, random.pick(problem_->guesses), random);
    }
  }
}

void EvolutionIsland::settle(Deme& deme, const Expression& e, Random& random) {
  child_.expression = problem_->scales_linearly() ? without_scaling(e) : e;
  if (!judge(deme, child_)) return;
  deme.renew(random.below(static_cast<std::uint32_t>(deme.size())), child_);
}

void EvolutionIsland::count_sizes(const Deme& deme) {
  for (std::size_t slot = 0; slot < deme.size(); ++slot) sizes_[deme[slot].complexity] += 1;
}

std::vector<Individual> EvolutionIsland::emigrants() const {
  std::vector<Individual> result;
  std::vector<std::size_t> slots;
  for (const Deme& deme : demes_) {
    slots.resize(deme.size());
    for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = i;
    const std::size_t count = std::min(kEmigrantsPerDeme, slots.size());
    std::partial_sort(slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(count),
                      slots.end(), [&](std::size_t a, std::size_t b) {
                        return deme[a].loss < deme[b].loss ||
                               (deme[a].loss == deme[b].loss && a < b);
                      });
    for (std::size_t i = 0; i < count; ++i) {
      const Member& member = deme[slots[i]];
      result.push_back({expression::to_genome(member.expression),
                        {member.loss * problem_->baseline},
                        member.complexity});
    }
  }
  return result;
}

void EvolutionIsland::save(Encoder& out) const {
  out.u64(demes_.size());
  for (const Deme& deme : demes_) deme.encode(out);
  champions_.encode(out);
}

void EvolutionIsland::load(Decoder& in) {
  demes_.clear();
  const std::uint64_t count = in.u64_at_most(static_cast<std::uint64_t>(config_.populations));
  for (std::uint64_t i = 0; i < count; ++i) demes_.push_back(Deme::decode(in, problem_->limits()));
  champions_.decode(in, problem_->limits());
}

}  // namespace cambrian::regression
