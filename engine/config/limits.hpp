// Range, Choice and Named: what a setting may be; the words of fields().
#pragma once

#include <initializer_list>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace cambrian {

/// Allowed values of a number, or of each number in a list or map; both ends belong to it, unless
/// `above_low`: then low does not. A double may be infinite only where an end is.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;
};

/// Allowed values of a string, or of each string in a list.
struct Choice {
  Choice(std::initializer_list<std::string> words) : names(words) {}
  explicit Choice(std::vector<std::string> words) : names(std::move(words)) {}
  std::vector<std::string> names;
};

/// The names of an enum's values: `Named<Loss>{{Loss::mse, "mse"}, {Loss::mae, "mae"}}`.
template <class Enum>
struct Named {
  Named(std::initializer_list<std::pair<Enum, std::string>> pairs) : values(pairs) {}
  std::vector<std::pair<Enum, std::string>> values;
};

}  // namespace cambrian
