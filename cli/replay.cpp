#include <string>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_files.hpp"
#include "cli/run_kind.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

Result<std::string> replayed(const std::string& path) {
  const auto folders = run_folders(path);
  if (!folders) return folders.error();
  std::string text;
  for (const std::string& name : *folders) {
    const auto folder = RunFolder::view(name);
    if (!folder) return folder.error();
    const auto kind = kind_of(folder->manifest().command, name);
    if (!kind) return kind.error();
    const auto outcome = (*kind)->replay(*folder);
    if (!outcome) return outcome.error();
    text += name + ": " + counted(static_cast<double>(outcome->evaluations)) +
            " evaluations, everything as recorded\n";
  }
  return text;
}

}  // namespace

int replay(const Words& words) {
  std::string run;
  const CommandLine line{
      .name = "replay",
      .summary =
          "Goes through a run again by its journal and compares every hash. Candidates of\n"
          "`cambrian run` are bred again without being evaluated; other runs are computed again.",
      .examples = "  cambrian replay runs/planets\n",
      .positionals = {{"RUN", "Folder of the run", &run}},
  };
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = replayed(run);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
