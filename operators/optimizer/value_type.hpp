// ValueType: what a variable of an optimizer's program holds.
#pragma once

#include <cstdint>

namespace cambrian::optimizer {

/// A later type holds more numbers, and the earlier ones broadcast to it: one number; one number
/// for each tensor of the parameters; one for each parameter.
enum class ValueType : std::uint8_t { scalar = 0, per_tensor = 1, vector = 2 };

constexpr const char* name_of(ValueType type) {
  constexpr const char* kNames[] = {"scalar", "number per tensor", "vector"};
  return kNames[static_cast<int>(type)];
}

}  // namespace cambrian::optimizer
