#include "cli/formats.hpp"

namespace cambrian::cli {

std::string with_new_line(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

Result<std::string> in_format(const Formats& formats, const std::string& name,
                              const std::string& flag) {
  std::string names;
  for (const auto& [known, text] : formats) {
    if (known == name) return text;
    names += (names.empty() ? "" : ", ") + known;
  }
  return Error{flag, "what this run has found cannot be written so",
               names.empty() ? "there is text, --json and --csv" : "its formats are: " + names};
}

}  // namespace cambrian::cli
