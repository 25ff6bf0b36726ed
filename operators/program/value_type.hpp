// ValueType: what a value of a program is.
#pragma once

#include <cstdint>

namespace cambrian::program {

/// The values are part of the genome format: append only. A scalar broadcasts to any type; vector
/// and tensor do not mix without an operator that says how.
enum class ValueType : std::uint8_t { scalar = 0, vector = 1, tensor = 2 };

}  // namespace cambrian::program
