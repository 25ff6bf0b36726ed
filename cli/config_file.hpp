// Configuration files as commands read them.
#pragma once

#include <string>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian::cli {

/// The text of a configuration file.
Result<std::string> read_config(const std::string& path);

/// Reads a configuration file into the settings.
Result<void> read_settings(const FieldList& settings, const std::string& path);

/// Whether the file gives this setting a text, e.g. "problem.name": to find out what kind of
/// configuration it is. All that is wrong with the file is passed over.
bool gives_text(const std::string& path, const std::string& setting);

}  // namespace cambrian::cli
