// Records and fields: how the text of a table is cut into lines and cells.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cambrian::text {

/// Quotes count only where a field begins; ' ' as delimiter means any run of blanks and tabs.
/// Length of the first record of `text` with its line end, or npos if the record is not complete
/// (the text ends before a line end outside of quotes).
std::size_t record_length(std::string_view text, char delimiter);

/// Length of all complete records at the front of `text`; 0 if there is none.
std::size_t whole_records(std::string_view text, char delimiter);

/// Takes the next field off the front of `record` (a record without its line end) and gives its
/// text, as written, with quotes and blanks. `last` becomes true with the record's last field.
std::string_view next_field(std::string_view& record, char delimiter, bool& last);

/// The field's text without blanks around it, and without its quotes (doubled ones made single).
std::string field_text(std::string_view field);

/// All fields of a record, as field_text.
std::vector<std::string> split_record(std::string_view record, char delimiter);

/// The record without its line end (LF or CRLF).
std::string_view without_line_end(std::string_view record);

/// Nothing but blanks and the line end.
bool blank(std::string_view record);

/// The records of a text, one after the other; the text must outlive this.
class Records {
 public:
  Records(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {}

  /// The cells of the next record. False at the end. Blank lines are skipped.
  bool next(std::vector<std::string>& cells);
  /// Of the record's begin, from 1.
  std::size_t line() const { return line_; }

 private:
  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 1;
  std::size_t lines_ = 0;  // of the last record
};

}  // namespace cambrian::text
