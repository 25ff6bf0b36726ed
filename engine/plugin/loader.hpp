// Loads search spaces, algorithms and selectors from shared libraries.
#pragma once

#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/plugin/plugin_kinds.hpp"

namespace cambrian {

/// What one shared library (ELF) offers. The library stays loaded until the program ends: what
/// was made with it may live that long. Runs code of the library, so trust it. Not by two threads
/// at once.
Result<PluginKinds> load_plugin(const std::string& path);

/// The libraries that a search path names: files and folders with colons between; of a folder every
/// *.so in it, by name. Empty parts are left out. An error names what is not there.
Result<std::vector<std::string>> plugin_files(const std::string& search_path);

/// What is known, and what all these libraries offer. An error when two spaces, two algorithms or
/// two selectors have the same name; the same library a second time is no error and adds nothing.
Result<PluginKinds> load_plugins(const std::vector<std::string>& paths, PluginKinds known);

/// What the file at `path` holds, as a short text; equal for equal contents.
Result<std::string> content_hash(const std::string& path);

}  // namespace cambrian
