#include "cli/run_kind.hpp"

#include "cli/run_files.hpp"

namespace cambrian::cli {

Result<const RunKind*> kind_of(std::string_view command, const std::string& where) {
  std::string names;
  for (const RunKind& kind : run_kinds()) {
    if (kind.name() == command) return &kind;
    names += (names.empty() ? "" : ", ") + std::string(kind.name());
  }
  return Error{where,
               "belongs to `cambrian " + std::string(command) + "`, which this program lacks",
               "it has: " + names + "; use a program built with all problems"};
}

Result<const RunKind*> kind_of_run(const std::string& path) {
  const auto command = command_of(path);
  if (!command) return command.error();
  return kind_of(*command, path);
}

}  // namespace cambrian::cli
