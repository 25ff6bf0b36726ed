// Tables that users bring.
#include <algorithm>
#include <map>
#include <utility>

#include "engine/text/number.hpp"
#include "engine/text/record.hpp"
#include "engine/text/text_source.hpp"
#include "problems/training/data.hpp"

namespace cambrian::training {
namespace {

bool is_number(const std::string& field) {
  return text::parse_cell(field).kind == text::CellKind::number;
}

bool is_missing(const std::string& field) {
  return text::parse_cell(field).kind == text::CellKind::missing;
}

// Adds the row, or says what is wrong with it.
Result<void> add_row(const std::vector<std::string>& fields, bool numbers, Rows& rows) {
  if (rows.inputs == 0) rows.inputs = fields.size() - 1;
  if (fields.size() < 2) return Error{"", "has one column", "inputs, and the target at the end"};
  if (fields.size() != rows.inputs + 1)
    return Error{"",
                 "has " + std::to_string(fields.size()) + " cells instead of " +
                     std::to_string(rows.inputs + 1),
                 ""};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i == rows.inputs && !numbers) break;
    if (!is_number(fields[i]))
      return Error{"", "'" + fields[i] + "' in column " + std::to_string(i + 1) + " is no number",
                   i == rows.inputs ? "clear `numbers` if it is a class" : ""};
    (i < rows.inputs ? rows.inputs_by_row : rows.targets)
        .push_back(text::parse_cell(fields[i]).value);
  }
  if (!numbers && is_missing(fields.back())) return Error{"", "has no class", ""};
  return {};
}

// Classes are 0, 1, ... in the order of their numbers, or else of their texts.
void number_classes(const std::vector<std::string>& names, Rows& rows) {
  std::map<std::pair<double, std::string>, std::size_t> classes;
  const bool numbers = std::all_of(names.begin(), names.end(), is_number);
  const auto key = [&](const std::string& name) {
    return numbers ? std::pair(text::parse_cell(name).value, std::string()) : std::pair(0.0, name);
  };
  for (const std::string& name : names) classes[key(name)] = 0;
  for (auto& one : classes) one.second = rows.classes++;
  for (const std::string& name : names)
    rows.targets.push_back(static_cast<double>(classes[key(name)]));
}

}  // namespace

Result<Rows> read_rows(const std::string& path, bool numbers) {
  const auto content = text::read_text(path);
  if (!content) return content.error();
  Rows rows;
  std::vector<std::string> classes;
  std::vector<std::string> fields;
  for (text::Records records(*content, ','); records.next(fields);) {
    const std::size_t line = records.line();
    if (line == 1 && std::none_of(fields.begin(), fields.end(), is_number)) continue;
    if (const auto added = add_row(fields, numbers, rows); !added)
      return Error{path + ", line " + std::to_string(line), added.error().what, added.error().hint};
    if (!numbers) classes.push_back(fields.back());
  }
  if (!numbers) {
    number_classes(classes, rows);
    if (rows.classes < 2) return Error{path, "has fewer than two classes in its last column", ""};
  }
  return rows;
}

}  // namespace cambrian::training
