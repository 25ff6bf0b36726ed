// TextData: a text in windows of characters, for what is learnt character by character.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/random.hpp"
#include "engine/core/result.hpp"
#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

struct TextSettings {
  std::string text = {};  ///< path; empty: generated sentences
  std::uint32_t context = 24;
  PartSizes windows = {.train = 800, .validation = 200, .test = 400};
  std::uint64_t data_seed = 1;
};

/// Windows of `context` + 1 characters that do not overlap, as places in the alphabet.
struct TextData {
  std::string alphabet;  ///< every byte that is in the text, by rising value
  std::size_t context = 0;
  std::vector<std::uint8_t> train;  ///< one window after the other
  std::vector<std::uint8_t> validation;
  std::vector<std::uint8_t> test;

  const std::vector<std::uint8_t>& part(Split split) const;
  std::size_t windows(Split split) const { return part(split).size() / (context + 1); }
};

/// Sentences of a small grammar, of `length` bytes in all: "the old cats that a girl sees sleep. ".
/// Verbs agree with nouns, over the clauses between them.
std::string draw_text(std::size_t length, Random& random);

/// Draws windows of the text for the parts. Relative paths start at `folder`. An error names the
/// setting.
Result<TextData> make_text(const TextSettings& settings, const std::string& folder);

}  // namespace cambrian::training
