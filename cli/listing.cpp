#include "cli/listing.hpp"

#include <algorithm>
#include <sstream>

#include "cli/text.hpp"
#include "engine/config/config.hpp"

namespace cambrian::cli {
namespace {

std::string plain(const std::string& default_text) {
  const bool nothing = default_text == "null" || default_text == "\"\"" || default_text == "[]" ||
                       default_text == "{}";
  return nothing ? "none" : default_text;
}

}  // namespace

std::string two_columns(const std::vector<std::pair<std::string, std::string>>& rows,
                        std::size_t width) {
  std::size_t left = 0;
  for (const auto& row : rows) left = std::max(left, display_width(row.first));
  std::string out;
  for (const auto& [name, text] : rows) {
    std::string line = "  " + pad_right(name, left) + " ";
    std::istringstream words(text);
    for (std::string word; words >> word;) {
      if (display_width(line) + 1 + display_width(word) > width) {
        out += line + "\n";
        line = std::string(left + 3, ' ');
      }
      line += " " + word;
    }
    out += line + "\n";
  }
  return out;
}

std::string settings_text(const FieldList& settings, std::size_t width) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Field& field : settings.all()) {
    rows.emplace_back(
        field.path, field.help + ": " + expected(field) + "; default " + plain(field.default_text));
  }
  return two_columns(rows, width);
}

}  // namespace cambrian::cli
