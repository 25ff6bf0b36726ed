#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/hall_json.hpp"
#include "cli/opened_run.hpp"
#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "cli/table_text.hpp"
#include "cli/text.hpp"
#include "engine/space/held_out.hpp"

namespace cambrian::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Request {
  std::string run;
  bool json = false;
};

CommandLine command_line(Request& request) {
  return {
      .name = "validate",
      .summary =
          "Judges what a run has found by held-out tasks, which its search has not seen, and "
          "chooses the member of the front that is good on nearly all of them.",
      .examples =
          "  cambrian validate runs/adamw\n"
          "  cambrian show runs/adamw --member 7 --format python\n"
          "  cambrian validate runs/adamw --json | jq .chosen\n",
      .positionals = {{"RUN", "Folder of the run", &request.run}},
      .flags = {switch_flag("json", request.json, "Every number, as JSON")},
  };
}

/// A member of the front on the held-out tasks.
struct Judged {
  CandidateRecord record;
  std::vector<double> log_ratios;  ///< one for each task; not empty

  /// The mean would choose by one task, and so would the highest value.
  double second_highest() const {
    std::vector<double> sorted = log_ratios;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() < 2 ? 0 : sorted.size() - 2];
  }
};

struct Validation {
  std::string run;
  std::vector<std::string> objectives;
  std::vector<std::string> tasks;
  std::string reference;
  std::vector<Judged> members;  ///< in the order of the front; not empty

  std::size_t chosen() const {
    const auto best = std::min_element(
        members.begin(), members.end(),
        [](const Judged& a, const Judged& b) { return a.second_highest() < b.second_highest(); });
    return static_cast<std::size_t>(best - members.begin());
  }
};

Result<Validation> validate(const std::string& name) {
  const auto run = OpenedRun::open(name);
  if (!run) return run.error();
  const auto* held_out = dynamic_cast<const HeldOut*>(&run->problem());
  if (held_out == nullptr) {
    return Error{run->folder, "its problem has no held-out tasks",
                 "name a run of the problem \"optimizers\" or \"normalization\""};
  }
  Validation validation{
      run->folder, {}, held_out->held_out_tasks(), held_out->held_out_reference(), {}};
  if (validation.tasks.empty())
    return Error{run->folder, "its configuration names no held-out tasks", "search with some"};
  const auto search = run->found();
  if (!search) return search.error();
  validation.objectives = search->objectives;
  const bool live = screen_of(STDERR_FILENO).live;
  for (const CandidateRecord& record : search->front) {
    const auto genome = run->genome(record);
    if (!genome) return genome.error();
    const std::size_t number = validation.members.size() + 1;
    if (live) std::fprintf(stderr, "\rmember %zu of %zu", number, search->front.size());
    validation.members.push_back({record, held_out->judge_held_out(*genome)});
  }
  if (live) std::fputs("\r\x1b[K", stderr);
  return validation;
}

std::string percent(double log_ratio) {
  return std::isfinite(log_ratio) ? brief(100 * std::exp(log_ratio)) : "fails";
}

std::string text_of(const Validation& validation) {
  page::Table table;
  table.head = {"", "member"};
  for (const std::string& name : validation.objectives) table.head.push_back(name);
  table.head.emplace_back("complexity");
  for (const std::string& name : validation.tasks) table.head.push_back(name);
  table.numeric.assign(table.head.size(), true);
  const std::size_t chosen = validation.chosen();
  for (std::size_t i = 0; i < validation.members.size(); ++i) {
    const Judged& member = validation.members[i];
    std::vector<std::string> row = {i == chosen ? ">" : "", std::to_string(i + 1)};
    for (const double value : member.record.objectives) row.push_back(brief(value));
    row.push_back(std::to_string(member.record.complexity));
    for (const double ratio : member.log_ratios) row.push_back(percent(ratio));
    table.rows.push_back(std::move(row));
  }
  const std::string number = std::to_string(chosen + 1);
  const double second = validation.members[chosen].second_highest();
  return "losses on held-out tasks, in % of those of " + validation.reference + "\n" +
         table_text(table, 0) + "\nmember " + number + ": " + percent(second) +
         (validation.tasks.size() > 1 ? " % or less on all of them but one" : " %") +
         ", the lowest of all\nto see it: cambrian show " + validation.run + " --member " + number +
         "\n";
}

// JSON has no infinities.
Json log_ratio_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string json_of(const Validation& validation) {
  Json members = Json::array();
  for (std::size_t i = 0; i < validation.members.size(); ++i) {
    const Judged& member = validation.members[i];
    Json ratios = Json::object();
    for (std::size_t task = 0; task < validation.tasks.size(); ++task)
      ratios[validation.tasks[task]] = log_ratio_json(member.log_ratios[task]);
    members.push_back({{"member", i + 1},
                       {"objectives", member.record.objectives},
                       {"complexity", member.record.complexity},
                       {"candidate", member.record.candidate},
                       {"log_loss_ratios", ratios},
                       {"second_highest", log_ratio_json(member.second_highest())}});
  }
  return hall_text<Json>({{"run", validation.run},
                          {"reference", validation.reference},
                          {"chosen", validation.chosen() + 1},
                          {"members", members}});
}

}  // namespace

int validate(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto validation = validate(request.run);
  if (!validation) return fail(validation.error());
  return print(request.json ? json_of(*validation) : text_of(*validation));
}

}  // namespace cambrian::cli
