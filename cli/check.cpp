#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/field_flag.hpp"
#include "cli/job.hpp"
#include "cli/job_flags.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "engine/core/random.hpp"

namespace cambrian::cli {
namespace {

struct Trial {
  std::uint32_t samples = 5;
};

template <class Visitor>
void fields(Visitor& v, Trial& t) {
  v("samples", t.samples, Range{0, 1e6}, "Random candidates to evaluate for the estimate");
}

/// What the evaluation of some random candidates showed.
struct Cost {
  std::vector<double> seconds;  ///< of each, rising
  std::uint64_t work = 0;
  std::uint64_t failures = 0;
  std::string note;  ///< of the last failure

  double mean() const {
    double sum = 0;
    for (const double value : seconds) sum += value;
    return sum / static_cast<double>(seconds.size());
  }
};

Cost measured(const Job& job, std::uint64_t seed, std::uint32_t samples) {
  Cost cost;
  for (std::uint32_t i = 0; i < samples; ++i) {
    Random random({.seed = seed, .step = i, .purpose = Purpose::init});
    Candidate candidate;
    candidate.id = CandidateId{i};
    candidate.genome = job.problem().space().sample(random);
    Evaluation evaluation;
    const auto begin = std::chrono::steady_clock::now();
    job.evaluator().evaluate({&candidate, 1}, {&evaluation, 1});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    cost.seconds.push_back(took.count());
    cost.work += evaluation.work;
    if (evaluation.status == Status::failed || evaluation.status == Status::timed_out) {
      ++cost.failures;
      cost.note = evaluation.note;
    }
  }
  std::sort(cost.seconds.begin(), cost.seconds.end());
  return cost;
}

// "12 µs" where duration() would say "0.0 s".
std::string short_duration(double seconds) {
  if (seconds >= 1) return duration(seconds);
  return seconds >= 1e-3 ? brief(seconds * 1e3) + " ms" : brief(seconds * 1e6) + " µs";
}

std::string estimate(const JobSettings& settings, const Cost& cost) {
  const double mean = cost.mean();
  std::string text = "one evaluation: " + short_duration(mean) + " (" +
                     std::to_string(cost.seconds.size()) + " random candidates, " +
                     short_duration(cost.seconds.front()) + " to " +
                     short_duration(cost.seconds.back()) + ")\n";
  const std::uint32_t workers =
      settings.threads > 0 ? settings.threads : std::max(1u, std::thread::hardware_concurrency());
  const std::string on = " on " + std::to_string(workers) + " threads";
  if (settings.stop.evaluations > 0) {
    const double all = mean * static_cast<double>(settings.stop.evaluations);
    text += counted(static_cast<double>(settings.stop.evaluations)) + " evaluations: about " +
            short_duration(all / workers) + on + "\n";
  }
  if (const auto seconds = settings.seconds(); seconds && mean > 0) {
    text += duration(*seconds) + ": about " + counted(*seconds * workers / mean) + " evaluations" +
            on + "\n";
  }
  return text;
}

struct Request {
  ConfigSource source;
  Trial trial;
  FieldList trial_fields = describe(trial);
};

Result<std::string> checked(const Request& request) {
  const auto config = request.source.read();
  if (!config) return config.error();
  const JobSettings& settings = config->settings;
  const auto job = Job::make(*config, {.folder = settings.folder, .seed = settings.seed});
  if (!job) return job.error();
  std::string text = config->origin + ": " + config->problem_name.name + " by " +
                     config->algorithm_name.name + ", no error\n";
  if (request.trial.samples == 0) return text;
  const Cost cost = measured(*job, settings.seed, request.trial.samples);
  if (cost.failures == cost.seconds.size()) {
    return Error{config->origin + ": problem", "no evaluation succeeds: " + cost.note,
                 "mend it before a run"};
  }
  if (cost.failures > 0) {
    text += std::to_string(cost.failures) + " of " + std::to_string(cost.seconds.size()) +
            " evaluations failed: " + cost.note + "\n";
  }
  return text + estimate(settings, cost);
}

}  // namespace

int check(const Words& words) {
  Request request;
  CommandLine line{
      .name = "check",
      .summary = "Checks a configuration without running it, and estimates what a run costs.",
      .examples =
          "  cambrian check job.json\n"
          "  cambrian check job.json --evaluations 1e5 --samples 20\n",
      .positionals = {config_word(request.source)},
      .flags = job_flags(request.source),
  };
  for (const Field& field : request.trial_fields.all()) line.flags.push_back(field_flag(field));
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = checked(request);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
