// capture(): runs another program and keeps what it says.
#pragma once

#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian {

struct Captured {
  int exit_code = 0;  ///< 128 + signal when one ended it
  std::string out;
  std::string err;
};

/// Waits for its end. An error when it cannot be started (e.g. is not on the PATH).
Result<Captured> capture(const std::vector<std::string>& words);

}  // namespace cambrian
