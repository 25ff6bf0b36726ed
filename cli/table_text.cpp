#include "cli/table_text.hpp"

#include <algorithm>
#include <vector>

#include "cli/text.hpp"

namespace cambrian::cli {

std::string table_text(const page::Table& table, std::size_t width) {
  std::vector<const std::vector<std::string>*> lines = {&table.head};
  for (const auto& row : table.rows) lines.push_back(&row);
  std::vector<std::size_t> widths(table.head.size(), 0);
  for (const auto* line : lines) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(line->at(i)));
  }
  std::string out;
  for (const auto* line : lines) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool numeric = i < table.numeric.size() && table.numeric[i];
      if (i > 0) text += "  ";
      text += numeric ? pad_left(line->at(i), widths[i]) : pad_right(line->at(i), widths[i]);
    }
    while (text.ends_with(' ')) text.pop_back();
    out += (width == 0 ? text : clip(text, width)) + "\n";
  }
  return out;
}

}  // namespace cambrian::cli
