// ExternalProblem: typed parameters from the configuration, evaluated by a command.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "operators/parameters/parameter_space.hpp"
#include "problems/external/once_runner.hpp"
#include "problems/external/runner.hpp"

namespace cambrian::external {

/// Asks a runner about each candidate.
class CommandEvaluator : public Evaluator {
 public:
  /// `space` must outlive this; its first format is JSON.
  CommandEvaluator(const SearchSpace& space, std::vector<std::string> objectives, bool repeatable,
                   std::shared_ptr<Runner> runner);
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override { return objectives_; }

 private:
  Evaluation evaluate(const Candidate& candidate) const;

  const SearchSpace& space_;
  const std::vector<std::string> objectives_;
  const bool repeatable_;
  const std::shared_ptr<Runner> runner_;
};

/// The protocol is described in docs/external.md.
class ExternalProblem : public Problem {
 public:
  enum class Mode { server, once };
  enum class Protocol { evaluate, space };
  struct Params {
    std::vector<std::string> command;
    Mode mode = Mode::server;
    Protocol protocol = Protocol::evaluate;
    Table<Parameter> parameters;
    std::vector<std::string> objectives = {"loss"};
    std::optional<double> time_limit;
    std::map<std::string, std::string> environment;
    bool repeatable = true;
    Keep keep = Keep::failed;
  };
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place);

  const SearchSpace& space() const override { return *space_; }
  const Evaluator& evaluator() const override { return evaluator_; }
  bool repeatable() const override { return repeatable_; }
  std::function<void()> interrupt() const override;

 private:
  ExternalProblem(std::unique_ptr<SearchSpace> space, const Params& params,
                  std::shared_ptr<Runner> runner, std::shared_ptr<KillSwitch> kill_switch);

  const bool repeatable_;
  const std::shared_ptr<KillSwitch> kill_switch_;
  const std::unique_ptr<SearchSpace> space_;
  const CommandEvaluator evaluator_;
};

template <class Visitor>
void fields(Visitor& v, ExternalProblem::Params& p) {
  using Mode = ExternalProblem::Mode;
  using Protocol = ExternalProblem::Protocol;
  v("command", p.command,
    "The program that evaluates, and its arguments; relative paths of programs start at the "
    "configuration's folder");
  v("mode", p.mode, Named<Mode>{{Mode::server, "server"}, {Mode::once, "once"}},
    "server: started once for each worker, reads a line for each candidate and writes one in "
    "answer; once: started for each candidate in a folder of its own");
  v("protocol", p.protocol,
    Named<Protocol>{{Protocol::evaluate, "evaluate"}, {Protocol::space, "space"}},
    "evaluate: the command evaluates `parameters`; space: it also draws and varies genomes of its "
    "own kind, and there are no parameters");
  v("parameters", p.parameters, "What is searched: parameters by their names");
  v("objectives", p.objectives, "Names of what the command answers; all are minimised");
  v("time_limit", p.time_limit, Range{.low = 0, .high = 1e9, .above_low = true},
    "Seconds for one candidate, the start of its server included; then all that the command has "
    "started is killed");
  v("environment", p.environment, "Variables added to the environment of the command");
  v("repeatable", p.repeatable,
    "Equal candidates get equal answers: then the seed of an evaluation follows from the genome, "
    "else from the candidate's number");
  v("keep", p.keep, Named<Keep>{{Keep::none, "none"}, {Keep::failed, "failed"}, {Keep::all, "all"}},
    "Mode once: working folders that stay in the run folder, below evaluations/");
}

}  // namespace cambrian::external
