#include "engine/core/version.hpp"

#include <string>

#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace cambrian::cli {

int version(const Words& words) {
  if (!words.empty()) return fail({words.front(), "one argument too many", "cambrian version"});
  std::string text = "cambrian " + cambrian::version() + "\n";
#ifdef __clang__
  text += "compiler  clang " __clang_version__ "\n";
#else
  text += "compiler  g++ " __VERSION__ "\n";
#endif
  return print(text);
}

}  // namespace cambrian::cli
