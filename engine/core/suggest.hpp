// Suggestions for misspelt words: "did you mean 'sqrt'?".
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cambrian {

/// Levenshtein distance between two byte strings: insertions, deletions and substitutions; an
/// exchange of neighbours counts as one change, too (Damerau 1964, optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate most like `word`, case ignored, when it is near enough to be meant (at most a
/// third of the word changed, or one letter of a short one). Ties: the first. Empty: none is near.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

/// A hint for Error::hint: "did you mean 'sqrt'?", or, when nothing is near, `otherwise`.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise = "");

}  // namespace cambrian
