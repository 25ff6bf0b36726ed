#include "engine/core/suggest.hpp"

#include <algorithm>
#include <vector>

namespace cambrian {
namespace {

/// Longer words are never typos of a known one; the cap keeps hostile input cheap.
constexpr std::size_t kLongestWord = 64;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::size_t allowed_distance(std::size_t length) { return std::max<std::size_t>(1, length / 3); }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({substituted, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  const std::string wanted = lower(word);
  std::size_t best = allowed_distance(word.size()) + 1;
  const std::string* found = nullptr;
  for (const std::string& candidate : candidates) {
    // A word of one letter is one change away from every other: only its other case is meant.
    const std::size_t longest = std::max(word.size(), candidate.size());
    if (candidate.empty() || candidate.size() > kLongestWord) continue;
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance >= longest || distance >= best) continue;
    best = distance;
    found = &candidate;
  }
  if (found == nullptr) return std::nullopt;
  return *found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise) {
  const auto near = closest(word, candidates);
  return near ? "did you mean '" + *near + "'?" : std::string(otherwise);
}

}  // namespace cambrian
