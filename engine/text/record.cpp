#include "engine/text/record.hpp"

#include <algorithm>
#include <cstring>

#include "engine/text/number.hpp"

namespace cambrian::text {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool delimits(char c, char delimiter) { return delimiter == ' ' ? is_blank(c) : c == delimiter; }

/// A tab delimiter is no blank to skip.
std::size_t skip_blanks(std::string_view text, std::size_t at, char delimiter) {
  while (at < text.size() && is_blank(text[at]) && (delimiter == ' ' || text[at] != delimiter)) {
    ++at;
  }
  return at;
}

/// Position after the closing quote of the quoted text that begins at `at`; npos without one.
std::size_t after_quotes(std::string_view text, std::size_t at) {
  for (++at; (at = text.find('"', at)) != kNone; at += 2) {
    if (at + 1 >= text.size() || text[at + 1] != '"') return at + 1;
  }
  return kNone;
}

/// End of the field that begins at `at`: a delimiter, a line end, or the end of the text; npos
/// within open quotes.
std::size_t field_end(std::string_view text, std::size_t at, char delimiter) {
  at = skip_blanks(text, at, delimiter);
  if (at < text.size() && text[at] == '"') at = after_quotes(text, at);
  if (at == kNone) return kNone;
  while (at < text.size() && text[at] != '\n' && !delimits(text[at], delimiter)) ++at;
  return at;
}

}  // namespace

std::size_t record_length(std::string_view text, char delimiter) {
  const std::size_t line = text.find('\n');
  if (line != kNone && std::memchr(text.data(), '"', line) == nullptr) return line + 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    at = field_end(text, at, delimiter);
    if (at == kNone || at == text.size()) return kNone;
    if (text[at] == '\n') return at + 1;
  }
  return kNone;
}

std::size_t whole_records(std::string_view text, char delimiter) {
  if (text.find('"') == kNone) return text.rfind('\n') + 1;
  std::size_t done = 0;
  for (std::size_t length = 0; length != kNone; done += length) {
    length = record_length(text.substr(done), delimiter);
    if (length == kNone) break;
  }
  return done;
}

std::string_view next_field(std::string_view& record, char delimiter, bool& last) {
  const std::size_t begin = delimiter == ' ' ? skip_blanks(record, 0, delimiter) : 0;
  std::size_t end = std::min(field_end(record, begin, delimiter), record.size());
  const std::string_view field = record.substr(begin, end - begin);
  if (delimiter == ' ') end = skip_blanks(record, end, delimiter);
  last = end == record.size();
  // A run of blanks is already behind us; any other delimiter is one character.
  record.remove_prefix(last || delimiter == ' ' ? end : end + 1);
  return field;
}

std::string field_text(std::string_view field) {
  field = trimmed(field);
  if (field.size() < 2 || field.front() != '"' || field.back() != '"') return std::string(field);
  std::string text;
  for (std::size_t i = 1; i + 1 < field.size(); ++i) {
    text += field[i];
    if (field[i] == '"' && field[i + 1] == '"' && i + 2 < field.size()) ++i;
  }
  return std::string(trimmed(text));
}

std::vector<std::string> split_record(std::string_view record, char delimiter) {
  record = without_line_end(record);
  std::vector<std::string> fields;
  for (bool last = false; !last;) fields.push_back(field_text(next_field(record, delimiter, last)));
  return fields;
}

std::string_view without_line_end(std::string_view record) {
  if (!record.empty() && record.back() == '\n') record.remove_suffix(1);
  if (!record.empty() && record.back() == '\r') record.remove_suffix(1);
  return record;
}

bool blank(std::string_view record) { return trimmed(without_line_end(record)).empty(); }

bool Records::next(std::vector<std::string>& cells) {
  while (!rest_.empty()) {
    line_ += lines_;
    const std::size_t length = std::min(record_length(rest_, delimiter_), rest_.size());
    const std::string_view record = rest_.substr(0, length);
    rest_.remove_prefix(length);
    lines_ = static_cast<std::size_t>(std::count(record.begin(), record.end(), '\n'));
    if (blank(record)) continue;
    cells = split_record(without_line_end(record), delimiter_);
    return true;
  }
  return false;
}

}  // namespace cambrian::text
