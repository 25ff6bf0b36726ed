// Listings of what configurations can name.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/fields.hpp"

namespace cambrian::cli {

/// Two columns, the second wrapped so that lines have at most `width` columns.
std::string two_columns(const std::vector<std::pair<std::string, std::string>>& rows,
                        std::size_t width);

/// One row for each setting: its name; what it is for, what it accepts, its default.
std::string settings_text(const FieldList& settings, std::size_t width);

}  // namespace cambrian::cli
