// CommandLine: the flags of one command, parsed, checked and explained from one list of records.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::cli {

/// One flag. `set` is called in the order of the command line, once per occurrence, with the text
/// after the flag ("" for a switch); the flag's name is put before its
/// error's `where`.
struct Flag {
  std::string name;   ///< without dashes: "max-size"
  std::string value;  ///< what the value is called in help: "N"; empty: a switch
  std::string help;
  std::function<Result<void>(const std::string&)> set;
  std::string group = "Options";
  bool common = true;  ///< shown by --help; others by --help-all
};

/// A word without dashes, or with `several` instead of `target` as many as there are.
struct Positional {
  std::string name;  ///< "DATA.csv"
  std::string help;
  std::string* target = nullptr;
  bool required = true;
  std::vector<std::string>* several = nullptr;
};

/// What a command accepts, and how its help begins.
struct CommandLine {
  std::string name;      ///< "regress"
  std::string summary;   ///< one sentence
  std::string examples;  ///< lines, each a command or a "# comment"
  std::vector<Positional> positionals;
  std::vector<Flag> flags{};
  std::string notes{};  ///< shown after the flags
};

enum class Parsed { run, helped };

/// Reads the words after the command's name. `helped`: help was asked for and has been printed on
/// stdout. Flags may be written --max-size 5, --max-size=5 or --max_size 5. Errors name the word
/// and, for an unknown flag, the nearest ones.
Result<Parsed> parse(const CommandLine& command, const std::vector<std::string>& words);

/// The help text, wrapped to `width` columns.
std::string help_text(const CommandLine& command, bool all, std::size_t width);

/// Flags that only set a variable.
Flag switch_flag(std::string name, bool& target, std::string help);
Flag text_flag(std::string name, std::string value, std::string& target, std::string help);

}  // namespace cambrian::cli
