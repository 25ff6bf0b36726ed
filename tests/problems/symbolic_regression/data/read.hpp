// Short verbs for tests that read tables from texts.
#pragma once

#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "problems/symbolic_regression/data/dataset.hpp"

namespace cambrian::regression {

/// All columns of a text as a table.
inline Result<Table> read_text(std::string_view text, const TableOptions& options = {}) {
  Result<TableReader> reader = TableReader::over(text, "test.csv", options);
  if (!reader) return reader.error();
  std::vector<std::size_t> columns(reader->names().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return reader->read(columns);
}

inline std::string error_of(const Result<Table>& result) {
  return result.ok() ? "no error" : result.error().message();
}

inline Result<Dataset> load_text(std::string_view text, const DatasetOptions& options = {}) {
  Result<TableReader> reader = TableReader::over(text, "test.csv", options.table);
  if (!reader) return reader.error();
  return load_dataset(std::move(*reader), options);
}

inline std::string error_of(const Result<Dataset>& result) {
  return result.ok() ? "no error" : result.error().message();
}

}  // namespace cambrian::regression
