// How well a search for optimizers goes. `optimizer_search`: evolves programs from warm starts, a
// search a seed; then trains all tasks with them and with AdamW, SGD with momentum and Lion, each
// tuned for each task. The searches see the first tasks alone, simplification those that are held
// out, and nothing the last ones before the table.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/measure.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/character.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/print.hpp"
#include "problems/optimizers/problem.hpp"

namespace {

using namespace cambrian;
using bench::cpu_seconds;
using bench::mean;
using bench::standard_error;
using namespace cambrian::optimizers;
using optimizer::Program;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Options {
  std::vector<std::string> warm_starts = {"adamw", "sgd_momentum"};
  std::vector<std::string> programs;  ///< files of programs that were found before
  bool found_only = false;
  std::uint32_t first_seed = 1;
  std::uint32_t seeds = 5;
  std::vector<double> rates = {1};
  std::uint32_t repeats = 3;
  double hurdle = 0.1;
  double more = 0.3;
  std::uint32_t evaluations = 10000;
  std::uint32_t rounds = 2;
  std::uint32_t population = 1000;
  std::uint32_t sample = 4;
  std::uint32_t finalists = 20;
};

/// Known optimizers, tuned in rate and decay (66 settings), or a found one, in rate alone (10).
struct Family {
  std::string name;
  Program program;
  bool found = false;
  double rate = 1;   ///< the middle of the rates
  double decay = 0;  ///< the middle of the decays
};

/// How a program was met.
struct Setting {
  double rate = 1;
  double decay = 0;
};

/// A known optimizer with this rate and decay; a found one as it is, since its lr is multiplied.
Program with(const Family& family, const Setting& setting) {
  Program program = family.program;
  if (family.found) return program;
  std::vector<double*> constants;
  for (optimizer::Statement& statement : program.statements) {
    for (optimizer::Argument& argument : statement.used()) {
      if (argument.constant) constants.push_back(&argument.value);
    }
  }
  // In all of them the last two constants are the decay and the rate.
  *constants[constants.size() - 2] = setting.decay;
  *constants[constants.size() - 1] = setting.rate;
  return program;
}

std::vector<Setting> grid(const Family& family) {
  std::vector<Setting> all;
  if (family.found) {
    for (int octave = -6; octave <= 3; ++octave) all.push_back({std::exp2(octave), 0});
    return all;
  }
  for (int octave = -5; octave <= 5; ++octave) {
    for (const double decay : {0.0, 1.0, 10.0, 100.0, 300.0, 1000.0})
      all.push_back({family.rate * std::exp2(octave), family.decay * decay});
  }
  return all;
}

double rate_of_trial(const Family& family, const Setting& setting) {
  return family.found ? setting.rate : 1;
}

/// Of the mean validation loss over two seeds that are used for nothing else.
Setting tuned(const Family& family, const Suite& suite, std::size_t task) {
  Setting best;
  double lowest = kInfinity;
  for (const Setting& setting : grid(family)) {
    double sum = 0;
    for (std::uint64_t seed = 901; seed <= 902 && sum < kInfinity; ++seed) {
      const TrialResult result = suite.try_task(
          task, with(family, setting), {.seed = seed, .rate = rate_of_trial(family, setting)});
      sum += result.fault.empty() ? result.loss : kInfinity;
    }
    if (sum >= lowest) continue;
    lowest = sum;
    best = setting;
  }
  return best;
}

std::vector<double> test_losses(const Family& family, const Setting& setting, const Suite& suite,
                                std::size_t task) {
  std::vector<double> losses;
  for (std::uint64_t seed = 11; seed <= 15; ++seed) {
    const TrialResult result =
        suite.try_task(task, with(family, setting),
                       {.seed = seed, .rate = rate_of_trial(family, setting), .test = true});
    losses.push_back(result.fault.empty() ? result.test_loss : kInfinity);
  }
  return losses;
}

/// Better by more than two standard errors of the difference, seed by seed.
bool clearly_better(const std::vector<double>& a, const std::vector<double>& b) {
  if (b.empty()) return false;
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(b[i] - a[i]);
  return mean(differences) > 2 * standard_error(differences);
}

/// Tasks with seeds that a search has not seen, and what AdamW reaches on them when it is tuned
/// there.
class Validation {
 public:
  explicit Validation(Suite tasks) : tasks_(std::move(tasks)) {
    const auto known = optimizer::find_optimizer("adamw");
    const Family adamw = {"adamw", optimizer::parse(known->text).value(), false, 0.008, 0.01};
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      double lowest = kInfinity;
      for (const double rate : {0.25, 0.5, 1.0, 2.0, 4.0}) {
        for (const double decay : {0.0, 1.0, 10.0}) {
          const Setting setting = {adamw.rate * rate, adamw.decay * decay};
          lowest = std::min(lowest, log_loss(task, with(adamw, setting), 1));
        }
      }
      baseline_.push_back(lowest);
    }
  }
  /// Of the log ratios to the baseline, each at the rate that is best for its task, the second
  /// highest: the mean would choose by one task.
  double second_worst(const Program& program, const std::vector<double>& rates) const {
    std::vector<double> all;
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      double lowest = kInfinity;
      for (const double rate : rates) lowest = std::min(lowest, log_loss(task, program, rate));
      all.push_back(lowest - baseline_[task]);
    }
    std::sort(all.begin(), all.end());
    return all.size() < 2 ? all.back() : all[all.size() - 2];
  }

 private:
  double log_loss(std::size_t task, const Program& program, double rate) const {
    double sum = 0;
    for (const std::uint64_t seed : {801, 802}) {
      const TrialResult result = tasks_.try_task(task, program, {.seed = seed, .rate = rate});
      if (!result.fault.empty()) return kInfinity;
      sum += std::log(std::max(result.loss, 1e-12)) / 2;
    }
    return sum;
  }

  Suite tasks_;
  std::vector<double> baseline_;
};

