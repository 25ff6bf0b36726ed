// measured_weights(): what operators take on this processor, for --weights.
#pragma once

#include <string>

namespace cambrian::cli {

/// Measures each operator for some milliseconds and gives lines to copy: weights for `--cost
/// weighted`, the time that each adds where many elements are computed, and for `--cost depth`,
/// the time until its result is there.
std::string measured_weights();

}  // namespace cambrian::cli
