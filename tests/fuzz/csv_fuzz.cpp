// Fuzz target: any bytes as a table must give columns of finite numbers of one length, or an error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <vector>

#include "engine/core/assert.hpp"
#include "problems/symbolic_regression/data/dataset.hpp"

namespace {

using namespace cambrian::regression;

/// The first byte of the input chooses the options, so that all of them are exercised.
TableOptions options_of(std::uint8_t choice) {
  TableOptions options;
  options.header = static_cast<Header>(choice % 3);
  options.drop_missing = (choice & 4) != 0;
  options.keep_lines = (choice & 8) != 0;
  constexpr std::string_view kDelimiters = ",\t; ";
  if ((choice & 16) != 0) options.delimiter = kDelimiters[(choice >> 5) % kDelimiters.size()];
  options.threads = 1;
  options.block_bytes = 61;
  return options;
}

void check_table(std::string_view text, const TableOptions& options) {
  auto reader = TableReader::over(text, "fuzz", options);
  if (!reader) return;
  std::vector<std::size_t> columns(reader->names().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const auto table = reader->read(columns);
  if (!table) {
    CAMBRIAN_ASSERT(!table.error().what.empty());
    return;
  }
  CAMBRIAN_ASSERT(table->columns.size() == columns.size() && table->rows() > 0);
  for (const auto& column : table->columns) {
    CAMBRIAN_ASSERT(column.size() == table->rows());
    for (const double value : column) CAMBRIAN_ASSERT(std::isfinite(value));
  }
  if (options.keep_lines) CAMBRIAN_ASSERT(table->lines.size() == table->rows());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const TableOptions options = options_of(data[0]);
  check_table(text, options);
  if (auto reader = TableReader::over(text, "fuzz", options)) {
    const auto dataset = load_dataset(std::move(*reader), {});
    if (dataset) CAMBRIAN_ASSERT(!dataset->features.empty() && dataset->rows() >= 2);
  }
  return 0;
}
