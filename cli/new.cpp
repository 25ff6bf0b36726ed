#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/arguments.hpp"
#include "cli/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/new_files.hpp"
#include "cli/output.hpp"
#include "engine/core/replaced.hpp"

namespace cambrian::cli {
namespace {

namespace fs = std::filesystem;

struct Request {
  std::string kind;
  std::string name;
  std::string folder;
};

CommandLine command_line(Request& request) {
  return {
      .name = "new",
      .summary =
          "Writes a folder with a search space or an algorithm of your own, which builds and runs "
          "as "
          "it is.",
      .examples =
          "  cambrian new space wing\n"
          "  cd wing && cmake -B build && cmake --build build && cambrian run wing.json\n"
          "  cambrian new space wing --folder ~/spaces/first_wing\n"
          "  cambrian new algorithm breeder\n",
      .positionals = {{"KIND", "What to write: space or algorithm", &request.kind},
                      {"NAME", "In configurations, and of its files", &request.name}},
      .flags = {text_flag("folder", "DIR", request.folder, "The folder to make; default: NAME")},
  };
}

// The name becomes that of a problem, of files, of a CMake target and of a C++ type.
Result<void> check_name(const std::string& kind, const std::string& name) {
  const auto fits = [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), fits) ||
      std::islower(static_cast<unsigned char>(name[0])) == 0) {
    return Error{"NAME", "'" + name + "' is no name for " + (kind == "space" ? "a " : "an ") + kind,
                 "lower case letters, digits and _, and a letter first, e.g. my_wing"};
  }
  // Targets of CMake, and types that a space has inside.
  constexpr std::array<std::string_view, 11> kTaken = {
      "all",      "clean",  "help",   "install", "test",          "package",
      "cambrian", "genome", "params", "state",   "package_source"};
  const auto built_in = load_catalogue();
  if (!built_in) return built_in.error();
  if (std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end() || built_in->problem(name) ||
      built_in->algorithm(name)) {
    return Error{"NAME", "'" + name + "' has a meaning already",
                 "choose another one, e.g. " + name + "_of_mine"};
  }
  return {};
}

// "my_wing" as "MyWing".
std::string type_name(const std::string& name) {
  std::string type;
  bool start = true;
  for (const char c : name) {
    if (c != '_')
      type += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = c == '_';
  }
  return type;
}

std::string personal(const TemplateFile& file, std::string_view text, const std::string& name) {
  const bool space = std::string_view(file.kind) == "space";
  std::string own = replaced(std::string(text), "my_selector", "my_algorithm_selector");
  own = replaced(own, "MySelector", "MyAlgorithmSelector");
  own = replaced(own, space ? "my_space" : "my_algorithm", name);
  return replaced(own, space ? "MySpace" : "MyAlgorithm", type_name(name));
}

Result<void> write_files(const fs::path& folder, const std::string& kind, const std::string& name) {
  for (const TemplateFile& from : kNewFiles) {
    if (kind != from.kind) continue;
    const fs::path path = folder / personal(from, from.name, name);
    std::ofstream file(path, std::ios::binary);
    file << personal(from, from.text, name);
    file.close();
    if (!file) return Error{path.string(), "cannot be written", "is the disk full?"};
  }
  return {};
}

// All of it or nothing: it is made under another name beside its place.
Result<void> write(const fs::path& folder, const std::string& kind, const std::string& name) {
  std::error_code fault;
  const auto there = fs::symlink_status(folder, fault);
  if (fs::exists(there)) {
    return Error{folder.string(), "is there already",
                 "choose another name, or another place by --folder"};
  }
  fs::path draft = folder;
  draft += ".draft-" + std::to_string(::getpid());
  if (!fs::create_directory(draft, fault)) {
    return Error{folder.string(), "cannot be made: " + fault.message(),
                 "its parent must be a folder in which you may write"};
  }
  auto written = write_files(draft, kind, name);
  if (written) {
    fs::rename(draft, folder, fault);
    if (fault) written = Error{folder.string(), "cannot be made: " + fault.message(), ""};
  }
  if (!written) fs::remove_all(draft, fault);
  return written;
}

}  // namespace

int make_new(const Words& words) {
  Request request;
  const auto parsed = parse(command_line(request), words);
  if (!parsed) return fail(parsed.error());
  if (*parsed == Parsed::helped) return exit_done;
  const std::string& kind = request.kind;
  if (kind != "space" && kind != "algorithm") {
    return fail({kind, "is nothing that can be written",
                 "cambrian new space NAME, or cambrian new algorithm NAME"});
  }
  const std::string& name = request.name;
  if (const auto fine = check_name(kind, name); !fine) return fail(fine.error());
  std::string folder = request.folder.empty() ? name : request.folder;
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (const auto written = write(folder, kind, name); !written) return fail(written.error());
  return print((kind == "space" ? "A search space in " : "An algorithm in ") + folder + "/: " +
               name + ".cpp is the place to change, README.md tells more.\n\n  cd " + folder +
               "\n  cmake -B build && cmake --build build\n  cambrian run " + name + ".json\n");
}

}  // namespace cambrian::cli
