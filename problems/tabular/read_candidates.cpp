#include <algorithm>
#include <set>

#include "engine/core/suggest.hpp"
#include "engine/text/number.hpp"
#include "engine/text/record.hpp"
#include "engine/text/text_source.hpp"
#include "problems/tabular/candidate_table.hpp"

namespace cambrian::tabular {
namespace {

/// What each column of the file is for.
struct Layout {
  std::vector<std::size_t> genes;       // columns of the file
  std::vector<std::size_t> objectives;  // likewise
  std::vector<double> signs;            // of the objectives
  std::vector<std::string> gene_names;
  std::vector<std::string> objective_names;
};

Error unknown(const std::string& setting, const std::string& name,
              const std::vector<std::string>& names) {
  return {setting, "the table has no column '" + name + "'", did_you_mean(name, names)};
}

Result<Layout> lay_out(const std::vector<std::string>& names, const TableSettings& settings) {
  const auto has = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  std::vector<std::string> objectives = settings.objectives;
  if (objectives.empty()) objectives = {names.back()};
  for (const std::string& name : settings.maximise)
    if (!has(objectives, name)) return unknown("maximise", name, objectives);
  for (const std::string& name : settings.ignore)
    if (!has(names, name)) return unknown("ignore", name, names);
  Layout layout;
  for (const std::string& name : objectives) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) return unknown("objectives", name, names);
    const bool negated = has(settings.maximise, name);
    layout.objectives.push_back(static_cast<std::size_t>(place - names.begin()));
    layout.signs.push_back(negated ? -1 : 1);
    layout.objective_names.push_back(negated ? "-" + name : name);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (has(objectives, names[i]) || has(settings.ignore, names[i])) continue;
    layout.genes.push_back(i);
    layout.gene_names.push_back(names[i]);
  }
  if (layout.genes.empty())
    return Error{"objectives", "no column is left to choose values of", "name fewer objectives"};
  return layout;
}

}  // namespace

Result<CandidateTable> read_candidates(const TableSettings& settings, const std::string& path) {
  const auto content = text::read_text(path);
  if (!content) return content.error();
  const bool tabs = content->substr(0, content->find('\n')).find('\t') != std::string::npos;
  text::Records records(*content, tabs ? '\t' : ',');
  std::vector<std::string> names;
  if (!records.next(names)) return Error{path, "is empty", ""};
  if (std::set(names.begin(), names.end()).size() < names.size())
    return Error{path + ":1", "two columns have one name", ""};
  const auto layout = lay_out(names, settings);
  if (!layout) return layout.error();

  CandidateTable table(layout->gene_names, layout->objective_names);
  std::vector<std::string> cells;
  std::vector<std::string> values(layout->genes.size());
  std::vector<double> objectives(layout->objectives.size());
  while (records.next(cells)) {
    const std::string where = path + ":" + std::to_string(records.line());
    if (cells.size() != names.size()) {
      return Error{where,
                   std::to_string(cells.size()) + " cells where the first line has " +
                       std::to_string(names.size()),
                   ""};
    }
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = cells[layout->genes[i]];
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      const std::string& cell = cells[layout->objectives[i]];
      const text::Cell number = text::parse_cell(cell);
      if (number.kind != text::CellKind::number) {
        return Error{
            where,
            "'" + cell + "' in column " + names[layout->objectives[i]] + " is no finite number",
            ""};
      }
      objectives[i] = layout->signs[i] * number.value;
    }
    if (!table.add(values, objectives))
      return Error{where, "the candidate of this row has one further up", "keep one of them"};
  }
  if (table.rows() == 0) return Error{path, "holds no candidate", ""};
  return table;
}

}  // namespace cambrian::tabular
