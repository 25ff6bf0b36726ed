// What the printers of optimizers share.
#pragma once

#include <array>
#include <charconv>
#include <string>

#include "operators/optimizer/function.hpp"

namespace cambrian::optimizer {

/// The shortest text that reads back to the same number.
inline std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

/// `text` with {0}, {1}, {2} replaced.
inline std::string filled(std::string text, const std::array<std::string, kMaxArity>& arguments) {
  for (std::size_t k = 0; k < kMaxArity; ++k) {
    const std::string mark = "{" + std::to_string(k) + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + arguments[k].size())) {
      text.replace(at, mark.size(), arguments[k]);
    }
  }
  return text;
}

}  // namespace cambrian::optimizer
