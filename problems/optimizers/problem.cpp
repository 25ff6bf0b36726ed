#include "problems/optimizers/problem.hpp"

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
#include "operators/optimizer/fingerprint.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "problems/optimizers/simplify.hpp"

namespace cambrian::optimizers {
namespace {

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

TaskSettings task(std::string kind, std::uint32_t size, std::uint32_t steps) {
  TaskSettings settings;
  settings.kind = std::move(kind);
  settings.size = size;
  settings.steps = steps;
  return settings;
}

std::string loss_lines(const Suite& suite, const optimizer::Program& program,
                       const std::string& title) {
  std::string lines = title + ": loss, and that of the warm start\n";
  const Score score = suite.score(program);
  for (std::size_t i = 0; i < suite.size(); ++i) {
    std::array<char, 160> line{};
    if (i < score.losses.size()) {
      std::snprintf(line.data(), line.size(), "  %-20s %10.4g %10.4g\n", suite.name(i).c_str(),
                    score.losses[i], suite.reference(i));
    } else {
      std::snprintf(line.data(), line.size(), "  %-20s %10s %10.4g\n", suite.name(i).c_str(),
                    "fails", suite.reference(i));
    }
    lines += line.data();
  }
  return lines;
}

}  // namespace

Table<TaskSettings> usual_tasks() {
  return {{"logistic", task("logistic", 20, 100)},
          {"quadratic", task("quadratic", 100, 200)},
          {"rosenbrock", task("rosenbrock", 20, 300)}};
}

Table<TaskSettings> usual_held_out_tasks() {
  Table<TaskSettings> tasks = {{"wide_logistic", task("logistic", 60, 300)},
                               {"long_quadratic", task("quadratic", 300, 1000)},
                               {"long_rosenbrock", task("rosenbrock", 50, 1000)}};
  for (auto& entry : tasks) entry.second.seed = 1001;
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
  if (params.tasks.empty()) return Error{"tasks", "there is none", "name at least one"};
  auto problem =
      std::make_unique<OptimizerProblem>(params, std::move(*warm_start), std::move(*functions));
  if (auto set = problem->tasks_.set_reference(problem->warm_start_); !set) return set.error();
  return std::unique_ptr<Problem>(std::move(problem));
}

OptimizerProblem::OptimizerProblem(const Params& params, optimizer::Program warm_start,
                                   std::vector<optimizer::Function> functions)
    : settings_(params),
      tasks_(params.tasks, params.schedule),
      warm_start_(std::move(warm_start)),
      space_(warm_start_,
             {.functions = std::move(functions),
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

ProgramSpace::Presented OptimizerProblem::present(const optimizer::Program& program) const {
  const Table<TaskSettings>& unseen =
      settings_.held_out.empty() ? settings_.tasks : settings_.held_out;
  Suite suite(unseen, settings_.schedule);
  // A task that the warm start fails on counts by its loss alone.
  (void)suite.set_reference(warm_start_).ok();
  const auto judge_by = [](const Suite& tasks) -> Judge {
    return [&tasks](const optimizer::Program& candidate) {
      const Score score = tasks.score(candidate);
      return score.fault.empty() ? score.value : std::numeric_limits<double>::infinity();
    };
  };
  const bool generalises = suite.score(program).fault.empty();
  const optimizer::Program simple = simplify(program, judge_by(generalises ? suite : tasks_));
  std::string lines = loss_lines(tasks_, simple, "tasks of the search");
  if (!settings_.held_out.empty()) lines += loss_lines(suite, simple, "held-out tasks");
  return {simple, lines};
}

}  // namespace cambrian::optimizers
