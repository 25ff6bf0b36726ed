// PluginSpace: what a struct must have to be a search space, one concept for each method.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/core/evaluation.hpp"
#include "engine/core/random.hpp"
#include "engine/plugin/codec.hpp"
#include "engine/plugin/parameters.hpp"

namespace cambrian {

/// Where a space is made: a second argument that its constructor may take.
struct PluginPlace {
  std::string folder = ".";  ///< relative paths in parameters start here
  std::string run = {};      ///< the run folder; empty: none
};

/// A way in which a space changes genomes, for people: elements of `operators`.
struct OperatorNote {
  std::string name;     ///< lower_case
  std::string summary;  ///< one sentence
};

namespace plugin {

/// One objective, several, or all that there is to say.
template <class T>
concept Answer = std::is_arithmetic_v<T> || std::same_as<T, Evaluation> || requires(const T& all) {
  { *all.data() } -> std::convertible_to<double>;
  { all.size() } -> std::convertible_to<std::size_t>;
};

template <class T>
concept HasName = requires {
  std::string(T::name);
};
template <class T>
concept HasGenome = requires {
  typename T::Genome;
};
template <class T>
concept HasCodableGenome = HasGenome<T> && Codable<typename T::Genome>;
template <class T>
concept CanSample = requires(const T& space, Random& random) {
  { space.sample(random) } -> std::convertible_to<typename T::Genome>;
};
template <class T>
concept VariesAll = requires(const T& space, std::span<const typename T::Genome> parents,
                             Random& random) {
  { space.vary(parents, random) } -> std::convertible_to<typename T::Genome>;
};
template <class T>
concept Mutates = requires(const T& space, const typename T::Genome& parent, Random& random) {
  { space.mutate(parent, random) } -> std::convertible_to<typename T::Genome>;
};
template <class T>
concept Crosses = requires(const T& space, const typename T::Genome& parent, Random& random) {
  { space.crossover(parent, parent, random) } -> std::convertible_to<typename T::Genome>;
};
template <class T>
concept CanVary = VariesAll<T> || Mutates<T>;
template <class T>
concept CanDescribe = requires(const T& space, const typename T::Genome& genome) {
  { space.describe(genome) } -> std::convertible_to<std::string>;
};

template <class T, class... Arguments>
concept EvaluatesWith = requires(const T& space, Arguments... arguments) {
  { space.evaluate(arguments...) } -> Answer;
};
/// Evaluations draw random numbers.
template <class T>
concept EvaluatesAtRandom = EvaluatesWith<T, const typename T::Genome&, Random&> ||
    EvaluatesWith<T, const typename T::Genome&, Budget, Random&>;
template <class T>
concept CanEvaluate = EvaluatesAtRandom<T> || EvaluatesWith<T, const typename T::Genome&> ||
    EvaluatesWith<T, const typename T::Genome&, Budget>;

template <class T>
concept TrainsAtRandom = requires(const T& space, const typename T::Genome& genome,
                                  typename T::State& state, Budget budget, Random& random) {
  { space.train(genome, state, budget, random) } -> Answer;
};
template <class T>
concept Trains = TrainsAtRandom<T> || requires(const T& space, const typename T::Genome& genome,
                                               typename T::State& state, Budget budget) {
  { space.train(genome, state, budget) } -> Answer;
};
template <class T>
concept Starts = requires(const T& space, const typename T::Genome& genome, Random& random) {
  { space.start(genome, random) } -> std::convertible_to<typename T::State>;
};

template <class T>
concept HasParams = requires {
  typename T::Params;
};
template <class T>
concept DescribesParams = requires(FieldTable& visitor, typename T::Params& params) {
  fields(visitor, params);
};
template <class T>
concept MadeOfParams = requires(const typename T::Params& params) {
  T{params};
};
template <class T>
concept MadeOfParamsAndPlace = requires(const typename T::Params& params,
                                        const PluginPlace& place) {
  T(params, place);
};
template <class T>
concept CanBeMade = MadeOfParams<T> || MadeOfParamsAndPlace<T> ||
    (!HasParams<T> && std::is_default_constructible_v<T>);

/// Says in words what T lacks, and compiles when it lacks nothing.
template <class T>
constexpr bool check() {
  static_assert(HasName<T>, "the space needs: static constexpr const char* name = \"...\";");
  static_assert(HasGenome<T>, "the space needs: using Genome = ...;");
  if constexpr (HasGenome<T>) {
    static_assert(
        Codable<typename T::Genome>,
        "Genome must be trivially copyable, a std::vector of such, a std::string, or have "
        "`std::string encode() const` and `static Genome decode(std::string_view)`");
    static_assert(KnownBytes<typename T::Genome>,
                  "Genome has padding, or members without a value: equal genomes would differ in "
                  "their bytes; order members by size, initialise them, or write encode/decode");
    static_assert(CanSample<T>, "the space needs: Genome sample(cambrian::Random&) const");
    static_assert(CanVary<T>,
                  "the space needs: Genome mutate(const Genome&, cambrian::Random&) const, or "
                  "Genome vary(std::span<const Genome> parents, cambrian::Random&) const");
    static_assert(CanDescribe<T>, "the space needs: std::string describe(const Genome&) const");
    static_assert(CanEvaluate<T> || Trains<T>,
                  "the space needs: double evaluate(const Genome&) const, which may also take a "
                  "cambrian::Budget, then a cambrian::Random&, and give a std::vector<double> or a "
                  "cambrian::Evaluation; or, with a type State, "
                  "double train(const Genome&, State&, cambrian::Budget) const");
  }
  if constexpr (Trains<T>) {
    static_assert(Codable<typename T::State> && KnownBytes<typename T::State>,
                  "State must be bytes like a Genome, without padding");
    static_assert(Starts<T> || std::is_default_constructible_v<typename T::State>,
                  "the space needs: State start(const Genome&, cambrian::Random&) const");
  }
  if constexpr (HasParams<T>) {
    static_assert(DescribesParams<T>,
                  "Params needs, next to the space: void fields(auto& v, Space::Params& p)");
  }
  static_assert(CanBeMade<T>,
                "the space is made as Space{Params}: let `Params params;` be its first member, or "
                "write a constructor that takes Params, and a cambrian::PluginPlace if it likes");
  return true;
}

}  // namespace plugin

/// A struct that can be exported.
template <class T>
concept PluginSpace = plugin::HasName<T> && plugin::HasCodableGenome<T> && plugin::CanSample<T> &&
    plugin::CanVary<T> && plugin::CanDescribe<T> &&
    (plugin::CanEvaluate<T> || plugin::Trains<T>)&&plugin::CanBeMade<T>;

}  // namespace cambrian
