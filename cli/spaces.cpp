#include <unistd.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/job_flags.hpp"
#include "cli/listing.hpp"
#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

std::size_t width() { return screen_of(STDOUT_FILENO).width; }

// Those that need no settings can tell.
std::string abilities_text(const ProblemDraft& draft) {
  const auto problem = draft.make({});
  if (!problem) return "";
  std::string text;
  for (const std::string& name : (*problem)->evaluator().objectives()) {
    text += (text.empty() ? "" : ", ") + name;
  }
  text = "objectives: " + text;
  if (const auto optimum = (*problem)->optimum()) text += "; the optimum is " + brief(*optimum);
  std::string formats;
  for (const std::string& name : (*problem)->space().formats())
    formats += (formats.empty() ? "\nformats of `cambrian show --format`: " : ", ") + name;
  text += formats + "\n";
  std::vector<std::pair<std::string, std::string>> operators;
  for (const Operator& one : (*problem)->space().operators())
    operators.emplace_back(one.name, one.summary);
  if (!operators.empty()) text += "\nOperators:\n" + two_columns(operators, width());
  return text;
}

Result<std::string> spaces_text(const std::string& name, const std::vector<std::string>& plugins) {
  const auto loaded = load_catalogue(plugins);
  if (!loaded) return loaded.error();
  const Catalogue& catalogue = *loaded;
  if (name.empty()) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const ProblemKind& kind : catalogue.problems) {
      rows.emplace_back(kind.name, kind.summary + " (" + kind.origin + ")");
    }
    return two_columns(rows, width());
  }
  const auto kind = catalogue.problem(name);
  if (!kind) return kind.error();
  const auto draft = (*kind)->draft();
  return (*kind)->name + " (" + (*kind)->origin + "): " + (*kind)->summary + "\n" +
         abilities_text(*draft) + "\nSettings of \"problem\" besides \"name\":\n" +
         settings_text(draft->fields(), width());
}

// Where it comes from is said of what is in plugins: most is not.
std::string origin_text(const std::string& origin) {
  return origin == kBuiltIn ? "" : " (" + origin + ")";
}

template <class Kind>
std::string list_text(const std::vector<Kind>& kinds) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Kind& kind : kinds)
    rows.emplace_back(kind.name, kind.summary + origin_text(kind.origin));
  return two_columns(rows, width());
}

template <class Kind>
std::string kind_text(const Kind& kind, const std::string& group) {
  const auto draft = kind.draft();
  std::string settings = settings_text(draft->fields(), width());
  if (settings.empty()) settings = "  none\n";
  return kind.name + origin_text(kind.origin) + ": " + kind.summary + "\n\nSettings of \"" + group +
         "\" besides \"name\":\n" + settings;
}

Result<std::string> algorithms_text(const std::string& name,
                                    const std::vector<std::string>& plugins) {
  const auto catalogue = load_catalogue(plugins);
  if (!catalogue) return catalogue.error();
  if (name.empty()) return list_text(catalogue->algorithms);
  const auto kind = catalogue->algorithm(name);
  if (!kind) return kind.error();
  const std::string selection =
      two_columns({{"selection",
                    "Who chooses parents, by \"name\" and its settings: see `cambrian "
                    "selectors`; default tournament"}},
                  width());
  return kind_text(**kind, "algorithm") + ((*kind)->selects ? selection : "");
}

Result<std::string> selectors_text(const std::string& name,
                                   const std::vector<std::string>& plugins) {
  const auto catalogue = load_catalogue(plugins);
  if (!catalogue) return catalogue.error();
  if (name.empty()) return list_text(catalogue->selectors);
  const auto kind = catalogue->selector(name);
  if (!kind) return kind.error();
  return kind_text(**kind, "selection");
}

int listed(CommandLine line, std::string& name,
           const std::function<Result<std::string>(const std::string&)>& text_of,
           const Words& words) {
  line.positionals = {{"NAME", "Tell about this one", &name, false}};
  const auto parsed = parse(line, words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const auto text = text_of(name);
  return text ? print(*text) : fail(text.error());
}

}  // namespace

int spaces(const Words& words) {
  std::string name;
  std::vector<std::string> plugins;
  return listed(
      {.name = "spaces",
       .summary = "Lists the problems that a configuration can name, or explains one.",
       .examples = "  cambrian spaces\n  cambrian spaces one_max\n"
                   "  cambrian spaces my_space --plugin build/my_space.so\n",
       .positionals = {},
       .flags = {plugin_flag(plugins)}},
      name, [&](const std::string& one) { return spaces_text(one, plugins); }, words);
}

int algorithms(const Words& words) {
  std::string name;
  std::vector<std::string> plugins;
  return listed(
      {.name = "algorithms",
       .summary = "Lists the algorithms that a configuration can name, or explains one.",
       .examples = "  cambrian algorithms\n  cambrian algorithms local_search\n"
                   "  cambrian algorithms my_algorithm --plugin build/my_algorithm.so\n",
       .positionals = {},
       .flags = {plugin_flag(plugins)}},
      name, [&](const std::string& one) { return algorithms_text(one, plugins); }, words);
}

int selectors(const Words& words) {
  std::string name;
  std::vector<std::string> plugins;
  return listed(
      {.name = "selectors",
       .summary =
           "Lists the ways to choose parents that a configuration can name, or explains one.",
       .examples = "  cambrian selectors\n"
                   "  cambrian selectors my_selector --plugin build/my_selector.so\n",
       .positionals = {},
       .flags = {plugin_flag(plugins)}},
      name, [&](const std::string& one) { return selectors_text(one, plugins); }, words);
}

}  // namespace cambrian::cli
