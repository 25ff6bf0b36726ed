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

/// Sets those of the fields that the file names, and passes over all that is wrong with it: to find
/// out what kind of configuration it is.
void peek(const FieldList& signs, const std::string& path);

}  // namespace cambrian::cli
