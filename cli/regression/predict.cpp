#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/pick.hpp"
#include "cli/regression/commands.hpp"
#include "cli/regression/document.hpp"
#include "cli/text.hpp"
#include "operators/expression/evaluation/interpreter.hpp"
#include "operators/expression/parse.hpp"
#include "problems/symbolic_regression/data/table.hpp"

namespace cambrian::cli {
namespace {

/// A formula over the columns of a table.
struct Applied {
  expression::Expression formula;
  expression::Vocabulary vocabulary;
};

// The vocabulary holds only the columns that the formula needs, so that others may be missing.
Result<Applied> read_formula(const RunDocument& run, const FormulaRecord& record) {
  expression::VocabularyRequest request;
  request.variables = expression::free_names(record.exact);
  request.definitions = run.definitions;
  auto vocabulary = expression::make_vocabulary(request);
  if (!vocabulary) return vocabulary.error();
  auto formula = expression::parse(record.exact, *vocabulary);
  if (!formula) return formula.error();
  return Applied{std::move(*formula), std::move(*vocabulary)};
}

/// Rows of a table, and the names of all its columns.
struct Rows {
  regression::Table table;
  std::vector<std::string> names;
};

Result<Rows> read_columns(const std::string& path, const std::vector<std::string>& names,
                          const regression::TableOptions& options) {
  auto reader = regression::TableReader::open(path, options);
  if (!reader) return reader.error();
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    const auto column = reader->find(name);
    if (!column) return column.error();
    columns.push_back(*column);
  }
  std::vector<std::string> all = reader->names();
  auto table = reader->read(columns);
  if (!table) return table.error();
  return Rows{std::move(*table), std::move(all)};
}

std::vector<double> apply(const Applied& applied, const regression::Table& rows) {
  const auto& columns = rows.columns;
  expression::Table<double> inputs(rows.rows(), columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    std::copy(columns[k].begin(), columns[k].end(), inputs.column(k).begin());
  }
  std::vector<double> values(rows.rows());
  // A prediction that is not finite is the row's honest answer.
  (void)expression::Interpreter<double>(&applied.vocabulary)
      .predict(applied.formula, inputs, values);
  return values;
}

// The rows as they were read, with one cell more.
std::string with_predictions(const Rows& read, const std::vector<double>& values) {
  const auto& [rows, names] = read;
  std::string name = "prediction";
  while (std::find(names.begin(), names.end(), name) != names.end()) name += "_";
  std::string text;
  if (!rows.header_line.empty()) text = rows.header_line + rows.delimiter + name + "\n";
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += rows.lines[i];
    text += rows.delimiter;
    text += exact(values[i]) + "\n";
  }
  return text;
}

struct Request {
  std::string run;
  std::string data;
  std::string target;
  Pick pick;
  regression::TableOptions table;
};

CommandLine command_line(Request& request) {
  request.table.keep_lines = true;
  return {
      .name = "predict",
      .summary =
          "Applies a formula that a run has found to the rows of a table. Prints the table "
          "as CSV with\nthe prediction in the last column; the target's column may be "
          "missing.",
      .examples =
          "  cambrian predict runs/planets new.csv\n"
          "  cambrian predict runs/planets new.csv --complexity 5 > predicted.csv\n"
          "  zcat big.csv.gz | cambrian predict runs/planets -\n",
      .positionals = {{"RUN", "Folder of the run", &request.run},
                      {"DATA", "Table with the columns that the formula uses; -: standard input",
                       &request.data}},
      .flags = pick_flags(request.pick, request.target),
  };
}

Result<std::string> predictions(const Request& request) {
  const auto run = read_run(request.run, request.target);
  if (!run) return run.error();
  const auto member = run->picked(request.pick, request.run);
  if (!member) return member.error();
  const auto applied = read_formula(*run, run->front[*member]);
  if (!applied) return applied.error();
  const auto rows = read_columns(request.data, applied->vocabulary.variables, request.table);
  if (!rows) return rows.error();
  return with_predictions(*rows, apply(*applied, rows->table));
}

}  // namespace

int predict(const Words& words) {
  Request request;
  CommandLine line = command_line(request);
  line.flags.push_back(switch_flag("drop-missing", request.table.drop_missing,
                                   "Leave out rows with missing values"));
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = predictions(request);
  return text ? print(*text) : fail(text.error());
}

}  // namespace cambrian::cli
