#include "problems/symbolic_regression/reduced_island.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian::regression {
namespace {

// Normalised losses below it are told as laws.
constexpr double kNearlyExact = 1e-9;

// Rows of the reduced columns, weighted so that a residual counts as one of the original target.
Dataset dataset_of(const expression::Reduction& reduction, const Problem& original) {
  Dataset data;
  data.source = "reduced columns";
  for (std::size_t k = 0; k < reduction.values.size(); ++k) {
    data.features.push_back({"group" + std::to_string(k + 1), "", reduction.values[k]});
  }
  data.targets.push_back({original.target, "", reduction.target});
  for (std::size_t r = 0; r < reduction.target.size(); ++r) {
    const double y = original.training.target.values()[r];
    const double scale = reduction.target[r] != 0 ? y / reduction.target[r] : 0;
    const double own = original.training.weights.empty() ? 1 : original.training.weights[r];
    data.weights.push_back(own * scale * scale);
  }
  return data;
}

RegressionConfig config_of(const Problem& original) {
  RegressionConfig config = original.config;
  config.library = false;
  config.guesses.clear();
  // Weights of columns mean nothing for groups of them.
  config.complexity.clear();
  return config;
}

}  // namespace

std::shared_ptr<const Problem> ReducedProblem::get() {
  std::call_once(once_, [this] {
    const expression::Reduction* reduction = share_->space->reduction();
    if (reduction == nullptr) return;
    const Problem& original = *share_->problem;
    // Where the rows' magnitudes are beyond all reason, there is no such problem.
    auto made = make_problem(config_of(original), {dataset_of(*reduction, original), {}, 0});
    if (made) problem_ = std::move(*made);
  });
  return problem_;
}

ReducedIsland::ReducedIsland(std::shared_ptr<ReducedProblem> reduced, std::uint32_t index)
    : reduced_(std::move(reduced)), index_(index), scribe_(*reduced_->share().problem) {}

EvolutionIsland* ReducedIsland::inner() {
  if (!inner_) {
    if (auto problem = reduced_->get()) {
      inner_ = std::make_unique<EvolutionIsland>(std::move(problem), index_);
    }
  }
  return inner_.get();
}

EpochReport ReducedIsland::advance(const EpochInput& input) {
  EpochReport report;
  EvolutionIsland* island = inner();
  if (island == nullptr) {
    report.exhausted = true;
    return report;
  }
  EpochInput own = input;
  own.board = nullptr;
  own.immigrants.clear();
  const EpochReport found = island->advance(own);
  report.evaluations = found.evaluations;
  for (const Individual& champion : found.offers) {
    if (input.stop != nullptr && input.stop->load()) break;
    for (Individual& form : restored(champion)) report.offers.push_back(std::move(form));
  }
  report.emigrants = report.offers;
  return report;
}

std::vector<Individual> ReducedIsland::restored(const Individual& champion) {
  const Problem& problem = *reduced_->get();
  const auto e = reduced_->share().space->restored(problem.decode(champion.genome));
  if (!e) return {};
  if (champion.loss() > kNearlyExact * problem.baseline) return scribe_.approximations(*e, {});
  auto law = scribe_.law(*e);
  if (!law) return {};
  return {std::move(*law)};
}

void ReducedIsland::save(Encoder& out) const {
  out.u64(inner_ ? 1 : 0);
  if (inner_) inner_->save(out);
}

void ReducedIsland::load(Decoder& in) {
  if (in.u64_at_most(1) == 0) return;
  if (EvolutionIsland* island = inner()) {
    island->load(in);
  } else {
    throw DecodeError("a search in reduced columns that these rows do not have");
  }
}

}  // namespace cambrian::regression
