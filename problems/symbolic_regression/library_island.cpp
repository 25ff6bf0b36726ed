#include "problems/symbolic_regression/library_island.hpp"

#include <algorithm>

namespace cambrian::regression {
namespace {

// Rows that a law is fitted to and judged on before all rows judge it.
constexpr std::size_t kMostRows = 2000;
// A near-miss with a smaller 1 - R² is a law but for its constants' last digits.
constexpr double kNearlyExact = 1e-9;
// Look-ups (without other parts) before evolution's formulas are completed, and for each that this
// takes.
constexpr std::uint64_t kBacksolveBegins = 500'000, kBacksolveShare = 4;
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
      parts_(parts),
      finder_(share->space, {.part = part, .parts = parts}),
      backsolve_(share->space, {.part = part, .parts = parts}),
      scribe_(*problem_) {}

// Goes on with the search that is behind its share.
std::uint64_t LibraryIsland::look_up(std::uint64_t lookups) {
  const std::uint64_t due = kBacksolveBegins / parts_ + kBacksolveShare * backsolve_.lookups();
  if (due < finder_.lookups()) {
    if (const std::uint64_t done = backsolve_.advance(lookups)) return done;
  }
  if (const std::uint64_t done = finder_.advance(lookups)) return done;
  return backsolve_.advance(lookups);
}

EpochReport LibraryIsland::advance(const EpochInput& input) {
  EpochReport report;
  const std::size_t known = finder_.laws().size();
  HallOfFame hall = input.board != nullptr ? input.board->hall : HallOfFame{};
  const auto stopped = [&] { return input.stop != nullptr && input.stop->load(); };
  std::vector<expression::Expression> formulas;
  for (const auto& [size, member] : hall.members()) {
    formulas.push_back(problem_->decode(member.genome));
  }
  backsolve_.take(std::move(formulas));
  std::uint64_t budget = input.budget;
  while (report.evaluations < budget && !report.exhausted && !stopped()) {
    const std::uint64_t left = budget - report.evaluations;
    const std::uint64_t done = look_up(std::min(left, kStride) * kLookupsPerEvaluation);
    report.evaluations += (done + kLookupsPerEvaluation - 1) / kLookupsPerEvaluation;
    report.exhausted = done == 0;
    if (budget == input.budget && finder_.laws().size() > known) {
      // A shorter form of a law is worth half of the work that the law has cost.
      budget = std::min(budget, report.evaluations + finder_.lookups() / kLookupsPerEvaluation / 2);
    }
    for (const expression::Law& law : backsolve_.take_laws()) {
      budget = report.evaluations;
      if (auto found = scribe_.law(law.expression)) report.offers.push_back(std::move(*found));
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
  out.u64(backsolve_.lookups());
  out.u64(backsolve_.seen().size());
  for (const auto& [key, rounds] : backsolve_.seen()) {
    out.u64(key);
    out.u64(rounds);
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
  const std::uint64_t lookups = in.u64();
  std::map<std::uint64_t, std::uint64_t> seen;
  for (std::uint64_t left = in.u64(); left > 0; --left) {
    const std::uint64_t key = in.u64();
    seen[key] = in.u64_at_most(expression::kBriefRounds);
  }
  backsolve_.resume(lookups, std::move(seen));
  finder_.resume(position);
}

}  // namespace cambrian::regression
