#include "cli/arguments.hpp"

#include <unistd.h>

// CLI11 takes 2.5 s to compile, so it is included here and nowhere else.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <optional>

#include "cli/screen.hpp"
#include "cli/text.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian::cli {
namespace {

// Configuration files write max_size, flags max-size; either is understood here.
std::string with_dashes(std::string word) {
  if (word.rfind("--", 0) != 0) return word;
  const std::size_t end = std::min(word.find('='), word.size());
  std::replace(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
  return word;
}

Error unknown_word(const CommandLine& command, const std::string& word) {
  const std::string help = "see `cambrian " + command.name + " --help`";
  if (word.rfind('-', 0) != 0) return {word, "one argument too many", help};
  std::vector<std::string> names;
  for (const Flag& flag : command.flags) names.push_back("--" + flag.name);
  const std::string bare = word.substr(0, word.find('='));
  return {bare, "unknown flag", did_you_mean(bare, names, help)};
}

// The first error of a flag's own check; CLI11's callbacks can only throw.
struct Faults {
  std::optional<Error> first;
};

void add_flags(CLI::App& app, const CommandLine& command, Faults& faults) {
  for (const Flag& flag : command.flags) {
    const std::string name = "--" + flag.name;
    const auto apply = [&faults, &flag, name](const std::string& text) {
      if (faults.first) return;
      const Result<void> result = flag.set(text);
      if (result.ok()) return;
      Error error = result.error();
      error.where = name + (error.where.empty() ? "" : " " + error.where);
      faults.first = std::move(error);
    };
    if (flag.value.empty()) {
      app.add_flag_function(name, [apply](std::int64_t) { apply(""); });
    } else {
      app.add_option_function<std::vector<std::string>>(
             name,
             [apply](const std::vector<std::string>& all) {
               for (const std::string& text : all) apply(text);
             })
          ->type_size(1)
          // One value at a time, any number of times.
          ->expected(1, CLI::detail::expected_max_vector_size)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
          ->allow_extra_args(false);
    }
  }
}

// Help in the shape of: two spaces, the flag in a column of its own, the text wrapped beside it.
constexpr std::size_t kTextColumn = 28;

void append_wrapped(std::string& out, std::string_view text, std::size_t width) {
  std::size_t column = kTextColumn;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const std::size_t columns = display_width(word);
    if (column > kTextColumn && column + columns + 1 > width) {
      out += "\n" + std::string(kTextColumn, ' ');
      column = kTextColumn;
    } else if (column > kTextColumn) {
      out += ' ';
      ++column;
    }
    out += word;
    column += columns;
    at = end + 1;
  }
  out += '\n';
}

void append_entry(std::string& out, const std::string& title, std::string_view text,
                  std::size_t width) {
  const std::string begin = "  " + title;
  const bool own_line = display_width(begin) + 2 > kTextColumn;
  out += own_line ? begin + "\n" + std::string(kTextColumn, ' ') : pad_right(begin, kTextColumn);
  append_wrapped(out, text, width);
}

std::vector<std::string> groups_of(const CommandLine& command, bool all) {
  std::vector<std::string> groups;
  for (const Flag& flag : command.flags) {
    if (!all && !flag.common) continue;
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) {
      groups.push_back(flag.group);
    }
  }
  return groups;
}

bool wants(const std::vector<std::string>& words, std::string_view flag) {
  return std::find(words.begin(), words.end(), flag) != words.end();
}

}  // namespace

std::string help_text(const CommandLine& command, bool all, std::size_t width) {
  width = std::clamp<std::size_t>(width, 60, 110);
  std::string out = command.summary + "\n\nExamples:\n" + command.examples;
  out += "\nUsage: cambrian " + command.name;
  for (const Positional& word : command.positionals) {
    out += word.required ? " " + word.name : " [" + word.name + "]";
  }
  out += " [flags]\n";
  for (const Positional& word : command.positionals) append_entry(out, word.name, word.help, width);
  for (const std::string& group : groups_of(command, all)) {
    out += "\n" + group + ":\n";
    for (const Flag& flag : command.flags) {
      if (flag.group != group || (!all && !flag.common)) continue;
      const std::string value = flag.value.empty() ? "" : " " + flag.value;
      append_entry(out, "--" + flag.name + value, flag.help, width);
    }
  }
  append_entry(out += "\nHelp:\n", "--help", "This text", width);
  const bool more = std::any_of(command.flags.begin(), command.flags.end(),
                                [](const Flag& flag) { return !flag.common; });
  if (more) append_entry(out, "--help-all", "Every setting, also the rare ones", width);
  return command.notes.empty() ? out : out + "\n" + command.notes;
}

Result<Parsed> parse(const CommandLine& command, const std::vector<std::string>& words) {
  const bool all = wants(words, "--help-all");
  if (all || wants(words, "--help") || wants(words, "-h")) {
    const std::string text = help_text(command, all, screen_of(STDOUT_FILENO).width);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return Parsed::helped;
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  Faults faults;
  add_flags(app, command, faults);
  for (const Positional& word : command.positionals) {
    if (word.several == nullptr) {
      app.add_option(word.name, *word.target);
    } else {
      app.add_option("several", *word.several);  // its name in help may be none for CLI11
    }
  }
  std::vector<std::string> reversed;  // the order that CLI11 asks for
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    reversed.push_back(with_dashes(*word));
  }
  try {
    app.parse(reversed);
  } catch (const CLI::ArgumentMismatch& mismatch) {
    return Error{mismatch.what(), "the value is missing",
                 "see `cambrian " + command.name + " --help`"};
  } catch (const CLI::ParseError& fault) {
    return Error{"", fault.what(), "see `cambrian " + command.name + " --help`"};
  }
  if (faults.first) return *faults.first;
  if (!app.remaining().empty()) return unknown_word(command, app.remaining().front());
  for (const Positional& word : command.positionals) {
    const bool missing = word.several == nullptr ? word.target->empty() : word.several->empty();
    if (word.required && missing) {
      return Error{word.name, "missing", "see `cambrian " + command.name + " --help`"};
    }
  }
  return Parsed::run;
}

Flag switch_flag(std::string name, bool& target, std::string help) {
  return {std::move(name), "", std::move(help), [&target](const std::string&) -> Result<void> {
            target = true;
            return {};
          }};
}

Flag text_flag(std::string name, std::string value, std::string& target, std::string help) {
  return {std::move(name), std::move(value), std::move(help),
          [&target](const std::string& text) -> Result<void> {
            target = text;
            return {};
          }};
}

}  // namespace cambrian::cli
