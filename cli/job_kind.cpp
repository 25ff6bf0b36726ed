#include "cli/job_kind.hpp"

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/config_file.hpp"
#include "cli/formats.hpp"
#include "cli/job_document.hpp"
#include "cli/job_flags.hpp"
#include "cli/job_run.hpp"
#include "cli/recorded_job.hpp"
#include "cli/run_files.hpp"
#include "cli/schedule.hpp"
#include "cli/screen.hpp"
#include "cli/table_text.hpp"
#include "engine/config/config.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian::cli {
namespace {

bool is_job(const std::string& path) {
  return gives_text(path, "problem.name") || gives_text(path, "algorithm.name");
}

Result<Submission> job_submission(const std::string& path) {
  const auto config = ConfigSource{.config = path}.read();
  if (!config) return config.error();
  return Submission{{"run", std::filesystem::absolute(path).string()},
                    config->settings.stop.time.has_value()};
}

Plan reopen_job(const ResumeRequest& request) {
  return JobRun::reopen(request.run, request.limits, request.presentation);
}

/// Those of the space that the run in this folder searches; makes its problem.
Result<Formats> formats_of(const CandidateRecord& candidate, const std::string& folder) {
  const auto run = RunFolder::view(folder);
  if (!run) return run.error();
  const auto recorded = RecordedJob::make(*run);
  if (!recorded) return recorded.error();
  const SearchSpace& space = recorded->job.problem().space();
  const auto genome = genome_of(candidate, space, folder);
  if (!genome) return genome.error();
  Formats formats;
  const std::vector<std::string> names = space.formats();
  for (std::size_t i = 0; i < names.size(); ++i)
    formats.emplace_back(names[i], with_new_line(space.print(*genome, i)));
  return formats;
}

// One candidate of a run of `cambrian run`.
Result<std::string> candidate_text(const std::vector<JobDocument>& searches,
                                   const ShowRequest& request) {
  const auto folders = run_folders(request.run);
  if (!folders) return folders.error();
  if (searches.size() > 1) {
    return Error{request.run, "holds several searches",
                 "name the folder of one of them, e.g. " + folders->front()};
  }
  const JobDocument& search = searches.front();
  if (search.front.empty())
    return Error{request.run, "holds no valid candidate yet", "resume the run"};
  std::vector<std::uint32_t> complexities;
  for (const CandidateRecord& record : search.front) complexities.push_back(record.complexity);
  const auto usual = static_cast<std::size_t>(&search.best() - search.front.data());
  const auto member = request.pick.from(complexities, usual, request.run);
  if (!member) return member.error();
  const CandidateRecord& candidate = search.front[*member];
  if (request.form != Form::format) return candidate.candidate + "\n";
  const auto formats = formats_of(candidate, folders->front());
  if (!formats) return formats.error();
  return in_format(*formats, request.format, request.format_flag);
}

Result<std::string> job_text(const ShowRequest& request) {
  if (!request.target.empty())
    return Error{"--target", "is for runs of cambrian regress", "leave it out"};
  const auto searches = read_job_runs(request.run);
  if (!searches) return searches.error();
  if (request.form == Form::json) return to_json(*searches);
  const bool one = request.pick.chosen() && request.form == Form::text;
  if (one || request.form == Form::format) return candidate_text(*searches, request);
  const Screen screen = screen_of(STDOUT_FILENO);
  std::string out;
  for (const JobDocument& search : *searches) {
    if (searches->size() > 1) {
      out += (out.empty() ? "seed " : "\nseed ") + std::to_string(search.seed) + "\n";
    }
    out += request.form == Form::csv ? front_csv(search)
                                     : result_text(search, screen.live ? screen.width : 0);
  }
  return out;
}

Result<std::string> schedule_text(const ShowRequest& request) {
  if (request.form == Form::csv || request.form == Form::format)
    return Error{"--schedule", "is text, or with --json JSON", ""};
  const auto schedule = read_schedule(request.run);
  if (!schedule) return schedule.error();
  if (request.form == Form::json) return schedule_json(*schedule);
  const Screen screen = screen_of(STDOUT_FILENO);
  return table_text(schedule_table(*schedule), screen.live ? screen.width : 0);
}

}  // namespace

RunKind job_kind() {
  return {.example = "cambrian run job.json",
          .commands = {{"run", "search a problem with an algorithm, as a configuration says", run}},
          .reopen = reopen_job,
          .replay = replay_job,
          .show = job_text,
          .schedule = schedule_text,
          .is_config = is_job,
          .submission = job_submission};
}

}  // namespace cambrian::cli
