#include "problems/external/problem.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "engine/config/config.hpp"
#include "problems/external/protocol.hpp"
#include "problems/external/server_runner.hpp"

namespace cambrian::external {
namespace {

// What is wrong with all but the parameters.
std::vector<Error> faults(const ExternalProblem::Params& params, const std::string& folder) {
  std::vector<Error> errors;
  if (params.command.empty()) {
    errors.push_back({"command", "is missing", "a program and its arguments"});
  } else if (const auto program = find_program(params.command.front(), folder); !program) {
    errors.push_back({"command", program.error().what, program.error().hint});
  }
  const auto& names = params.objectives;
  if (names.empty()) errors.push_back({"objectives", "there are none", ""});
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) != name)
      errors.push_back({"objectives", "'" + *name + "' is given twice", ""});
  }
  return errors;
}

}  // namespace

CommandEvaluator::CommandEvaluator(const SearchSpace& space, std::vector<std::string> objectives,
                                   bool repeatable, std::unique_ptr<Runner> runner)
    : space_(space),
      objectives_(std::move(objectives)),
      repeatable_(repeatable),
      runner_(std::move(runner)) {}

Evaluation CommandEvaluator::evaluate(const Candidate& candidate) const {
  Question question;
  question.id = candidate.id;
  question.genome = space_.describe(candidate.genome);
  question.budget = candidate.budget.work;
  // 32 bits, which every generator of random numbers takes for a seed.
  const std::uint64_t number =
      repeatable_ ? candidate.genome.hash : static_cast<std::uint64_t>(candidate.id);
  question.seed = hash_combine(number, 0) & 0xffffffff;
  question.line = request(candidate, question.genome, question.seed);
  const auto usable = [&](const std::string& text) -> Result<void> {
    const auto answer = read_answer(text, candidate.id, objectives_);
    return answer ? Result<void>() : Result<void>(answer.error());
  };
  const Reply reply = runner_->ask(question, usable);
  Evaluation evaluation;
  if (reply.status == Status::ok) {
    evaluation = *read_answer(reply.text, candidate.id, objectives_);
  } else {
    evaluation.status = reply.status;
    evaluation.note = reply.note;
  }
  evaluation.id = candidate.id;
  return evaluation;
}

void CommandEvaluator::evaluate(std::span<const Candidate> candidates,
                                std::span<Evaluation> evaluations) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) evaluations[i] = evaluate(candidates[i]);
}

ExternalProblem::ExternalProblem(ParameterSpace space, const Params& params, const ProblemPlace&,
                                 RunnerOptions options)
    : repeatable_(params.repeatable),
      kill_switch_(options.kill_switch),
      space_(std::move(space)),
      evaluator_(space_, params.objectives, params.repeatable,
                 std::make_unique<ServerRunner>(std::move(options))) {}

Result<std::unique_ptr<Problem>> ExternalProblem::make(const Params& params,
                                                       const ProblemPlace& place) {
  const std::string folder = std::filesystem::absolute(place.folder).lexically_normal();
  std::vector<Error> errors = faults(params, folder);
  auto space = ParameterSpace::make(params.parameters, "parameters");
  if (!space) errors.push_back(space.error());
  if (!errors.empty()) return join(errors);
  RunnerOptions options{params.command, folder, params.environment};
  options.command.front() = *find_program(params.command.front(), folder);
  options.seconds = params.time_limit.value_or(Process::kNoLimit);
  return std::unique_ptr<Problem>(
      new ExternalProblem(std::move(*space), params, place, std::move(options)));
}

std::function<void()> ExternalProblem::interrupt() const {
  return [kill_switch = kill_switch_] { kill_switch->trip(); };
}

}  // namespace cambrian::external
