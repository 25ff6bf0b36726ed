// field_flag(): the flag that follows from the description of a setting.
#pragma once

#include "cli/arguments.hpp"
#include "engine/config/config.hpp"

namespace cambrian::cli {

/// "--max-size N" for the field max_size; a switch that is on by default becomes "--no-NAME". Lists
/// are split at commas, but for those whose elements are sentences (--op "f(a, b) = a*b"), which
/// are repeated. What the field points to must outlive the flag.
Flag field_flag(const Field& field);

}  // namespace cambrian::cli
