// TableStart: what the first lines of a table tell about the rest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "problems/symbolic_regression/data/table.hpp"

namespace cambrian::regression {

struct TableStart {
  char delimiter = ',';
  std::vector<std::string> names;  ///< distinct, not empty
  std::string header_line;         ///< as written, or the names joined by the delimiter
  std::size_t rows_begin = 0;      ///< offset of the first data row (or of the end)
  std::size_t rows_line = 1;       ///< its line number, counting from 1
};

/// Reads the first lines of a table. `head` is a beginning of the file that holds at least the
/// comments and the first record, or the whole file (then it ends with a line end). Errors, besides
/// those of names: an empty file, a file that is no UTF-8 text table.
Result<TableStart> read_start(std::string_view head, const std::string& source,
                              const TableOptions& options);

}  // namespace cambrian::regression