/// Of the search's tasks, and of those that are held out.
struct Validations {
  Validation searched;
  Validation held_out;

  double operator()(const Program& program, const std::vector<double>& rates) const {
    const double held = held_out.second_worst(program, rates);
    return std::max(held, searched.second_worst(program, rates));
  }
};

/// Programs that a search has found: the best, and the best of each length, each function once.
class Finalists {
 public:
  explicit Finalists(std::size_t count) : count_(count) {}
  void add(double value, const Genome& genome) {
    const auto length =
        optimizer::analyze(optimizer::from_genome(genome)).analysis.live_statements();
    auto& shortest = by_length_[length];
    if (shortest.genome.bytes.empty() || value < shortest.value) shortest = {value, genome};
    if (best_.size() == count_ && value >= best_.back().value) return;
    const auto same = [&](const Entry& entry) { return entry.value == value; };
    if (std::any_of(best_.begin(), best_.end(), same)) return;
    const auto place = std::upper_bound(best_.begin(), best_.end(), value,
                                        [](double v, const Entry& e) { return v < e.value; });
    best_.insert(place, {value, genome});
    if (best_.size() > count_) best_.pop_back();
  }
  /// A funnel: of all those that do best at two rates, a few; and of these the one whose second
  /// worst task is the best once its rate is tuned.
  Genome best_by(const Validations& validation, double& second_worst) const {
    std::vector<Entry> all = best_;
    for (const auto& [length, entry] : by_length_) {
      if (entry.value < 0) all.push_back(entry);
    }
    const auto judge = [&](const std::vector<double>& rates) {
      for (Entry& entry : all)
        entry.value = validation(optimizer::from_genome(entry.genome), rates);
      std::stable_sort(all.begin(), all.end(),
                       [](const Entry& a, const Entry& b) { return a.value < b.value; });
    };
    judge({1, 0.25});
    all.resize(std::min(all.size(), kTuned));
    judge({2, 1, 0.5, 0.25, 0.125});
    second_worst = all.front().value;
    return all.front().genome;
  }
  double lowest() const { return best_.front().value; }

 private:
  static constexpr std::size_t kTuned = 8;
  struct Entry {
    double value = 0;
    Genome genome;
  };
  std::size_t count_;
  std::vector<Entry> best_;
  std::map<std::size_t, Entry> by_length_;
};

