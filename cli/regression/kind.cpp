#include "cli/regression/kind.hpp"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "cli/config_file.hpp"
#include "cli/formats.hpp"
#include "cli/regression/commands.hpp"
#include "cli/regression/document.hpp"
#include "cli/regression/front_text.hpp"
#include "cli/regression/run.hpp"
#include "cli/regression/settings.hpp"
#include "cli/screen.hpp"

namespace cambrian::cli {
namespace {

bool is_regression(const std::string& path) { return gives_text(path, "data"); }

Result<Submission> regression_submission(const std::string& path) {
  RegressSettings settings;
  if (auto read = read_settings(describe(settings), path); !read) return read.error();
  return Submission{{"regress", "--config", std::filesystem::absolute(path).string()},
                    settings.time.has_value()};
}

Plan reopen_regression(const ResumeRequest& request) {
  return RegressionRun::reopen(request.run, request.data, request.limits, request.presentation);
}

/// latex, python, cpp, sympy, exact.
Formats formats_of(const FormulaRecord& formula, const std::string& target) {
  return {{"latex", target + " = " + formula.latex + "\n"},
          {"python", formula.python},
          {"cpp", formula.cpp},
          {"sympy", with_new_line(formula.sympy)},
          {"exact", with_new_line(formula.exact)}};
}

Result<std::string> formula_text(const RunDocument& run, const ShowRequest& request) {
  const auto member = run.picked(request.pick, request.run);
  if (!member) return member.error();
  if (request.form != Form::format) return chosen_text(run, *member);
  return in_format(formats_of(run.front[*member], run.target), request.format, request.format_flag);
}

Result<std::string> text_of(const RunDocument& run, const ShowRequest& request) {
  if (request.form == Form::csv) return front_csv(run);
  auto formula = formula_text(run, request);
  if (!formula || request.form != Form::text || request.pick.chosen()) return formula;
  const Screen screen = screen_of(STDOUT_FILENO);
  return front_table(run, screen.live ? screen.width : 0) + "\n" + *formula;
}

Result<std::string> show_regression(const ShowRequest& request) {
  auto runs = read_runs(request.run);
  if (!runs) return runs.error();
  if (!request.target.empty() || request.pick.chosen()) {
    auto run = read_run(request.run, request.target);
    if (!run) return run.error();
    *runs = {std::move(*run)};
  }
  if (request.form == Form::json) return to_json(*runs);
  std::string out;
  for (const RunDocument& run : *runs) {
    const auto text = text_of(run, request);
    if (!text) return text.error();
    out += (out.empty() ? "" : "\n") + *text;
  }
  return out;
}

}  // namespace

RunKind regression_kind() {
  return {.example = "cambrian regress data.csv --target y",
          .commands = {{"regress", "find formulas in a table of numbers", regress},
                       {"predict", "apply a formula of a run to other rows", predict}},
          .reopen = reopen_regression,
          .replay = replay_regression,
          .show = show_regression,
          .is_config = is_regression,
          .submission = regression_submission};
}

}  // namespace cambrian::cli
