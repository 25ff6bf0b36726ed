#include "problems/training/text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <utility>

#include "engine/text/text_source.hpp"

namespace cambrian::training {
namespace {

/// As one of it says, and as many of them do.
struct Word {
  const char* one;
  const char* many;
};
constexpr std::array<Word, 8> kNouns{{{"cat", "cats"},
                                      {"dog", "dogs"},
                                      {"girl", "girls"},
                                      {"king", "kings"},
                                      {"child", "children"},
                                      {"mouse", "mice"},
                                      {"bird", "birds"},
                                      {"thief", "thieves"}}};
constexpr std::array<Word, 6> kMeets{{{"sees", "see"},
                                      {"likes", "like"},
                                      {"finds", "find"},
                                      {"hears", "hear"},
                                      {"follows", "follow"},
                                      {"forgets", "forget"}}};
constexpr std::array<Word, 6> kDoes{{{"sleeps", "sleep"},
                                     {"runs", "run"},
                                     {"sings", "sing"},
                                     {"waits", "wait"},
                                     {"laughs", "laugh"},
                                     {"jumps", "jump"}}};
constexpr std::array<const char*, 5> kQualities = {"old", "small", "red", "happy", "quick"};

class Writer {
 public:
  explicit Writer(Random& random) : random_(random) {}

  void sentence() {
    clause(2);
    text_.back() = '.';
    text_ += ' ';
  }
  std::string take() { return std::move(text_); }
  std::size_t length() const { return text_.size(); }

 private:
  template <class Words>
  const auto& any(const Words& words) {
    return words[random_.below(static_cast<std::uint32_t>(words.size()))];
  }
  template <class Words>
  void say(const Words& words, bool many) {
    const Word& word = any(words);
    say(many ? word.many : word.one);
  }
  void say(const char* word) { (text_ += word) += ' '; }

  void clause(int depth) {
    const bool many = random_.chance(0.5);
    somebody(many, depth);
    act(many, depth);
  }
  void somebody(bool many, int depth) {
    say(random_.chance(0.6) ? "the" : many ? "some" : "a");
    // "a" goes before no vowel.
    if (random_.chance(0.3)) say(text_.ends_with(" a ") || text_ == "a " ? "red" : any(kQualities));
    say(kNouns, many);
    if (depth == 0 || random_.chance(0.7)) return;
    say("that");
    if (random_.chance(0.5)) {
      act(many, depth - 1);
    } else {
      const bool others = random_.chance(0.5);
      somebody(others, depth - 1);
      say(kMeets, others);
    }
  }
  void act(bool many, int depth) {
    if (random_.chance(0.4)) {
      say(kDoes, many);
    } else {
      say(kMeets, many);
      somebody(random_.chance(0.5), depth == 0 ? 0 : depth - 1);
    }
  }

  Random& random_;
  std::string text_;
};

Result<std::string> text_of(const TextSettings& settings, const std::string& folder,
                            Random& random) {
  if (settings.text.empty())
    return draw_text(settings.windows.all() * (settings.context + 1), random);
  return text::read_text(std::filesystem::path(folder) / settings.text);
}

}  // namespace

const std::vector<std::uint8_t>& TextData::part(Split split) const {
  if (split == Split::train) return train;
  return split == Split::validation ? validation : test;
}

std::string draw_text(std::size_t length, Random& random) {
  Writer writer(random);
  while (writer.length() < length) writer.sentence();
  return writer.take().substr(0, length);
}

Result<TextData> make_text(const TextSettings& settings, const std::string& folder) {
  Random random({.seed = settings.data_seed, .purpose = Purpose::split});
  const auto text = text_of(settings, folder, random);
  if (!text) return text.error();
  const std::size_t length = settings.context + 1;
  const std::size_t there = text->size() / length;
  const PartSizes& sizes = settings.windows;
  if (sizes.all() > there)
    return Error{"windows",
                 "train, validation and test take " + std::to_string(sizes.all()) + " windows of " +
                     std::to_string(length) + " bytes, and the text has " + std::to_string(there),
                 "take fewer, or a longer text"};
  TextData data;
  data.context = settings.context;
  data.alphabet = *text;
  std::sort(data.alphabet.begin(), data.alphabet.end(), [](char a, char b) {
    return static_cast<unsigned char>(a) < static_cast<unsigned char>(b);
  });
  data.alphabet.erase(std::unique(data.alphabet.begin(), data.alphabet.end()), data.alphabet.end());
  if (data.alphabet.size() < 2)
    return Error{"text", "is the same byte again and again", "name a text with something to learn"};
  std::array<std::uint8_t, 256> places{};
  for (std::size_t i = 0; i < data.alphabet.size(); ++i)
    places[static_cast<unsigned char>(data.alphabet[i])] = static_cast<std::uint8_t>(i);
  std::vector<std::size_t> order(there);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, random);
  for (std::size_t i = 0; i < sizes.all(); ++i) {
    auto& part = i < sizes.train                      ? data.train
                 : i < sizes.train + sizes.validation ? data.validation
                                                      : data.test;
    for (std::size_t k = 0; k < length; ++k)
      part.push_back(places[static_cast<unsigned char>((*text)[order[i] * length + k])]);
  }
  return data;
}

}  // namespace cambrian::training
