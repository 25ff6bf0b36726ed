#include "problems/optimizers/problem.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include "engine/core/suggest.hpp"
#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/character.hpp"
#include "operators/optimizer/fingerprint.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "problems/optimizers/simplify.hpp"

namespace cambrian::optimizers {
namespace {

/// How much a shorter program may lose on the tasks of the search, and on those that are held out:
/// less than what another seed changes.
constexpr double kTolerance = 0.02;
constexpr double kHeldOutTolerance = 0.005;

Result<optimizer::Program> read_warm_start(const std::string& text, const std::string& folder) {
  if (const auto known = optimizer::find_optimizer(text))
    return optimizer::parse(known->text, "warm_start");
  if (text.find('=') != std::string::npos) return optimizer::parse(text, "warm_start");
  const std::filesystem::path path = std::filesystem::path(folder) / text;
  std::ifstream file(path);
  if (!file) {
    return Error{"warm_start", "\"" + text + "\" is no optimizer, no file and no statements",
                 "write adamw, sgd_momentum, lion, the name of a file, or e.g. update = g * lr"};
  }
  std::ostringstream content;
  content << file.rdbuf();
  return optimizer::parse(content.str(), text);
}

Result<std::vector<optimizer::Function>> read_functions(const std::vector<std::string>& words) {
  std::vector<optimizer::Function> functions;
  for (const std::string& word : words) {
    const auto function = optimizer::find_function(word);
    if (!function) {
      std::vector<std::string> names;
      for (const auto& facts : optimizer::all_functions()) names.emplace_back(facts.name);
      return Error{"functions", "\"" + word + "\" is not a function", did_you_mean(word, names)};
    }
    functions.push_back(*function);
  }
  return functions;
}

TaskSettings network(training::Data data, std::vector<std::int64_t> hidden, std::uint32_t steps) {
  TaskSettings settings;
  settings.steps = steps;
  settings.network.data = data;
  settings.network.hidden = std::move(hidden);
  settings.network.rows = {.train = 2000, .validation = 500, .test = 1000};
  return settings;
}

Error within(const char* group, Error error) {
  error.where = std::string(group) + "." + error.where;
  return error;
}

std::string loss_text(const Score& score, std::size_t task) {
  std::array<char, 32> text{};
  const bool there = task < score.losses.size();
  if (there) std::snprintf(text.data(), text.size(), "%.4g", score.losses[task]);
  return there ? text.data() : "fails";
}

std::string loss_lines(const Suite& suite, const optimizer::Program& program,
                       const optimizer::Program& warm_start) {
  const Score found = suite.score(program);
  const Score before = suite.score(warm_start);
  std::string lines;
  for (std::size_t i = 0; i < suite.size(); ++i) {
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(), "  %-20s %10s %10s\n", suite.name(i).c_str(),
                  loss_text(found, i).c_str(), loss_text(before, i).c_str());
    lines += line.data();
  }
  return lines;
}

std::string loss_title(const std::vector<double>& rates) {
  return std::string(": loss") + (rates.size() > 1 ? " at the best lr" : "") +
         ", and that of the warm start\n";
}

std::string character_line(const optimizer::Program& program) {
  const optimizer::Character character = optimizer::characterize(program);
  std::array<char, 160> line{};
  std::snprintf(line.data(), line.size(),
                "updates: magnitudes vary by %.0f %%, %zu states, %.0f %% have the sign of "
                "interp(g, m, %g), m = interp(g, m, %g)\n",
                100 * character.spread, character.states, 100 * character.agreement, character.b1,
                character.b2);
  return line.data();
}

}  // namespace

Table<TaskSettings> usual_tasks() {
  using training::Data;
  return {{"clusters", network(Data::clusters, {16}, 100)},
          {"quadratic", {.kind = "quadratic", .size = 50, .steps = 200, .weight = 0.05}},
          {"teacher", network(Data::teacher, {24}, 200)},
          {"digits", network(Data::digits, {24}, 150)},
          {"teacher_deep", network(Data::teacher, {32, 16}, 250)},
          {"digits_wide", network(Data::digits, {48}, 250)}};
}

Table<TaskSettings> usual_held_out_tasks() {
  using training::Data;
  Table<TaskSettings> tasks = {{"clusters_long", network(Data::clusters, {32}, 400)},
                               {"digits_deep", network(Data::digits, {32, 16}, 400)},
                               {"digits_long", network(Data::digits, {64}, 600)},
                               {"teacher_wide", network(Data::teacher, {64}, 600)},
                               {"sentences", {.kind = "language", .steps = 150, .batch = 8}}};
  for (auto& entry : tasks) {
    entry.second.seed = 2;
    entry.second.network.data_seed = 2;
    entry.second.language.data.data_seed = 2;
    entry.second.language.data.context = 16;
  }
  return tasks;
}

