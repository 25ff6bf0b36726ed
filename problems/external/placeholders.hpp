// Placeholders: words of a command with {names} in them, filled in for each candidate.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace cambrian::external {

/// The names in braces of a word: "{input}" has "input". Other braces are plain text, and so is
/// what stands in double ones.
std::vector<std::string> placeholders(const std::string& word);

/// The word with every placeholder replaced by its value, and double braces by single ones; a name
/// without a value gives nothing.
std::string fill_in(const std::string& word, const std::map<std::string, std::string>& values);

}  // namespace cambrian::external
