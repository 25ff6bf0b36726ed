// ask_sollya(): another program, Sollya, judges the errors that are claimed.
#pragma once

#include <string>

#include "cli/approximation/document.hpp"

namespace cambrian::cli {

/// Runs the script of every program of a finished document by Sollya, if that is on the PATH, some
/// seconds each at most, and notes in the document what it says.
void ask_sollya(ApproximationDocument& run);

/// What is worth telling about it: that it agrees, where it differs, or why it was not asked. A
/// line each; empty for documents that were never to be checked.
std::string opinion_text(const ApproximationDocument& run);

}  // namespace cambrian::cli
