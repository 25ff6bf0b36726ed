// Screen: whether a descriptor is a terminal that can be redrawn, and how large it is.
#pragma once

#include <cstddef>
#include <string_view>

namespace cambrian::cli {

/// 80 x 24 where the size is unknown.
struct Screen {
  bool live = false;  ///< a terminal that understands cursor movements
  std::size_t width = 80;
  std::size_t height = 24;
};
Screen screen_of(int descriptor);

/// Writes everything, or returns false (the reader went away, the disk is full); errno says why.
bool write_all(int descriptor, std::string_view text);

}  // namespace cambrian::cli
