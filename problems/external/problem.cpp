#include "problems/external/problem.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "engine/config/config.hpp"
#include "engine/core/suggest.hpp"
#include "problems/external/command_space.hpp"
#include "problems/external/placeholders.hpp"
#include "problems/external/protocol.hpp"
#include "problems/external/server_runner.hpp"

namespace cambrian::external {
namespace {

// What is wrong with the words of a command that is started in a folder of its own.
void check_words(const ExternalProblem::Params& params, const std::string& folder,
                 std::vector<Error>& errors) {
  std::vector<std::string> names = placeholder_names();
  for (const auto& parameter : params.parameters) names.push_back(parameter.first);
  for (std::size_t i = 0; i < params.command.size(); ++i) {
    const std::string& word = params.command[i];
    const std::string where = "command[" + std::to_string(i) + "]";
    for (const std::string& name : placeholders(word)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        errors.push_back({where, "there is no placeholder {" + name + "}",
                          did_you_mean(name, names, "plain braces are written {{ and }}")});
      }
    }
    std::error_code none;
    if (i > 0 && word.front() != '/' && std::filesystem::is_regular_file(folder + "/" + word, none))
      errors.push_back({where, "the command starts in a folder of its own, which has no " + word,
                        "write {folder}/" + word});
  }
}

// What is wrong with all but the parameters.
std::vector<Error> faults(const ExternalProblem::Params& params, const std::string& folder) {
  std::vector<Error> errors;
  if (params.command.empty()) {
    errors.push_back({"command", "is missing", "a program and its arguments"});
  } else if (const auto program = find_program(params.command.front(), folder); !program) {
    errors.push_back({"command", program.error().what, program.error().hint});
  }
  if (params.mode == ExternalProblem::Mode::once) check_words(params, folder, errors);
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
                                   bool repeatable, std::shared_ptr<Runner> runner)
    : space_(space),
      objectives_(std::move(objectives)),
      repeatable_(repeatable),
      runner_(std::move(runner)) {}

Evaluation CommandEvaluator::evaluate(const Candidate& candidate) const {
  Question question;
  question.id = candidate.id;
  question.genome = space_.print(candidate.genome, 0);
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

ExternalProblem::ExternalProblem(std::unique_ptr<SearchSpace> space, const Params& params,
                                 std::shared_ptr<Runner> runner,
                                 std::shared_ptr<KillSwitch> kill_switch)
    : repeatable_(params.repeatable),
      kill_switch_(std::move(kill_switch)),
      space_(std::move(space)),
      evaluator_(*space_, params.objectives, params.repeatable, std::move(runner)) {}

Result<std::unique_ptr<Problem>> ExternalProblem::make(const Params& params,
                                                       const ProblemPlace& place) {
  const std::string folder = std::filesystem::absolute(place.folder).lexically_normal();
  std::vector<Error> errors = faults(params, folder);
  std::unique_ptr<SearchSpace> space;
  if (params.protocol == Protocol::evaluate) {
    auto parameters = ParameterSpace::make(params.parameters, "parameters");
    if (!parameters)
      errors.push_back(parameters.error());
    else
      space = std::make_unique<ParameterSpace>(std::move(*parameters));
  } else {
    if (!params.parameters.empty())
      errors.push_back(
          {"parameters", "are not for a protocol of space", "the command draws genomes"});
    if (params.mode != Mode::server)
      errors.push_back({"mode", "must be server for a protocol of space", ""});
  }
  if (!errors.empty()) return join(errors);
  RunnerOptions options{params.command, folder, params.environment};
  options.command.front() = *find_program(params.command.front(), folder);
  options.seconds = params.time_limit.value_or(Process::kNoLimit);
  const auto kill_switch = options.kill_switch;
  std::shared_ptr<Runner> runner;
  if (params.mode == Mode::server) {
    runner = std::make_shared<ServerRunner>(std::move(options));
  } else {
    const std::string work =
        place.run.empty() ? "" : std::filesystem::absolute(place.run).string() + "/evaluations";
    runner = std::make_shared<OnceRunner>(std::move(options), work, params.keep);
  }
  if (!space) space = std::make_unique<CommandSpace>(runner);
  return std::unique_ptr<Problem>(
      new ExternalProblem(std::move(space), params, std::move(runner), kill_switch));
}

std::function<void()> ExternalProblem::interrupt() const {
  return [kill_switch = kill_switch_] { kill_switch->trip(); };
}

}  // namespace cambrian::external
