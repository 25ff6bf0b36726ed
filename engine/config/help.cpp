#include <algorithm>
#include <sstream>

#include "engine/config/config.hpp"

namespace cambrian {
namespace {

constexpr std::size_t kIndent = 6;

void append_wrapped(std::string& out, const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > width) {
      out += std::string(kIndent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  out += std::string(kIndent, ' ') + line + "\n";
}

}  // namespace

std::string flag_name(const Field& field) {
  std::string flag = "--" + field.path;
  std::replace_if(
      flag.begin(), flag.end(), [](char c) { return c == '_' || c == '.'; }, '-');
  return flag;
}

std::string help_text(const FieldList& fields, std::size_t width) {
  std::string text;
  for (const Field& field : fields.all()) {
    text += "  " + flag_name(field) + (field.is_switch() ? "" : " VALUE") + "\n";
    append_wrapped(text, field.help, width);
    append_wrapped(text, "Expects " + expected(field) + "; default " + field.default_text + ".",
                   width);
  }
  return text;
}

}  // namespace cambrian