Program evolve(const Options& options, const std::string& warm_start, std::uint64_t seed) {
  Settings settings;
  settings.rates = options.rates;
  settings.repeats = options.repeats;
  settings.hurdle = options.hurdle;
  settings.mutations.more = options.more;
  const auto suite = [&](const Table<TaskSettings>& tasks) {
    return Validation(Suite::make(tasks, {settings.schedule, {1}, 1}, "").value());
  };
  static const Validations validation{suite(settings.tasks), suite(settings.held_out)};
  settings.warm_start = warm_start;
  const double start = cpu_seconds();
  Genome best;
  std::uint64_t hits = 0;
  std::uint64_t invalid = 0;
  double gained = 0;
  double second_worst = 0;
  for (std::uint32_t round = 0; round < options.rounds; ++round) {
    const auto problem = OptimizerProblem::make(settings, {}).value();
    RegularizedEvolution::Params params;
    params.population = options.population;
    params.sample = options.sample;
    params.seed = 1000 * seed + round;
    RegularizedEvolution algorithm(problem->space(), params);
    Finalists finalists(options.finalists);
    for (std::uint32_t i = 0; i < options.evaluations; ++i) {
      const Candidate candidate = algorithm.ask(1).front();
      Evaluation evaluation;
      problem->evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
      invalid += evaluation.status != Status::ok;
      if (evaluation.status == Status::ok)
        finalists.add(evaluation.objectives[0], candidate.genome);
      algorithm.tell(evaluation);
    }
    gained += finalists.lowest();
    best = finalists.best_by(validation, second_worst);
    hits += dynamic_cast<const OptimizerProblem&>(*problem).hits();
    settings.warm_start = optimizer::to_text(optimizer::from_genome(best));
  }
  const double spent = cpu_seconds() - start;
  const double evaluations = options.evaluations * options.rounds;
  const Program program = optimizer::from_genome(best);
  settings.warm_start = warm_start;
  settings.rates = {1, 0.5, 0.25, 0.125};  // simplified as it is used: with its rate tuned
  settings.repeats = 1;
  const auto problem = OptimizerProblem::make(settings, {}).value();
  const std::string text = problem->space().print(best, 0);
  const Program simple = optimizer::parse(text).value();
  std::printf(
      "%s, seed %llu: log loss ratio %.3f, second worst of validation %.3f, %.0f s, %.0f "
      "programs/s, %.1f %% known functions, "
      "%.1f %% invalid, %zu statements, %zu with effect, %zu simplified (%.0f s)\n%s\n",
      warm_start.c_str(), static_cast<unsigned long long>(seed), gained, second_worst, spent,
      evaluations / spent, 100 * static_cast<double>(hits) / evaluations,
      100 * static_cast<double>(invalid) / evaluations, program.statements.size(),
      optimizer::analyze(program).analysis.live_statements(), simple.statements.size(),
      cpu_seconds() - start - spent, text.c_str());
  std::fflush(stdout);
  return simple;
}

TaskSettings network(training::Data data, std::vector<std::int64_t> hidden, std::uint32_t steps) {
  TaskSettings settings;
  settings.steps = steps;
  settings.seed = 3;
  settings.network.data = data;
  settings.network.data_seed = 3;
  settings.network.hidden = std::move(hidden);
  settings.network.rows = {.train = 2000, .validation = 500, .test = 1000};
  return settings;
}

TaskSettings language() {
  TaskSettings settings;
  settings.kind = "language";
  settings.steps = 300;
  settings.batch = 8;
  settings.seed = 3;
  settings.language.data.context = 16;
  settings.language.data.data_seed = 3;
  settings.language.width = 24;
  return settings;
}

/// Other data, widths, depths and lengths than those of the search.
Table<TaskSettings> unseen_tasks() {
  using training::Data;
  return {{"spirals, 64-64, 800 steps", network(Data::spirals, {64, 64}, 800)},
          {"friedman, 64, 400 steps", network(Data::friedman, {64}, 400)},
          {"digits, 128, 600 steps", network(Data::digits, {128}, 600)},
          {"digits, 32-32-32, 300 steps", network(Data::digits, {32, 32, 32}, 300)},
          {"teacher, 96, 600 steps", network(Data::teacher, {96}, 600)},
          {"sentences, 24 wide, 300 steps", language()}};
}