Result<std::unique_ptr<Problem>> OptimizerProblem::make(const Params& params,
                                                        const ProblemPlace& place) {
  auto warm_start = read_warm_start(params.warm_start, place.folder);
  if (!warm_start) return warm_start.error();
  if (warm_start->statements.size() > params.max_statements) {
    return Error{"max_statements", "the warm start is longer",
                 "allow at least " + std::to_string(warm_start->statements.size())};
  }
  auto functions = read_functions(params.functions);
  if (!functions) return functions.error();
  for (const optimizer::Statement& statement : warm_start->statements) {
    if (functions->empty() || std::ranges::count(*functions, statement.function) > 0) continue;
    const auto name = std::string(optimizer::info(statement.function).name);
    return Error{"functions", "the warm start calls \"" + name + "\", which is not among them",
                 "add it, or begin with another program"};
  }
  if (params.tasks.empty()) return Error{"tasks", "there is none", "name at least one"};
  const Protocol protocol = {params.schedule, params.rates, params.repeats};
  auto tasks = Suite::make(params.tasks, protocol, place.folder);
  if (!tasks) return within("tasks", tasks.error());
  if (auto set = tasks->set_reference(*warm_start); !set) return within("tasks", set.error());
  // One training of a held-out task says as much as several of a small one.
  auto held_out =
      Suite::make(params.held_out, {params.schedule, params.held_out_rates, 1}, place.folder);
  if (!held_out) return within("held_out", held_out.error());
  Parts parts{std::move(*warm_start), std::move(*functions), std::move(*tasks),
              std::move(*held_out)};
  return std::unique_ptr<Problem>(std::make_unique<OptimizerProblem>(params, std::move(parts)));
}

OptimizerProblem::OptimizerProblem(const Params& params, Parts parts)
    : settings_(params),
      tasks_(std::move(parts.tasks)),
      held_out_(std::move(parts.held_out)),
      warm_start_(std::move(parts.warm_start)),
      space_(warm_start_,
             {.functions = std::move(parts.functions),
              .weights = params.mutations,
              .max_statements = params.max_statements},
             [this](const optimizer::Program& program) { return present(program); }) {}

std::uint64_t OptimizerProblem::hits() const {
  const std::lock_guard lock(mutex_);
  return hits_;
}

void OptimizerProblem::evaluate(std::span<const Candidate> candidates,
                                std::span<Evaluation> evaluations) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    evaluations[i] = evaluate(optimizer::from_genome(candidates[i].genome));
    evaluations[i].id = candidates[i].id;
  }
}

Evaluation OptimizerProblem::evaluate(const optimizer::Program& program) const {
  Evaluation evaluation;
  const auto print = optimizer::fingerprint(program);
  if (!print) {
    evaluation.status = Status::invalid;
    evaluation.note = "updates are not finite";
    evaluation.objectives = {std::numeric_limits<double>::quiet_NaN()};
    return evaluation;
  }
  {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(*print);
    if (found != answers_.end()) {
      ++hits_;
      return found->second;
    }
  }
  const Score score = tasks_.score(program, settings_.hurdle);
  evaluation.objectives = {score.value};
  evaluation.work = score.steps;
  if (!score.fault.empty()) {
    evaluation.status = Status::invalid;
    evaluation.note = score.fault;
    evaluation.objectives = {std::numeric_limits<double>::quiet_NaN()};
  }
  const std::lock_guard lock(mutex_);
  if (settings_.cache > 0 && answers_.emplace(*print, evaluation).second) {
    order_.push_back(*print);
    if (order_.size() > settings_.cache) {
      answers_.erase(order_.front());
      order_.pop_front();
    }
  }
  return evaluation;
}

std::vector<std::string> OptimizerProblem::held_out_tasks() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < held_out_.size(); ++i) names.push_back(held_out_.name(i));
  return names;
}

std::vector<double> OptimizerProblem::held_out_log_losses(const Genome& genome) const {
  return held_out_.log_losses(optimizer::from_genome(genome));
}

ProgramSpace::Presented OptimizerProblem::present(const optimizer::Program& program) const {
  const double limit = tasks_.score(program).value + kTolerance;
  const bool generalises = held_out_.size() > 0 && held_out_.score(program).fault.empty();
  const Judge judge = [&](const optimizer::Program& candidate) {
    const Score seen = tasks_.score(candidate);
    if (!seen.fault.empty() || seen.value > limit) return std::numeric_limits<double>::infinity();
    if (!generalises) return seen.value;
    const Score unseen = held_out_.score(candidate);
    return unseen.fault.empty() ? unseen.value : std::numeric_limits<double>::infinity();
  };
  const optimizer::Program simple = simplify(program, judge, generalises ? kHeldOutTolerance : 0);
  std::string lines =
      "tasks of the search" + loss_title(settings_.rates) + loss_lines(tasks_, simple, warm_start_);
  if (held_out_.size() > 0) {
    lines += "held-out tasks" + loss_title(settings_.held_out_rates) +
             loss_lines(held_out_, simple, warm_start_);
  }
  if (optimizer::fingerprint(simple)) lines += character_line(simple);
  return {simple, lines};
}

}  // namespace cambrian::optimizers
