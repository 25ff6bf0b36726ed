// TableReader: turns a text table (CSV, TSV, blanks; plain or gzip; file or pipe) into columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::regression {

enum class Header : std::uint8_t { detect, yes, no };

/// How a table is read. What is not set is detected from its first lines.
struct TableOptions {
  Header header = Header::detect;
  /// ',', '\t', ';' or ' ' (any run of blanks and tabs).
  std::optional<char> delimiter = {};
  /// Rows with a missing value in a column that is read are left out; otherwise they are an error.
  bool drop_missing = false;
  /// Keeps the text of every row that is read (to print it again with a prediction).
  bool keep_lines = false;
  /// Threads that turn text into numbers; the result does not depend on it. >= 1.
  unsigned threads = 2;
  /// Text that is read and parsed at a time; the result does not depend on it. >= 1.
  std::size_t block_bytes = std::size_t{1} << 20;
};

/// Columns of numbers, all finite and of one length.
struct Table {
  std::string source;  ///< the file's name, for messages
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;  ///< by position in `names`
  std::size_t dropped_rows = 0;              ///< left out for missing values
  char delimiter = ',';
  std::string header_line;         ///< as written; empty without header or keep_lines
  std::vector<std::string> lines;  ///< with keep_lines: the row's text, without the line end

  std::size_t rows() const { return columns.empty() ? lines.size() : columns.front().size(); }
};

/// Reads one table, once. The grammar:
///  - UTF-8 with or without a byte-order mark; lines end with LF, CRLF or CR LF mixed; blank lines
///    are skipped; lines that begin with # are comments as long as no other line was seen;
///  - fields may be quoted with " (doubled inside); blanks around a field do not count;
///  - a first line that holds text (neither numbers nor missing values) is the header. Without one,
///    the last comment names the columns if it has as many words (as NumPy writes it), else they
///    are x1, x2, ...;
///  - missing: empty, NA, N/A, NaN, null, none, ? in any case. Infinities are errors.
/// Memory: the columns that are read, and a few blocks of text. Errors name source:line, column,
/// the offending text and the cure.
class TableReader {
 public:
  /// Opens `path` ("-": standard input) and reads up to the first data row.
  static Result<TableReader> open(const std::string& path, const TableOptions& options = {});
  /// The same over a text in memory, which must outlive the reader; `source` is for messages.
  static Result<TableReader> over(std::string_view text, const std::string& source,
                                  const TableOptions& options = {});
  ~TableReader();
  TableReader(TableReader&&) noexcept;
  TableReader& operator=(TableReader&&) noexcept;

  /// All columns of the table, in its order; distinct and not empty.
  const std::vector<std::string>& names() const;
  const std::string& source() const;
  /// Position of a column; the error of an unknown name lists the nearest ones.
  Result<std::size_t> find(const std::string& name) const;
  /// Reads all rows; only the given columns are turned into numbers, others may hold any text. To
  /// be called once. Error: no row at all (or none left after dropping).
  Result<Table> read(std::span<const std::size_t> columns);

 private:
  struct Impl;
  explicit TableReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cambrian::regression