void compare(const Options& options) {
  std::vector<Family> families;
  for (const auto& known : optimizer::kKnownOptimizers) {
    if (options.found_only) break;
    families.push_back({std::string(known.name), optimizer::parse(known.text).value(), false,
                        known.rate, known.decay});
  }
  // Rates of AdamW and Lion for networks this small are higher than for large ones.
  for (Family& family : families) {
    if (family.name == "adamw") family.rate = 0.008;
    if (family.name == "lion") family.rate = 0.008;
  }
  for (const std::string& warm_start : options.warm_starts) {
    for (std::uint32_t i = 0; i < options.seeds; ++i) {
      const std::uint32_t seed = options.first_seed + i;
      const std::string name = "from " + warm_start + " " + std::to_string(seed);
      families.push_back({name, evolve(options, warm_start, seed), true, 1, 0});
    }
  }
  for (const std::string& path : options.programs) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    families.push_back({path, optimizer::parse(text.str(), path).value(), true, 1, 0});
  }
  for (const Family& family : families) {
    const auto character = optimizer::characterize(family.program);
    std::printf("%-24s spread %.3f, %zu states, %.3f agree with b1 %g, b2 %g%s\n",
                family.name.c_str(), character.spread, character.states, character.agreement,
                character.b1, character.b2,
                character.signed_momentum() ? ": sign of a momentum" : "");
  }
  const Settings settings;
  const Suite searched = Suite::make(settings.tasks, {settings.schedule}, "").value();
  const Suite held_out = Suite::make(settings.held_out, {settings.schedule}, "").value();
  const Suite unseen = Suite::make(unseen_tasks(), {settings.schedule}, "").value();
  for (const auto& [kind, suite] :
       {std::pair{"search", &searched}, {"held-out", &held_out}, {"unseen", &unseen}}) {
    for (std::size_t task = 0; task < suite->size(); ++task) {
      std::printf("%s task %s\n", kind, suite->name(task).c_str());
      std::vector<double> adamw;
      for (const Family& family : families) {
        const Setting setting = tuned(family, *suite, task);
        const auto losses = test_losses(family, setting, *suite, task);
        if (family.name == "adamw") adamw = losses;
        std::printf("  %-24s tuned %10.5f %s  rate %.4g decay %.4g", family.name.c_str(),
                    mean(losses), clearly_better(losses, adamw) ? "better" : "      ", setting.rate,
                    setting.decay);
        if (family.found) {
          const auto raw = test_losses(family, {1, 0}, *suite, task);
          std::printf("  as found %10.5f %s", mean(raw),
                      clearly_better(raw, adamw) ? "better" : "");
        }
        std::printf("  losses");
        for (const double loss : losses) std::printf(" %.5f", loss);
        std::printf("\n");
        std::fflush(stdout);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Found optimizers against tuned ones");
  app.add_option("--warm-starts", options.warm_starts);
  app.add_option("--seeds", options.seeds, "Searches from each warm start");
  app.add_option("--first-seed", options.first_seed);
  app.add_flag("--found-only", options.found_only, "Without the known optimizers");
  app.add_option("--programs", options.programs, "Files of programs to compare, too");
  app.add_option("--evaluations", options.evaluations, "Of each round of a search");
  app.add_option("--rates", options.rates, "What lr begins with in a search; the best counts");
  app.add_option("--repeats", options.repeats, "As problem.repeats");
  app.add_option("--hurdle", options.hurdle, "As problem.hurdle");
  app.add_option("--more", options.more, "As problem.mutations.more");
  app.add_option("--rounds", options.rounds, "Each begins with the best of the one before");
  app.add_option("--population", options.population);
  app.add_option("--sample", options.sample);
  app.add_option("--finalists", options.finalists,
                 "The best of a round, of which the next begins with the best on held-out tasks");
  CLI11_PARSE(app, argc, argv);
  compare(options);
}
