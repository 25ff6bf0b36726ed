// Messages and results: the one place that writes to stdout and says what went wrong on stderr.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian::cli {

/// Prints "cambrian: where: what (hint)" on stderr, as one line, and returns exit_user_error.
int fail(const Error& error);

/// Writes a command's result to stdout. Returns `status`, or exit_user_error with a message when it
/// cannot be written (a full disk). A reader that has gone away is no fault.
int print(std::string_view text, int status = 0);

/// Replaces a file in one step.
Result<void> write_page(const std::string& path, std::string_view text);

}  // namespace cambrian::cli
