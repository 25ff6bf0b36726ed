// PluginAlgorithm, PluginSelector: what a struct must have to be a way to search, or to choose
// parents.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>

#include "engine/plugin/requirements.hpp"
#include "engine/plugin/search.hpp"

namespace cambrian {
namespace plugin {

template <class T>
concept CanAsk = requires(T& algorithm, const Space& space, Random& random) {
  { algorithm.ask(space, random) } -> std::convertible_to<std::optional<Proposal>>;
};
template <class T>
concept TellsAtRandom = requires(T& algorithm, const Evaluated& told, Random& random) {
  algorithm.tell(told, random);
};
template <class T>
concept CanTell = TellsAtRandom<T> || requires(T& algorithm, const Evaluated& told) {
  algorithm.tell(told);
};
template <class T>
concept CanSelect = requires(const T& selector, const Population& population, Random& random) {
  { selector.select(population, random) } -> std::convertible_to<std::size_t>;
};
template <class T>
concept MadeOfParamsAndSpace = requires(const typename T::Params& params, const Space& space) {
  T(params, space);
};

/// What a struct is meant to be shows in the names of its methods.
template <class T>
concept MeantAsAlgorithm = CanAsk<T> || requires {
  &T::ask;
} || requires {
  &T::tell;
};
template <class T>
concept MeantAsSelector = CanSelect<T> || requires {
  &T::select;
};

template <class T>
constexpr bool check_algorithm() {
  static_assert(HasName<T>, "the algorithm needs: static constexpr const char* name = \"...\";");
  static_assert(CanAsk<T>,
                "the algorithm needs: std::optional<cambrian::Proposal> "
                "ask(const cambrian::Space&, cambrian::Random&)");
  static_assert(CanTell<T>,
                "the algorithm needs: void tell(const cambrian::Evaluated&), which may also take a "
                "cambrian::Random&");
  if constexpr (HasParams<T>) {
    static_assert(DescribesParams<T>,
                  "Params needs, next to the algorithm: void fields(auto& v, It::Params& p)");
  }
  static_assert(CanBeMade<T> || MadeOfParamsAndSpace<T>,
                "the algorithm is made as It{Params}: let `Params params;` be its first member, or "
                "write a constructor that takes Params, and a const cambrian::Space& if it likes");
  return true;
}

template <class T>
constexpr bool check_selector() {
  static_assert(HasName<T>, "the selector needs: static constexpr const char* name = \"...\";");
  static_assert(CanSelect<T>,
                "the selector needs: std::size_t select(const cambrian::Population&, "
                "cambrian::Random&) const");
  if constexpr (HasParams<T>) {
    static_assert(DescribesParams<T>,
                  "Params needs, next to the selector: void fields(auto& v, It::Params& p)");
  }
  static_assert(CanBeMade<T>,
                "the selector is made as It{Params}: let `Params params;` be its first member, or "
                "write a constructor that takes Params");
  return true;
}

}  // namespace plugin

/// Structs that can be exported.
template <class T>
concept PluginAlgorithm = plugin::HasName<T> && plugin::CanAsk<T> && plugin::CanTell<T> &&
    (plugin::CanBeMade<T> || plugin::MadeOfParamsAndSpace<T>);
template <class T>
concept PluginSelector = plugin::HasName<T> && plugin::CanSelect<T> && plugin::CanBeMade<T>;

}  // namespace cambrian
