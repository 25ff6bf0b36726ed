#include "problems/symbolic_regression/data/row_block.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "engine/text/record.hpp"

namespace cambrian::regression {
namespace {

/// Takes a plain number that ends at a delimiter off the front of `record`; false leaves it as it
/// is, for the general path. This is where the time goes for large files.
bool take_plain_number(std::string_view& record, char delimiter, bool& last, double& value) {
  const char* const end = record.data() + record.size();
  const auto [stop, fault] = std::from_chars(record.data(), end, value);
  if (fault != std::errc{} || !std::isfinite(value)) return false;
  if (stop != end && *stop != delimiter) return false;
  last = stop == end;
  // Behind one blank may stand more of them, or the end of the record.
  if (!last && delimiter == ' ' && (stop + 1 == end || stop[1] == ' ' || stop[1] == '\t'))
    return false;
  record.remove_prefix(static_cast<std::size_t>(stop - record.data()) + (last ? 0 : 1));
  return true;
}

class RowParser {
 public:
  explicit RowParser(const RowLayout& layout) : layout_(layout), values_(layout.width) {
    block_.columns.resize(layout.width);
  }

  RowBlock parse(std::string_view text) {
    while (!text.empty() && !block_.fault) {
      const std::size_t length =
          std::min(text::record_length(text, layout_.delimiter), text.size());
      const std::string_view record = text.substr(0, length);
      if (!text::blank(record)) add_row(text::without_line_end(record));
      block_.line_count += static_cast<std::size_t>(std::count(record.begin(), record.end(), '\n'));
      text.remove_prefix(length);
    }
    return std::move(block_);
  }

 private:
  void add_row(std::string_view record) {
    const std::string_view line = record;
    std::size_t cells = 0;
    bool missing = false;
    for (bool last = false; !last; ++cells) {
      const std::size_t slot = cells < layout_.slots.size() ? layout_.slots[cells] : kUnread;
      if (slot == kUnread) {
        text::next_field(record, layout_.delimiter, last);
      } else if (!take_plain_number(record, layout_.delimiter, last, values_[slot])) {
        const std::string text =
            text::field_text(text::next_field(record, layout_.delimiter, last));
        const text::Cell cell = text::parse_cell(text);
        values_[slot] = cell.value;
        const bool drop = cell.kind == text::CellKind::missing && layout_.drop_missing;
        missing = missing || drop;
        if (cell.kind != text::CellKind::number && !drop && !block_.fault) {
          block_.fault = RowFault{block_.line_count, cells, 0, cell.kind, text};
        }
      }
    }
    if (cells != layout_.slots.size()) {
      block_.fault = RowFault{block_.line_count, kUnread, cells, text::CellKind::text, ""};
    }
    if (block_.fault) return;
    if (missing) {
      ++block_.dropped;
      return;
    }
    for (std::size_t i = 0; i < values_.size(); ++i) block_.columns[i].push_back(values_[i]);
    if (layout_.keep_lines) block_.lines.emplace_back(line);
  }

  const RowLayout& layout_;
  std::vector<double> values_;
  RowBlock block_;
};

}  // namespace

RowBlock parse_rows(std::string_view text, const RowLayout& layout) {
  return RowParser(layout).parse(text);
}

}  // namespace cambrian::regression
