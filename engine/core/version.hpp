// The version of the program, as CMake's project() states it.
#pragma once

#include <string>

namespace cambrian {

/// E.g. "0.1.0".
std::string version();

}  // namespace cambrian
