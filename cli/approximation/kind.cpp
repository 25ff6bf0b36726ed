#include "cli/approximation/kind.hpp"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/approximation/commands.hpp"
#include "cli/approximation/document.hpp"
#include "cli/approximation/measured_front.hpp"
#include "cli/approximation/run.hpp"
#include "cli/approximation/settings.hpp"
#include "cli/config_file.hpp"
#include "cli/formats.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

bool is_approximation(const std::string& path) { return gives_text(path, "function"); }

Result<Submission> approximation_submission(const std::string& path) {
  ApproximateSettings settings;
  if (auto read = read_settings(describe(settings), path); !read) return read.error();
  return Submission{{"approximate", "--config", std::filesystem::absolute(path).string()},
                    settings.time.has_value()};
}

Plan reopen_approximation(const ResumeRequest& request) {
  return ApproximationRun::reopen(request.run, request.limits, request.presentation);
}

/// c, cpp, python, json, test, highway, bench, and sollya where it knows the function.
Formats formats_of(const ProgramRecord& program) {
  Formats formats = {{"c", program.c},
                     {"cpp", program.cpp},
                     {"python", program.python},
                     {"json", with_new_line(program.json)},
                     {"test", program.test}};
  if (!program.sollya.empty()) formats.emplace_back("sollya", program.sollya);
  if (!program.highway.empty()) formats.emplace_back("highway", program.highway);
  if (!program.bench.empty()) formats.emplace_back("bench", program.bench);
  return formats;
}

Result<std::size_t> picked(const ApproximationDocument& run, const ShowRequest& request) {
  std::vector<std::uint32_t> costs;
  for (const ProgramRecord& program : run.front) costs.push_back(program.cost);
  return request.pick.from(costs, costs.size() - 1, request.run);
}

Result<std::string> measured_approximation(const ShowRequest& request) {
  if (request.form == Form::format)
    return Error{"--measure", "is text, or with --json JSON, or with --csv CSV",
                 "leave out " + request.format_flag};
  auto run = read_approximation_run(request.run);
  if (!run) return run.error();
  if (request.pick.chosen()) {
    const auto member = picked(*run, request);
    if (!member) return member.error();
    run->front = {run->front[*member]};
  }
  const auto measured = measure(std::move(*run), request.run);
  if (!measured) return measured.error();
  if (request.form == Form::json) return measured_json(*measured);
  if (request.form == Form::csv) return measured_csv(*measured);
  const Screen screen = screen_of(STDOUT_FILENO);
  return measured_text(*measured, screen.live ? screen.width : 0);
}

Result<std::string> show_approximation(const ShowRequest& request) {
  const auto run = read_approximation_run(request.run);
  if (!run) return run.error();
  if (request.form == Form::json) return to_json(*run);
  if (request.form == Form::csv) return front_csv(*run);
  if (request.pick.chosen() || request.form == Form::format) {
    const auto member = picked(*run, request);
    if (!member) return member.error();
    const ProgramRecord& program = run->front[*member];
    if (request.form != Form::format) return program.program + "\n";
    return in_format(formats_of(program), request.format, request.format_flag);
  }
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(*run, screen.live ? screen.width : 0);
}

}  // namespace

RunKind approximation_kind() {
  return {.example = "cambrian approximate \"2^x\" --on 0,1",
          .commands = {{"approximate", "find programs that compute a function", approximate}},
          .reopen = reopen_approximation,
          .replay = replay_approximation,
          .show = show_approximation,
          .measured = measured_approximation,
          .is_config = is_approximation,
          .submission = approximation_submission};
}

}  // namespace cambrian::cli
