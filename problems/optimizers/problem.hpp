// OptimizerProblem: programs that train networks, judged by how low the loss gets.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "engine/space/held_out.hpp"
#include "problems/optimizers/program_space.hpp"
#include "problems/optimizers/suite.hpp"

namespace cambrian::optimizers {

/// The tasks of a search, the cheapest first, and those that it does not see.
Table<TaskSettings> usual_tasks();
Table<TaskSettings> usual_held_out_tasks();

struct Settings {
  std::string warm_start = "adamw";
  Table<TaskSettings> tasks = usual_tasks();
  Table<TaskSettings> held_out = usual_held_out_tasks();
  Schedule schedule = Schedule::cosine;
  std::vector<double> rates = {1};
  std::vector<double> held_out_rates = {1, 0.5, 0.25};
  std::uint32_t repeats = 1;
  double hurdle = 0.5;
  std::vector<std::string> functions;
  optimizer::MutationWeights mutations;
  std::uint32_t max_statements = 40;
  std::uint32_t cache = 100000;
};

}  // namespace cambrian::optimizers

namespace cambrian::optimizer {

template <class Visitor>
void fields(Visitor& v, MutationWeights& w) {
  v("insert", w.insert, Range{0, 1e6}, "A new statement");
  v("remove", w.remove, Range{0, 1e6}, "A statement less");
  v("argument", w.argument, Range{0, 1e6}, "Another argument");
  v("constant", w.constant, Range{0, 1e6}, "Another constant");
  v("more", w.more, Range{0, 0.9}, "Chance of one more mutation of a child, and then of another");
}

}  // namespace cambrian::optimizer

namespace cambrian::optimizers {

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("warm_start", s.warm_start,
    "The first program: adamw, sgd_momentum, lion, a file, or statements as text");
  v("tasks", s.tasks, "What is trained, in this order");
  v("held_out", s.held_out,
    "What a program that is shown is simplified by, and `cambrian validate` chooses by; not seen "
    "by the search");
  v("schedule", s.schedule,
    Named<Schedule>{{Schedule::constant, "constant"},
                    {Schedule::linear, "linear"},
                    {Schedule::cosine, "cosine"}},
    "How the program's lr goes towards 0");
  v("rates", s.rates, Range{0, 1e6},
    "What the program's lr begins with: each task is trained with each, and the best counts");
  v("held_out_rates", s.held_out_rates, Range{0, 1e6},
    "The same for held-out tasks, which are larger: as a user would tune it there");
  v("repeats", s.repeats, Range{1, 1000},
    "Trainings of each task, with other first parameters and batches; the mean log loss counts");
  v("hurdle", s.hurdle, Range{0, 1e6},
    "Mean log of losses over those of the warm start, above which the next task is not trained");
  v("functions", s.functions, "What statements may call; none: all there are");
  v("mutations", s.mutations, "How often each is drawn, in proportion");
  v("max_statements", s.max_statements, Range{1, optimizer::Program::kMaxStatements},
    "Statements of a program, those without effect included");
  v("cache", s.cache, Range{0, 1e9}, "Functions whose answers a process remembers");
}

/// The objective is the mean over tasks of log(loss / loss of the warm start). The work of an
/// evaluation is its steps. What a program does counts, not how it is written: one whose
/// fingerprint was seen gets the same answer again. A program whose weights or losses are not
/// finite, or that makes a loss much worse, is invalid, with a note.
class OptimizerProblem : public Problem, public HeldOut, private Evaluator {
 public:
  using Params = Settings;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place);

  /// What make() makes of the parameters.
  struct Parts {
    optimizer::Program warm_start;
    std::vector<optimizer::Function> functions;
    Suite tasks;  ///< their reference is the warm start
    Suite held_out;
  };
  OptimizerProblem(const Params& params, Parts parts);

  const ProgramSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  /// Of children that mutation drew: refused_by_types (no update, or none that depends on the
  /// gradient, too), refused_by_probes. Of statements of candidates: redundant_statements. Of
  /// candidates: known_functions, which another candidate was before, and failed_in_training.
  std::unique_ptr<Tally> tally() const override;

  std::vector<std::string> held_out_tasks() const override;
  std::string held_out_reference() const override { return "the warm start"; }

  const Suite& tasks() const { return tasks_; }
  /// Evaluations that were answered without training.
  std::uint64_t hits() const;

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override { return {"log_loss_ratio"}; }
  std::vector<double> held_out_log_losses(const Genome& genome) const override;
  Genome reference_genome() const override { return optimizer::to_genome(warm_start_); }
  Evaluation evaluate(const optimizer::Program& program) const;
  ProgramSpace::Presented present(const optimizer::Program& program) const;

  Settings settings_;
  Suite tasks_;
  Suite held_out_;
  optimizer::Program warm_start_;
  ProgramSpace space_;
  mutable std::mutex mutex_;  // guards all below
  mutable std::unordered_map<std::uint64_t, Evaluation> answers_;
  mutable std::deque<std::uint64_t> order_;  // of the answers, oldest first
  mutable std::uint64_t hits_ = 0;
};

}  // namespace cambrian::optimizers
