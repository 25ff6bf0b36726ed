// Loads search spaces from shared libraries.
#pragma once

#include <string>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// The problems of one shared library (ELF). The library stays loaded until the program ends: what
/// was made with it may live that long. Runs code of the library, so trust it. Not by two threads
/// at once.
Result<std::vector<ProblemKind>> load_plugin(const std::string& path);

/// The libraries that a search path names: files and folders with colons between; of a folder every
/// *.so in it, by name. Empty parts are left out. An error names what is not there.
Result<std::vector<std::string>> plugin_files(const std::string& search_path);

/// The problems of all these libraries. An error when two of them, or one of them and one of
/// `known`, have the same name; the same library a second time is no error and adds nothing.
Result<std::vector<ProblemKind>> load_plugins(const std::vector<std::string>& paths,
                                              const std::vector<ProblemKind>& known);

/// What the file at `path` holds, as a short text; equal for equal contents.
Result<std::string> content_hash(const std::string& path);

}  // namespace cambrian
