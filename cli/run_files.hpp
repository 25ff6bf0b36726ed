// The files of runs as commands find them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.hpp"
#include "engine/state/run_folder.hpp"

namespace cambrian::cli {

/// An error for a run of another version of the program, whose settings may differ.
Result<void> check_version(const RunFolder& folder);
/// An error for the folder of a run that `cambrian COMMAND` has not made.
Result<void> check_command(const Manifest& manifest, std::string_view command,
                           const std::string& path);
/// The folders of the searches under `path`: itself, or those of its several targets or seeds, in
/// the order in which they are searched.
Result<std::vector<std::string>> run_folders(const std::string& path);
/// The command that made the run under `path`.
Result<std::string> command_of(const std::string& path);
/// The text of hall_of_fame.json.
Result<std::string> read_hall(const RunFolder& folder);

}  // namespace cambrian::cli
