#include "engine/plugin/plugin_problem.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/plugin/out.hpp"
#include "engine/plugin/plugin_fault.hpp"
#include "engine/plugin/stream.hpp"

namespace cambrian {
namespace {

using plugin::LentRandom;

[[noreturn]] void fail(const PluginTable<CambrianSpace>& table, const char* function, Out& note) {
  throw PluginFault(table.origin, function, table.name, note.text());
}

}  // namespace

PluginProblem::PluginProblem(std::shared_ptr<const PluginTable<CambrianSpace>> table,
                             void* instance, std::uint64_t seed)
    : table_(std::move(table)), instance_(instance), seed_(seed) {
  for (std::size_t i = 0;; ++i) {
    const char* name = table_->functions.objective(instance_, i);
    if (name == nullptr) break;
    objectives_.emplace_back(name);
  }
}

PluginProblem::~PluginProblem() { table_->functions.destroy(instance_); }

Result<std::unique_ptr<Problem>> PluginProblem::make(
    std::shared_ptr<const PluginTable<CambrianSpace>> table, const PluginFields& fields,
    const ProblemPlace& place) {
  const PluginFields::Values values(fields);
  const CambrianPlace where = {sizeof(CambrianPlace), 0, place.folder.c_str(), place.run.c_str()};
  Out note;
  void* instance = table->functions.create(values.data(), &where, &note);
  if (instance == nullptr) return Error{table->name, note.text(), ""};
  std::unique_ptr<PluginProblem> problem(new PluginProblem(std::move(table), instance, place.seed));
  if (problem->objectives_.empty()) {
    return Error{problem->table_->name, "names no objective", "its objectives() is empty"};
  }
  return std::unique_ptr<Problem>(std::move(problem));
}

bool PluginProblem::repeatable() const {
  const auto function = table_->functions.repeatable;
  return function == nullptr || function(instance_) != 0;
}

std::vector<double> PluginProblem::numbers(Numbers function, const char* what) const {
  if (function == nullptr) return {};
  Out values;
  Out note;
  if (function(instance_, &values, &note) != 0) fail(*table_, what, note);
  return values.numbers();
}

std::optional<double> PluginProblem::optimum() const {
  const std::vector<double> value = numbers(table_->functions.optimum, "optimum");
  if (value.empty()) return {};
  return value[0];
}

std::vector<double> PluginProblem::reference_point() const {
  return numbers(table_->functions.reference_point, "reference_point");
}

Genome PluginProblem::Space::sample(Random& random) const {
  Out genome;
  Out note;
  LentRandom lent(random);
  if (problem_.table_->functions.sample(problem_.instance_, &lent, &genome, &note) != 0) {
    fail(*problem_.table_, "sample", note);
  }
  return Genome::of(genome.take());
}

Genome PluginProblem::Space::vary(std::span<const Genome> parents, Random& random) const {
  std::vector<CambrianView> views;
  for (const Genome& parent : parents) views.push_back(view_of(parent.bytes));
  Out genome;
  Out note;
  LentRandom lent(random);
  if (problem_.table_->functions.vary(problem_.instance_, views.data(), views.size(), &lent,
                                      &genome, &note) != 0) {
    fail(*problem_.table_, "vary", note);
  }
  return Genome::of(genome.take());
}

std::vector<Operator> PluginProblem::Space::operators() const {
  const CambrianSpace& functions = problem_.table_->functions;
  std::vector<Operator> all;
  if (functions.operator_name == nullptr || functions.operator_summary == nullptr) return all;
  for (std::size_t i = 0;; ++i) {
    const char* name = functions.operator_name(problem_.instance_, i);
    if (name == nullptr) return all;
    all.push_back({name, functions.operator_summary(problem_.instance_, i)});
  }
}

double PluginProblem::Space::distance(const Genome& a, const Genome& b) const {
  const CambrianView first = view_of(a.bytes);
  const CambrianView second = view_of(b.bytes);
  double distance = 0;
  Out note;
  if (problem_.table_->functions.distance(problem_.instance_, &first, &second, &distance, &note) !=
      0) {
    fail(*problem_.table_, "distance", note);
  }
  return distance;
}

bool PluginProblem::Space::has_distance() const {
  return problem_.table_->functions.distance != nullptr;
}

std::string PluginProblem::Space::describe(const Genome& genome) const {
  const CambrianView view = view_of(genome.bytes);
  Out text;
  Out note;
  if (problem_.table_->functions.describe(problem_.instance_, &view, &text, &note) != 0) {
    fail(*problem_.table_, "describe", note);
  }
  return text.text();
}

std::uint32_t PluginProblem::Space::complexity(const Genome& genome) const {
  if (problem_.table_->functions.complexity == nullptr) return 0;
  const CambrianView view = view_of(genome.bytes);
  std::uint32_t complexity = 0;
  Out note;
  if (problem_.table_->functions.complexity(problem_.instance_, &view, &complexity, &note) != 0) {
    fail(*problem_.table_, "complexity", note);
  }
  return complexity;
}

std::vector<std::string> PluginProblem::Space::formats() const {
  std::vector<std::string> names;
  if (problem_.table_->functions.format == nullptr) return names;
  if (problem_.table_->functions.print == nullptr) return names;
  for (std::size_t i = 0;; ++i) {
    const char* name = problem_.table_->functions.format(problem_.instance_, i);
    if (name == nullptr) return names;
    names.emplace_back(name);
  }
}

std::string PluginProblem::Space::print(const Genome& genome, std::size_t format) const {
  const CambrianView view = view_of(genome.bytes);
  Out text;
  Out note;
  if (problem_.table_->functions.print(problem_.instance_, &view, format, &text, &note) != 0) {
    fail(*problem_.table_, "print", note);
  }
  return text.text();
}

void PluginProblem::Judge::evaluate(std::span<const Candidate> candidates,
                                    std::span<Evaluation> evaluations) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = evaluate(candidates[i]);
}

