#include "cli/pick.hpp"

#include <algorithm>
#include <charconv>

namespace cambrian::cli {
namespace {

template <class Number>
Flag number_flag(std::string name, std::optional<Number>& target, std::string help) {
  return {std::move(name), "N", std::move(help),
          [&target](const std::string& text) -> Result<void> {
            Number value = 0;
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, value);
            if (read.ec != std::errc() || read.ptr != end || value == 0) {
              return Error{"", "expected a whole number of at least 1, found \"" + text + "\"", ""};
            }
            target = value;
            return {};
          }};
}

std::string listed(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (const std::uint32_t number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

}  // namespace

Result<std::size_t> Pick::from(const std::vector<std::uint32_t>& complexities, std::size_t usual,
                               const std::string& run) const {
  if (complexities.empty()) {
    return Error{run, "has found nothing valid yet", "let it search for longer: cambrian resume"};
  }
  if (member && complexity) {
    return Error{"--member and --complexity", "both choose a member of the front",
                 "give one of them"};
  }
  if (member) {
    if (*member <= complexities.size()) return *member - 1;
    return Error{"--member " + std::to_string(*member), "the front has no such member",
                 "it has 1 to " + std::to_string(complexities.size())};
  }
  if (!complexity) return usual;
  const auto found = std::find(complexities.begin(), complexities.end(), *complexity);
  if (found != complexities.end()) return static_cast<std::size_t>(found - complexities.begin());
  return Error{"--complexity " + std::to_string(*complexity), "the front has no such member",
               "it has " + listed(complexities)};
}

std::vector<Flag> pick_flags(Pick& pick, std::string& target) {
  return {number_flag("member", pick.member, "The Nth member of the front, 1 is the first"),
          number_flag("complexity", pick.complexity, "The member of this complexity"),
          text_flag("target", "COLUMN", target, "Of a run with several targets: this one")};
}

}  // namespace cambrian::cli
