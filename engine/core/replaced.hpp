// replaced(): text with one word put for another.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cambrian {

/// `text` with every `from`, which must not be empty, replaced by `to`; what was put in is not
/// looked at again.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace cambrian
