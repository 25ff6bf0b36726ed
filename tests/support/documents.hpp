// What the pages of docs/formats show, for tests that it is what the program writes.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "engine/core/bytes.hpp"

namespace cambrian::testing {

/// A page of docs/formats.
inline std::string page(const std::string& name) {
  std::ifstream in("docs/formats/" + name);  // tests run in the root of the checkout
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The content of the first code block that begins with "```" and the kind.
inline std::string example(const std::string& text, const std::string& kind) {
  const std::string fence = "```" + kind + "\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

/// The bytes of a hex dump: an offset of 8 digits, then up to 16 bytes in columns of 3.
inline Bytes from_dump(const std::string& dump) {
  Bytes bytes;
  for (std::size_t line = 0; line < dump.size(); line = dump.find('\n', line) + 1) {
    for (std::size_t column = 0; column < 16; ++column) {
      const std::string digits = dump.substr(line + 10 + 3 * column, 2);
      if (digits == "  ") break;
      bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
    }
  }
  return bytes;
}

}  // namespace cambrian::testing
