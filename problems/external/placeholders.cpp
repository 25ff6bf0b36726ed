#include "problems/external/placeholders.hpp"

#include <algorithm>
#include <functional>

namespace cambrian::external {
namespace {

// Calls `text` for plain parts of the word and `name` for placeholders, in their order.
void scan(const std::string& word, const std::function<void(const std::string&)>& text,
          const std::function<void(const std::string&)>& name) {
  const auto part_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t i = 0; i < word.size();) {
    if (word.compare(i, 2, "{{") == 0 || word.compare(i, 2, "}}") == 0) {
      text(word.substr(i, 1));
      i += 2;
      continue;
    }
    if (word[i] == '{') {
      const auto begin = word.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const auto end = std::find_if_not(begin, word.end(), part_of_name);
      if (end != word.end() && *end == '}' && end != begin) {
        name(std::string(begin, end));
        i = static_cast<std::size_t>(end - word.begin()) + 1;
        continue;
      }
    }
    text(word.substr(i++, 1));
  }
}

}  // namespace

std::vector<std::string> placeholders(const std::string& word) {
  std::vector<std::string> names;
  scan(
      word, [](const std::string&) {}, [&](const std::string& name) { names.push_back(name); });
  return names;
}

std::string fill_in(const std::string& word, const std::map<std::string, std::string>& values) {
  std::string result;
  scan(
      word, [&](const std::string& text) { result += text; },
      [&](const std::string& name) {
        const auto value = values.find(name);
        if (value != values.end()) result += value->second;
      });
  return result;
}

}  // namespace cambrian::external
