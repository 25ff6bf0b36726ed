// A table in columns of text.
#pragma once

#include <cstddef>
#include <string>

#include "cli/page/page.hpp"

namespace cambrian::cli {

/// A line for the head and for each row, numbers to the right, at most `width` columns wide (0: as
/// wide as it gets). Rows have as many cells as the head.
std::string table_text(const page::Table& table, std::size_t width);

}  // namespace cambrian::cli
