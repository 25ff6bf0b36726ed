// Compiler: the machine's compiler of C++ or C, and what a program says that it has made.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::cli {

class Compiler {
 public:
  /// $CXX or else $CC, which may have arguments; if neither is set c++ or else cc. An error says
  /// what is missing.
  static Result<Compiler> find();

  /// As on a command line, with the flags for fast code.
  std::string text() const;
  /// Compiles a program of C++, or C, and gives what it prints, for at most some minutes. Its files
  /// are in a temporary folder and go away, also when Ctrl-C ends this with an error. Other errors:
  /// it cannot be compiled, it fails.
  Result<std::string> output_of(const std::string& source) const;

 private:
  Compiler(std::vector<std::string> words, bool cpp) : words_(std::move(words)), cpp_(cpp) {}
  Result<std::string> output_in(const std::string& folder, const std::string& source,
                                const std::atomic<bool>& stop) const;

  std::vector<std::string> words_;  // the program and its arguments
  bool cpp_;
};

}  // namespace cambrian::cli
