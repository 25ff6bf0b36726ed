// The subcommands: each takes the words after its name and returns the exit status.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cambrian::cli {

using Words = std::vector<std::string>;

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Words&);
};

// Those of every program. Others come with the kinds of runs: cli/run_kind.hpp.
int run(const Words& words);
int resume(const Words& words);
int show(const Words& words);
int compare(const Words& words);
int report(const Words& words);
int status(const Words& words);
int submit(const Words& words);
int cancel(const Words& words);
int play(const Words& words);
int validate(const Words& words);
int replay(const Words& words);
int logs(const Words& words);
int make_new(const Words& words);
int check(const Words& words);
int schema(const Words& words);
int spaces(const Words& words);
int algorithms(const Words& words);
int selectors(const Words& words);
int version(const Words& words);

}  // namespace cambrian::cli