Evaluation PluginProblem::Judge::evaluate(const Candidate& candidate) const {
  Random random({.seed = problem_.seed_,
                 .step = static_cast<std::uint64_t>(candidate.id),
                 .purpose = Purpose::evaluate});
  LentRandom lent(random);
  const CambrianCandidate asked = {sizeof(CambrianCandidate),
                                   0,
                                   static_cast<std::uint64_t>(candidate.id),
                                   candidate.budget.work,
                                   view_of(candidate.genome.bytes),
                                   view_of(candidate.state),
                                   &lent};
  Out objectives;
  Out descriptor;
  Out state;
  Out note;
  CambrianEvaluation told = {
      sizeof(CambrianEvaluation), 0, 0, &objectives, &descriptor, &state, &note};
  const int status = problem_.table_->functions.evaluate(problem_.instance_, &asked, &told);

  Evaluation evaluation;
  evaluation.id = candidate.id;
  evaluation.objectives = objectives.numbers();
  evaluation.descriptor = descriptor.numbers();
  evaluation.work = told.work;
  evaluation.state = state.take();
  evaluation.note = note.text();
  evaluation.status = status >= CAMBRIAN_OK && status <= CAMBRIAN_TIMED_OUT
                          ? static_cast<Status>(status)
                          : Status::failed;
  if (evaluation.status != Status::ok) return evaluation;
  const std::size_t wanted = problem_.objectives_.size();
  if (evaluation.objectives.size() != wanted) {
    evaluation.status = Status::failed;
    evaluation.note = "gave " + std::to_string(evaluation.objectives.size()) +
                      " objectives, and the space has " + std::to_string(wanted);
  } else if (std::any_of(evaluation.objectives.begin(), evaluation.objectives.end(),
                         [](double value) { return std::isnan(value); })) {
    evaluation.status = Status::invalid;
  }
  return evaluation;
}

}  // namespace cambrian
