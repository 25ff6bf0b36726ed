#include "cli/field_flag.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "operators/expression/vocabulary.hpp"

namespace cambrian::cli {
namespace {

// Lists whose elements may hold commas: one flag per element.
constexpr std::array<std::string_view, 6> kSentences{
    "definitions", "argument_limits", "nesting_limits", "complexity", "guesses", "sbatch"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string placeholder(const Field& field) {
  if (field.path == "time") return "SECONDS";
  if (field.path == "validation_data") return "FILE";
  if (field.path == "weights") return "COLUMN";
  if (field.path == "units") return "UNITS";
  if (holds(kSentences, field.path)) return "TEXT";
  if (field.is_list()) return field.path == "operators" ? "NAMES" : "COLUMNS";
  if (!field.choices.empty()) {
    std::string words;
    for (const std::string& name : field.choices) words += (words.empty() ? "" : "|") + name;
    return words;
  }
  if (std::holds_alternative<double*>(field.pointer) ||
      std::holds_alternative<std::optional<double>*>(field.pointer)) {
    return "X";
  }
  return std::holds_alternative<std::string*>(field.pointer) ? "TEXT" : "N";
}

std::string help_of(const Field& field) {
  std::string text = field.help;
  if (field.is_list() && holds(kSentences, field.path)) text += "; may be repeated";
  const std::string& value = field.default_text;
  if (text.find("0: ") != std::string::npos) return text;  // says what the default means
  const bool nothing = value == "null" || value == "\"\"" || value == "[]" || value == "{}";
  if (nothing || text.find("default") != std::string::npos) return text;
  std::string plain;
  for (const char c : value) {
    if (std::string_view("[]\"\n").find(c) == std::string_view::npos) plain += c;
  }
  return text + " (default " + plain + ")";
}

// `--operators "+ - * /"` and `--operators add,mul` alike.
Result<void> set_words(const Field& field, const std::string& text) {
  std::vector<std::string> words = expression::split_words(text);
  if (words.empty()) return Error{"", "no operator is named", "e.g. --operators \"+ - * / sqrt\""};
  *std::get<std::vector<std::string>*>(field.pointer) = std::move(words);
  return {};
}

// The flag names the place; of the field's path only what follows its name is news: "[2]".
Result<void> without_path(const Field& field, Result<void> result) {
  if (result) return result;
  Error error = result.error();
  if (error.where.rfind(field.path, 0) == 0) error.where.erase(0, field.path.size());
  return error;
}

}  // namespace

Flag field_flag(const Field& field) {
  Flag flag;
  flag.name = field.path == "definitions" ? "op" : flag_name(field).substr(2);
  flag.help = help_of(field);
  if (field.is_switch()) {
    const bool on_by_default = field.default_text == "true";
    if (on_by_default) {
      flag.name = "no-" + flag.name;
      flag.help = "Switch off: " + field.help;
    } else {
      flag.help = field.help;
    }
    flag.set = [field, on_by_default](const std::string&) {
      return set_from_text(field, on_by_default ? "false" : "true");
    };
    return flag;
  }
  flag.value = placeholder(field);
  if (field.path == "operators") {
    flag.set = [field](const std::string& text) { return set_words(field, text); };
  } else if (holds(kSentences, field.path)) {
    flag.set = [field](const std::string& text) {
      return without_path(field, append_from_text(field, text));
    };
  } else {
    flag.set = [field](const std::string& text) {
      return without_path(field, set_from_text(field, text));
    };
  }
  return flag;
}

}  // namespace cambrian::cli
