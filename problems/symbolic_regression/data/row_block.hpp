// parse_rows: turns a block of complete records into numbers; blocks are independent of each other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/number.hpp"

namespace cambrian::regression {

constexpr std::size_t kUnread = static_cast<std::size_t>(-1);

/// What every row of a table looks like.
struct RowLayout {
  char delimiter = ',';
  std::vector<std::size_t> slots;  ///< for each column of the file: its place in RowBlock::columns,
                                   ///< or kUnread
  std::size_t width = 0;           ///< columns that are read
  bool drop_missing = false;
  bool keep_lines = false;
};

/// The first thing wrong in a block.
struct RowFault {
  std::size_t line = 0;    ///< lines of the block before the record
  std::size_t column = 0;  ///< of the file; kUnread: the record has a wrong number of cells
  std::size_t cells = 0;   ///< found in the record
  text::CellKind kind = text::CellKind::text;
  std::string text;  ///< the cell as written
};

struct RowBlock {
  std::vector<std::vector<double>> columns;  ///< [width], of equal length
  std::vector<std::string> lines;            ///< with keep_lines, one for each row
  std::size_t line_count = 0;                ///< lines of text in the block
  std::size_t dropped = 0;                   ///< rows left out for missing values
  std::optional<RowFault> fault;             ///< rows after it are not read
};

/// `text` consists of complete records. Blank lines are skipped. Thread-safe.
RowBlock parse_rows(std::string_view text, const RowLayout& layout);

}  // namespace cambrian::regression
