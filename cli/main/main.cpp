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
#include "cli/signals.hpp"
#include "engine/core/suggest.hpp"

namespace {

namespace cli = cambrian::cli;

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const cli::Words&);
};

constexpr std::array kCommands{
    Command{"regress", "find formulas in a table of numbers", cli::regress},
    Command{"approximate", "find programs that compute a function", cli::approximate},
    Command{"run", "search a problem with an algorithm, as a configuration says", cli::run},
    Command{"resume", "go on with a run that was stopped or killed", cli::resume},
    Command{"show", "print the formulas of a run: text, JSON, CSV, LaTeX, Python, C++", cli::show},
    Command{"predict", "apply a formula of a run to other rows", cli::predict},
    Command{"report", "tell how a run went, with plots as a page", cli::report},
    Command{"compare", "compare ways to search over their seeds, with plots as a page",
            cli::compare},
    Command{"status", "tell how a run stands", cli::status},
    Command{"submit", "run as a Slurm job", cli::submit},
    Command{"cancel", "stop a run from outside; it saves first", cli::cancel},
    Command{"logs", "print what a run has logged", cli::logs},
    Command{"replay", "go through a run again and compare every hash", cli::replay},
    Command{"check", "check a configuration, estimate what a run costs", cli::check},
    Command{"schema", "print the JSON Schema of configurations", cli::schema},
    Command{"spaces", "list the problems that configurations can name", cli::spaces},
    Command{"algorithms", "list the algorithms that configurations can name", cli::algorithms},
    Command{"new", "write a search space of your own, to be changed", cli::make_new},
    Command{"version", "print the version and what it was built with", cli::version},
};

void print_help(std::FILE* out) {
  std::fputs(
      "Cambrian finds formulas, programs and networks by evolution.\n\n"
      "  cambrian regress data.csv --target y\n\n"
      "Commands (cambrian COMMAND --help tells more):\n",
      out);
  for (const Command& command : kCommands) {
    std::fprintf(out, "  %-11s %s\n", command.name.data(), command.summary.data());
  }
}

int unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
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
  for (const Command& command : kCommands) {
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
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "cambrian: internal error: %s (please report it)\n", fault.what());
  }
  return cli::exit_internal;
}
