#include "cli/pick.hpp"

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

std::string complexities(const RunDocument& run) {
  std::string text;
  for (const FormulaRecord& record : run.front) {
    text += (text.empty() ? "" : ", ") + std::to_string(record.complexity);
  }
  return text;
}

}  // namespace

Result<std::size_t> Pick::from(const RunDocument& run) const {
  if (run.front.empty()) {
    return Error{"", "the run has found no valid formula", "let it search for longer"};
  }
  if (member && complexity) {
    return Error{"--member and --complexity", "both choose a formula", "give one of them"};
  }
  if (member) {
    if (*member <= run.front.size()) return *member - 1;
    return Error{"--member " + std::to_string(*member), "there is no such formula",
                 "the front has 1 to " + std::to_string(run.front.size())};
  }
  if (complexity) {
    for (std::size_t i = 0; i < run.front.size(); ++i) {
      if (run.front[i].complexity == *complexity) return i;
    }
    return Error{"--complexity " + std::to_string(*complexity), "there is no such formula",
                 "the front has " + complexities(run)};
  }
  return run.best;
}

std::vector<Flag> pick_flags(Pick& pick, std::string& target) {
  return {number_flag("member", pick.member, "The Nth member of the front, 1 is the first"),
          number_flag("complexity", pick.complexity, "The member of this complexity"),
          text_flag("target", "COLUMN", target, "Of a run with several targets: this one")};
}

}  // namespace cambrian::cli
