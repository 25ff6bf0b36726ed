#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/run_kind.hpp"
#include "cli/signals.hpp"
#include "engine/core/suggest.hpp"
#include "engine/plugin/plugin_fault.hpp"

namespace {

namespace cli = cambrian::cli;

// Besides those of the kinds of runs, which come first.
constexpr std::array kCommands{
    cli::Command{"resume", "go on with a run that was stopped or killed", cli::resume},
    cli::Command{"show", "print what a run has found: text, JSON, CSV, LaTeX, Python, C, C++",
                 cli::show},
    cli::Command{"report", "tell how a run went, with plots as a page", cli::report},
    cli::Command{"compare", "compare ways to search over their seeds, with plots as a page",
                 cli::compare},
    cli::Command{"play", "let the best network of a run act in new episodes", cli::play},
    cli::Command{"validate", "judge what a run has found by tasks that it has not seen",
                 cli::validate},
    cli::Command{"status", "tell how a run stands", cli::status},
    cli::Command{"submit", "run as a Slurm job", cli::submit},
    cli::Command{"cancel", "stop a run from outside; it saves first", cli::cancel},
    cli::Command{"logs", "print what a run has logged", cli::logs},
    cli::Command{"replay", "go through a run again and compare every hash", cli::replay},
    cli::Command{"check", "check a configuration, estimate what a run costs", cli::check},
    cli::Command{"schema", "print the JSON Schema of configurations", cli::schema},
    cli::Command{"spaces", "list the problems that configurations can name", cli::spaces},
    cli::Command{"algorithms", "list the algorithms that configurations can name", cli::algorithms},
    cli::Command{"selectors", "list the ways to choose parents", cli::selectors},
    cli::Command{"new", "write a search space or an algorithm of your own, to be changed",
                 cli::make_new},
    cli::Command{"version", "print the version and what it was built with", cli::version},
};

std::vector<cli::Command> commands() {
  std::vector<cli::Command> all;
  for (const cli::RunKind& kind : cli::run_kinds())
    all.insert(all.end(), kind.commands.begin(), kind.commands.end());
  all.insert(all.end(), kCommands.begin(), kCommands.end());
  return all;
}

void print_help(std::FILE* out) {
  std::fputs("Cambrian finds formulas, programs and networks by evolution.\n\n", out);
  for (const cli::RunKind& kind : cli::run_kinds())
    std::fprintf(out, "  %s\n", kind.example.data());
  std::fputs("\nCommands (cambrian COMMAND --help tells more):\n", out);
  for (const cli::Command& command : commands()) {
    std::fprintf(out, "  %-11s %s\n", command.name.data(), command.summary.data());
  }
}

int unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const cli::Command& command : commands()) names.emplace_back(command.name);
  return cli::fail(
      {name, "unknown command", cambrian::did_you_mean(name, names, "see `cambrian --help`")});
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) {
    print_help(stderr);
    return cli::exit_user_error;
  }
  const std::string& name = words.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(stdout);
    return cli::exit_done;
  }
  const cli::Words rest(words.begin() + 1, words.end());
  if (name == "--version") return cli::version(rest);
  for (const cli::Command& command : commands()) {
    if (name == command.name) return command.run(rest);
  }
  return unknown_command(name);
}

}  // namespace

int main(int argc, char** argv) {
  cli::ignore_broken_pipes();
  try {
    return dispatch({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    std::fputs("cambrian: out of memory (use fewer rows, islands or threads)\n", stderr);
  } catch (const cambrian::PluginFault& fault) {
    return cli::fail({"", fault.what(), "mend the plugin"});
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "cambrian: internal error: %s (please report it)\n", fault.what());
  }
  return cli::exit_internal;
}
