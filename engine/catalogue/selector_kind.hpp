// SelectorKind: how a configuration finds a way to choose parents by its name.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/algorithm/selector.hpp"
#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// The settings of a selector, to be read and changed before it is made.
class SelectorDraft {
 public:
  virtual ~SelectorDraft() = default;
  /// Records that point into this draft.
  virtual FieldList fields() = 0;
  /// Null: the algorithm's own tournaments. An error names the setting.
  virtual Result<std::shared_ptr<const Selector>> make() const = 0;
};

/// A kind of selector, under its name in configurations.
struct SelectorKind {
  std::string name;
  std::string summary;            ///< one sentence
  std::string origin = kBuiltIn;  ///< or the path of the plugin
  std::function<std::unique_ptr<SelectorDraft>()> draft{};
};

/// The usual one: the tournaments that an algorithm has by itself, with its own settings.
SelectorKind tournament_kind();

/// For several objectives (Liu et al. 2020): of `sample` members drawn with replacement, any of
/// those that no other one dominates.
SelectorKind pareto_tournament_kind();

}  // namespace cambrian
