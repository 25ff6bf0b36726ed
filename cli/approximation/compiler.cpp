#include "cli/approximation/compiler.hpp"

#include <stdlib.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/output.hpp"
#include "cli/signals.hpp"
#include "engine/process/process.hpp"
#include "engine/process/temporary_folder.hpp"

namespace cambrian::cli {
namespace {

// sqrt() that sets errno is a branch, of which compilers make no vectors. A short loop that happens
// to lie across two lines of the cache takes up to twice as long as the same loop elsewhere.
constexpr std::array kFlags{"-O3", "-march=native", "-fno-math-errno", "-falign-loops=64"};
constexpr double kLongest = 600;  // seconds
constexpr double kLook = 0.1;     // seconds between two looks at whether Ctrl-C was pressed

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

std::filesystem::path temporary_files() {
  std::error_code failed;
  const std::filesystem::path base = std::filesystem::temp_directory_path(failed);
  return failed ? std::filesystem::path("/tmp") : base;
}

struct Ended {
  bool well = false;
  std::string end;  // in words
  std::string output, errors;
};

Result<Ended> ran(const ProcessOptions& options, const std::atomic<bool>& stop) {
  auto process = Process::start(options);
  if (!process) return process.error();
  double waited = 0;
  while (!process->wait(kLook)) {
    waited += kLook;
    if (stop) return Error{"", "stopped by a signal", ""};
    if (waited > kLongest) {
      return Error{options.words.front(),
                   "has not ended after " + std::to_string(static_cast<int>(kLongest)) + " s", ""};
    }
  }
  Ended ended;
  ended.end = process->finish();
  ended.well = ended.end == Process::kWell;
  ended.output = process->output();
  ended.errors = process->errors();
  return ended;
}

// What it says first that is an error, without the place; else how it ended.
std::string complaint(const Ended& compiled) {
  constexpr std::string_view kError = "error: ";
  const std::size_t found = compiled.errors.find(kError);
  if (found == std::string::npos) return compiled.end;
  const std::size_t begin = found + kError.size();
  return compiled.errors.substr(begin, compiled.errors.find('\n', begin) - begin);
}

}  // namespace

Result<Compiler> Compiler::find() {
  for (const char* const name : {"CXX", "CC"}) {
    const char* const value = ::getenv(name);
    std::vector<std::string> words = words_of(value == nullptr ? "" : value);
    if (words.empty()) continue;
    if (const auto found = find_program(words.front(), ""); !found)
      return Error{name, found.error().what, "name a compiler by it, or unset it"};
    return Compiler(std::move(words), std::string_view(name) == "CXX");
  }
  for (const char* const name : {"c++", "cc"}) {
    if (find_program(name, "")) return Compiler({name}, std::string_view(name) == "c++");
  }
  return Error{"", "there is no compiler, neither c++ nor cc, on the PATH",
               "install one, e.g. apt install g++, or name one: CXX=..."};
}

std::string Compiler::text() const {
  std::string text;
  for (const std::string& word : words_) text += word + " ";
  for (const char* const flag : kFlags) text += std::string(flag) + " ";
  text.pop_back();
  return text;
}

Result<std::string> Compiler::output_of(const std::string& source) const {
  const StopSignal signal;
  try {
    const TemporaryFolder folder(temporary_files());
    return output_in(folder.path(), source, signal.flag());
  } catch (const std::filesystem::filesystem_error& error) {
    return Error{error.path1(), "cannot be made: " + error.code().message(),
                 "free some space, or name another folder by TMPDIR"};
  }
}

Result<std::string> Compiler::output_in(const std::string& folder, const std::string& source,
                                        const std::atomic<bool>& stop) const {
  const std::string file = folder + (cpp_ ? "/code.cpp" : "/code.c");
  const std::string program = folder + "/code";
  if (auto written = write_page(file, source); !written) return written.error();
  ProcessOptions compiling{.words = words_, .environment = {{"TMPDIR", folder}}};
  compiling.words.insert(compiling.words.end(), kFlags.begin(), kFlags.end());
  for (const std::string& word : {file, std::string("-o"), program, std::string("-lm")})
    compiling.words.push_back(word);
  const auto compiled = ran(compiling, stop);
  if (!compiled) return compiled.error();
  if (!compiled->well) {
    return Error{text(), "cannot compile the code: " + complaint(*compiled),
                 "name another compiler: CXX=..."};
  }
  const auto measured = ran({.words = {program}}, stop);
  if (!measured) return measured.error();
  if (!measured->well) {
    return Error{"what " + text() + " has compiled", "fails: " + measured->end,
                 "name another compiler: CXX=..."};
  }
  return measured->output;
}

}  // namespace cambrian::cli
