// AlgorithmKind: how a configuration finds an algorithm by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/selector.hpp"
#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// What an algorithm is made for.
struct AlgorithmPlace {
  const SearchSpace& space;  ///< must outlive the algorithm
  std::size_t objectives = 1;
  std::uint64_t seed = 0;
  std::shared_ptr<const Selector> selector = {};  ///< null: its own tournaments
};

/// The settings of an algorithm, to be read and changed before it is made.
class AlgorithmDraft {
 public:
  virtual ~AlgorithmDraft() = default;
  /// Records that point into this draft.
  virtual FieldList fields() = 0;
  /// An error names the setting.
  virtual Result<std::unique_ptr<Algorithm>> make(const AlgorithmPlace& place) const = 0;
};

/// A kind of algorithm, under its name in configurations.
struct AlgorithmKind {
  std::string name;
  std::string summary;            ///< one sentence
  std::string origin = kBuiltIn;  ///< or the path of the plugin
  bool selects = false;           ///< a selector can choose its parents
  std::function<std::unique_ptr<AlgorithmDraft>()> draft{};
};

/// The kind of an Algorithm A(const SearchSpace&, A::Params), whose Params have members `seed` and
/// are described by fields(); one with a member `selector` lets it choose parents.
/// `A::check(params)` or `A::check(params, space)`, where there is one, refuses what ranges cannot.
template <class A>
AlgorithmKind algorithm_kind(std::string name, std::string summary) {
  constexpr bool kSelects = requires(typename A::Params p) { p.selector; };
  class Draft : public AlgorithmDraft {
   public:
    FieldList fields() override { return describe(params_); }
    Result<std::unique_ptr<Algorithm>> make(const AlgorithmPlace& place) const override {
      typename A::Params params = params_;
      params.seed = place.seed;
      if constexpr (kSelects) params.selector = place.selector;
      if constexpr (requires { A::check(params, place.space); }) {
        if (auto checked = A::check(params, place.space); !checked) return checked.error();
      }
      if constexpr (requires { A::check(params); }) {
        if (auto checked = A::check(params); !checked) return checked.error();
      }
      return std::unique_ptr<Algorithm>(std::make_unique<A>(place.space, params));
    }

   private:
    typename A::Params params_;
  };
  return {std::move(name), std::move(summary), kBuiltIn, kSelects,
          [] { return std::make_unique<Draft>(); }};
}

/// Those that come with the program, in the order of `cambrian algorithms`.
std::vector<AlgorithmKind> built_in_algorithms();

}  // namespace cambrian
