#include "problems/symbolic_regression/data/table.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "engine/core/suggest.hpp"
#include "engine/text/record.hpp"
#include "engine/text/text_source.hpp"
#include "problems/symbolic_regression/data/row_block.hpp"
#include "problems/symbolic_regression/data/table_start.hpp"

namespace cambrian::regression {
namespace {

constexpr std::size_t kSampleBytes = std::size_t{1} << 16;  // from which the format is detected
constexpr std::size_t kLongestRecord = std::size_t{16} << 20;

std::string quoted(const std::string& text) {
  constexpr std::size_t kShown = 60;
  return "\"" + (text.size() > kShown ? text.substr(0, kShown) + "..." : text) + "\"";
}

std::string shown_name(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace

struct TableReader::Impl {
  std::unique_ptr<text::TextSource> text;
  std::string source;
  TableOptions options;
  std::string pending;  ///< read from the text, not yet parsed
  bool at_end = false;
  TableStart start;

  Result<void> fill();
  Result<void> open();
  Result<std::string> next_block();
  Result<void> append(RowBlock block, Table& table);
  Error explain(const RowFault& fault) const;

  std::size_t line = 1;  ///< of the first record that is not yet in the table
};

/// Reads one block more. The text always ends with a line end, so that the last record needs no
/// special case.
Result<void> TableReader::Impl::fill() {
  const std::size_t before = pending.size();
  const std::size_t ask = std::max<std::size_t>(1, options.block_bytes);
  pending.resize(before + ask);
  const Result<std::size_t> got = text->read({pending.data() + before, ask});
  if (!got) return got.error();
  pending.resize(before + *got);
  at_end = *got < ask;
  if (at_end && !pending.empty() && pending.back() != '\n') pending += '\n';
  return {};
}

Result<void> TableReader::Impl::open() {
  while (!at_end && pending.size() < kSampleBytes) {
    if (auto filled = fill(); !filled) return filled;
  }
  Result<TableStart> found = read_start(pending, source, options);
  if (!found) return found.error();
  start = std::move(*found);
  line = start.rows_line;
  pending.erase(0, start.rows_begin);
  return {};
}

/// Complete records, about a block of them; empty at the end of the table.
Result<std::string> TableReader::Impl::next_block() {
  for (;;) {
    const std::size_t whole = text::whole_records(pending, start.delimiter);
    if (whole > 0) {
      std::string block = pending.substr(0, whole);
      pending.erase(0, whole);
      return block;
    }
    if (at_end && pending.empty()) return std::string();
    if (at_end || pending.size() > kLongestRecord) {
      return Error{source, "a quote that opens near the end of the file is not closed",
                   "begins: " + quoted(pending.substr(0, pending.find('\n')))};
    }
    if (auto filled = fill(); !filled) return filled.error();
  }
}

Error TableReader::Impl::explain(const RowFault& fault) const {
  const std::string where = source + ":" + std::to_string(line + fault.line);
  if (fault.column == kUnread) {
    return {where,
            "the row has " + std::to_string(fault.cells) + " cells, the table " +
                std::to_string(start.names.size()) + " columns",
            "complete the row, quote cells that hold the delimiter, or give --delimiter"};
  }
  const std::string& name = start.names[fault.column];
  const std::string column = "column " + quoted(name) + " ";
  switch (fault.kind) {
    case text::CellKind::missing:
      return {where,
              column + "has no value" + (fault.text.empty() ? "" : ": " + quoted(fault.text)),
              "fill it in, or leave such rows out with --drop-missing"};
    case text::CellKind::infinite:
      return {where, column + "is infinite: " + quoted(fault.text), "remove or correct the row"};
    case text::CellKind::out_of_range:
      return {where, column + "is beyond the range of double precision: " + quoted(fault.text),
              "scale the column"};
    default:
      break;
  }
  const bool decimal_comma = std::count(fault.text.begin(), fault.text.end(), ',') == 1 &&
                             fault.text.find_first_not_of("+-0123456789,eE") == std::string::npos;
  return {where, column + "is not a number: " + quoted(fault.text),
          decimal_comma ? "write decimal points, not commas"
                        : "correct it, or leave the column out with --drop " + quoted(name)};
}

Result<void> TableReader::Impl::append(RowBlock block, Table& table) {
  if (block.fault) return explain(*block.fault);
  line += block.line_count;
  table.dropped_rows += block.dropped;
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    table.columns[i].insert(table.columns[i].end(), block.columns[i].begin(),
                            block.columns[i].end());
  }
  std::move(block.lines.begin(), block.lines.end(), std::back_inserter(table.lines));
  return {};
}

TableReader::TableReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TableReader::~TableReader() = default;
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;

Result<TableReader> TableReader::open(const std::string& path, const TableOptions& options) {
  Result<std::unique_ptr<text::TextSource>> text = text::open_text(path);
  if (!text) return text.error();
  auto impl = std::make_unique<Impl>();
  impl->text = std::move(*text);
  impl->source = shown_name(path);
  impl->options = options;
  if (auto opened = impl->open(); !opened) return opened.error();
  return TableReader(std::move(impl));
}

Result<TableReader> TableReader::over(std::string_view text, const std::string& source,
                                      const TableOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->text = text::text_in_memory(text);
  impl->source = source;
  impl->options = options;
  if (auto opened = impl->open(); !opened) return opened.error();
  return TableReader(std::move(impl));
}

const std::vector<std::string>& TableReader::names() const { return impl_->start.names; }
const std::string& TableReader::source() const { return impl_->source; }

Result<std::size_t> TableReader::find(const std::string& name) const {
  const std::vector<std::string>& all = names();
  const auto found = std::find(all.begin(), all.end(), name);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  std::string list = "the columns are ";
  constexpr std::size_t kListed = 12;
  for (std::size_t i = 0; i < std::min(all.size(), kListed); ++i) {
    list += (i == 0 ? "" : ", ") + all[i];
  }
  if (all.size() > kListed) list += ", ...";
  return Error{impl_->source, "there is no column " + quoted(name), did_you_mean(name, all, list)};
}

Result<Table> TableReader::read(std::span<const std::size_t> columns) {
  Impl& self = *impl_;
  Table table;
  table.source = self.source;
  table.delimiter = self.start.delimiter;
  table.columns.resize(columns.size());
  if (self.options.keep_lines) table.header_line = self.start.header_line;
  RowLayout layout{.delimiter = self.start.delimiter,
                   .slots = std::vector<std::size_t>(names().size(), kUnread),
                   .width = columns.size(),
                   .drop_missing = self.options.drop_missing,
                   .keep_lines = self.options.keep_lines};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    layout.slots[columns[i]] = i;
    table.names.push_back(names()[columns[i]]);
  }
  // While this thread reads the next blocks, others parse those before; they are appended in the
  // order of the file, so the first fault of the file is the one that is reported.
  std::vector<std::future<RowBlock>> parsing;
  const std::size_t most = std::max(1U, self.options.threads);
  const auto policy = most == 1 ? std::launch::deferred : std::launch::async;
  for (;;) {
    Result<std::string> block = self.next_block();
    const bool more = block.ok() && !block->empty();
    while (!parsing.empty() && (!more || parsing.size() >= most)) {
      RowBlock rows = parsing.front().get();
      parsing.erase(parsing.begin());
      if (auto added = self.append(std::move(rows), table); !added) return added.error();
    }
    if (!block) return block.error();
    if (!more) break;
    parsing.push_back(std::async(
        policy, [text = std::move(*block), &layout] { return parse_rows(text, layout); }));
  }
  if (table.rows() == 0) {
    if (table.dropped_rows == 0) return Error{self.source, "has a header but no rows", ""};
    return Error{self.source, "every row has a missing value", "fill in values or drop columns"};
  }
  return table;
}

}  // namespace cambrian::regression
