#include "problems/symbolic_regression/library_island.hpp"

#include <algorithm>

namespace cambrian::regression {
namespace {

// Rows that a law is fitted to and judged on before all rows judge it.
constexpr std::size_t kMostRows = 2000;
// A near-miss with a smaller 1 - R² is a law but for its constants' last digits.
constexpr double kNearlyExact = 1e-9;
// Between two glances at the request to stop: a few milliseconds.
constexpr std::uint64_t kStride = 100'000 / kLookupsPerEvaluation;

expression::LawData rows_of(const Problem& problem) {
  const std::size_t rows = std::min(problem.training.rows(), kMostRows);
  expression::LawData data;
  for (std::size_t k = 0; k < problem.training.inputs.columns(); ++k) {
    data.columns.push_back(problem.training.inputs.column(k).first(rows));
  }
  data.target = problem.training.target.values().first(rows);
  if (!problem.training.weights.empty()) {
    const auto weights = problem.training.weights.values().first(rows);
    data.weights.assign(weights.begin(), weights.end());
  }
  if (problem.units && problem.config.units_mode == "hard") {
    data.units = problem.units->variables();
    data.units.push_back(problem.units->target());
  }
  return data;
}

expression::LibraryOptions options_of(const RegressionConfig& config) {
  return {.memory = static_cast<std::size_t>(config.library_memory_mb) << 20};
}

}  // namespace

LibraryShare::LibraryShare(std::shared_ptr<const Problem> of)
    : problem(std::move(of)),
      space(std::make_shared<expression::LawSpace>(rows_of(*problem), problem->vocabulary,
                                                   options_of(problem->config))) {}

LibraryIsland::LibraryIsland(const std::shared_ptr<LibraryShare>& share, std::uint32_t part,
                             std::uint32_t parts)
    : problem_(share->problem),
      finder_(share->space, {.part = part, .parts = parts}),
      scribe_(*problem_) {}

EpochReport LibraryIsland::advance(const EpochInput& input) {
  EpochReport report;
  const std::size_t known = finder_.laws().size();
  HallOfFame hall = input.board != nullptr ? input.board->hall : HallOfFame{};
  const auto stopped = [&] { return input.stop != nullptr && input.stop->load(); };
  std::uint64_t budget = input.budget;
  while (report.evaluations < budget && !report.exhausted && !stopped()) {
    const std::uint64_t left = budget - report.evaluations;
    const std::uint64_t done = finder_.advance(std::min(left, kStride) * kLookupsPerEvaluation);
    report.evaluations += (done + kLookupsPerEvaluation - 1) / kLookupsPerEvaluation;
    report.exhausted = done == 0;
    if (budget == input.budget && finder_.laws().size() > known) {
      // A shorter form of a law is worth half of the work that the law has cost.
      budget = std::min(budget, report.evaluations + finder_.lookups() / kLookupsPerEvaluation / 2);
    }
    for (const expression::Law& law : finder_.take_near()) {
      if (stopped()) break;
      if (law.error < kNearlyExact) {
        if (auto exact = scribe_.law(law.expression)) report.offers.push_back(std::move(*exact));
      }
      for (Individual& near : scribe_.approximations(law.expression, hall)) {
        if (hall.offer(near)) report.offers.push_back(std::move(near));
      }
    }
  }
  for (std::size_t i = known; i < finder_.laws().size(); ++i) {
    if (auto found = scribe_.law(finder_.laws()[i].expression))
      report.offers.push_back(std::move(*found));
  }
  report.emigrants = report.offers;
  return report;
}

void LibraryIsland::save(Encoder& out) const {
  const expression::LawFinderPosition position = finder_.position();
  for (const auto& [search, lookups] : position.tracks) {
    for (const std::uint64_t value :
         {search.round, search.unit, search.shortest, search.checks, search.vain, lookups}) {
      out.u64(value);
    }
  }
  for (const auto& [search, pairs] : position.near) {
    out.u64(search);
    out.u64(pairs);
  }
}

void LibraryIsland::load(Decoder& in) {
  expression::LawFinderPosition position;
  for (auto& [search, lookups] : position.tracks) {
    for (std::uint64_t* value :
         {&search.round, &search.unit, &search.shortest, &search.checks, &search.vain, &lookups}) {
      *value = in.u64();
    }
  }
  for (auto& [search, pairs] : position.near) {
    search = in.u64();
    pairs = in.u64();
  }
  finder_.resume(position);
}

}  // namespace cambrian::regression
