#include "problems/symbolic_regression/data/table_start.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "engine/text/number.hpp"
#include "engine/text/record.hpp"

namespace cambrian::regression {
namespace {

constexpr std::size_t kSampledRecords = 20;

bool begins_with(std::string_view text, std::string_view bytes) {
  return text.substr(0, bytes.size()) == bytes;
}

std::optional<Error> no_text(std::string_view head, const std::string& source) {
  if (begins_with(head, "PK\x03\x04")) {
    return Error{source, "is a zip archive or a spreadsheet, not a text table",
                 "save it as CSV from the spreadsheet program"};
  }
  if (begins_with(head, "\xff\xfe") || begins_with(head, "\xfe\xff")) {
    return Error{source, "is UTF-16 text", "save it as UTF-8, e.g. iconv -f UTF-16 -t UTF-8"};
  }
  if (head.find('\0') != std::string_view::npos) {
    return Error{source, "is a binary file, not a text table", "give a CSV or TSV file"};
  }
  return std::nullopt;
}

/// The table's first lines, without blank lines and leading comments.
struct Lead {
  std::size_t offset = 0;
  std::size_t line = 1;
  std::string_view comment;  ///< the last one, without its marks
};

Lead skip_comments(std::string_view head) {
  Lead lead;
  lead.offset = begins_with(head, "\xef\xbb\xbf") ? 3 : 0;
  while (lead.offset < head.size()) {
    const std::string_view rest = head.substr(lead.offset);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const bool comment = begins_with(line, "#");
    if (!comment && !text::blank(line)) break;
    if (comment)
      lead.comment = text::trimmed(line.substr(std::min(line.find_first_not_of('#'), line.size())));
    lead.offset += std::min(line.size() + 1, rest.size());
    ++lead.line;
  }
  return lead;
}

/// The first records under one delimiter, blank lines left out.
std::vector<std::vector<std::string>> sample_records(std::string_view text, char delimiter) {
  std::vector<std::vector<std::string>> records;
  while (records.size() < kSampledRecords) {
    const std::size_t length = text::record_length(text, delimiter);
    if (length == std::string_view::npos) break;
    if (!text::blank(text.substr(0, length))) {
      records.push_back(text::split_record(text.substr(0, length), delimiter));
    }
    text.remove_prefix(length);
  }
  return records;
}

/// The delimiter under which most records have as many cells (>= 2) as the first one.
char detect_delimiter(std::string_view text) {
  char best = ',';
  std::size_t most = 0;
  for (const char candidate : std::array{'\t', ';', ',', ' '}) {
    const auto records = sample_records(text, candidate);
    if (records.empty() || records.front().size() < 2) continue;
    const auto agreeing = static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(),
                      [&](const auto& record) { return record.size() == records[0].size(); }));
    if (agreeing > most) {
      most = agreeing;
      best = candidate;
    }
  }
  return best;
}

bool is_text(const std::string& cell) {
  return text::parse_cell(cell).kind == text::CellKind::text;
}
bool is_number(const std::string& cell) {
  return text::parse_cell(cell).kind == text::CellKind::number;
}

/// Words above numbers, or words alone, are a header; a row whose words stand above words only
/// beside its numbers is data with a column of text.
bool detect_header(const std::vector<std::vector<std::string>>& records) {
  const std::vector<std::string>& first = records.front();
  if (std::none_of(first.begin(), first.end(), is_text)) return false;
  if (records.size() == 1 || std::none_of(first.begin(), first.end(), is_number)) return true;
  const std::vector<std::string>& second = records[1];
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    if (is_text(first[i]) && !is_text(second[i])) return true;
  }
  return false;
}

std::vector<std::string> numbered_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i)
    names.push_back(std::string("x").append(std::to_string(i)));
  return names;
}

/// The names in a comment such as NumPy's "# x y z", if they fit the columns.
std::vector<std::string> names_in_comment(std::string_view comment, char delimiter,
                                          std::size_t count) {
  if (comment.empty()) return {};
  std::vector<std::string> names = text::split_record(comment, delimiter);
  const bool fit = names.size() == count && std::all_of(names.begin(), names.end(), is_text);
  return fit ? names : std::vector<std::string>{};
}

std::string joined(const std::vector<std::string>& names, char delimiter) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : std::string(1, delimiter)) + name;
  return text;
}

std::optional<Error> complete_names(std::vector<std::string>& names, const std::string& where) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) names[i] = "column_" + std::to_string(i + 1);
    const auto [other, fresh] = seen.emplace(names[i], i + 1);
    if (fresh) continue;
    return Error{where,
                 "two columns have the name \"" + names[i] +
                     "\": " + std::to_string(other->second) + " and " + std::to_string(i + 1),
                 "rename one; --header no if the first line holds data"};
  }
  return std::nullopt;
}

}  // namespace

Result<TableStart> read_start(std::string_view head, const std::string& source,
                              const TableOptions& options) {
  if (auto error = no_text(head, source)) return *error;
  const Lead lead = skip_comments(head);
  if (lead.offset >= head.size()) {
    return Error{source, head.empty() ? "is empty" : "holds no data, only blank lines or comments",
                 "a table has a line of column names and one line per row"};
  }
  const std::string_view body = head.substr(lead.offset);
  const std::string where = source + ":" + std::to_string(lead.line);
  TableStart start;
  start.delimiter = options.delimiter ? *options.delimiter : detect_delimiter(body);
  const auto records = sample_records(body, start.delimiter);
  if (records.empty()) {
    return Error{where, "a quote is not closed, or the line is too long", "check the quotes"};
  }
  const bool header =
      options.header == Header::yes || (options.header == Header::detect && detect_header(records));
  start.names = header ? records.front()
                       : names_in_comment(lead.comment, start.delimiter, records.front().size());
  if (start.names.empty() || options.header == Header::no) {
    start.names = numbered_names(records.front().size());
  }
  if (auto error = complete_names(start.names, where)) return *error;
  const std::size_t first_length = text::record_length(body, start.delimiter);
  start.header_line = header ? std::string(text::without_line_end(body.substr(0, first_length)))
                             : joined(start.names, start.delimiter);
  start.rows_begin = lead.offset + (header ? first_length : 0);
  start.rows_line = lead.line;
  if (header) {
    const std::string_view record = body.substr(0, first_length);
    start.rows_line += static_cast<std::size_t>(std::count(record.begin(), record.end(), '\n'));
  }
  return start;
}

}  // namespace cambrian::regression
