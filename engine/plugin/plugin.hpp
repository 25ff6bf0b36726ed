// What authors include: write structs, end with CAMBRIAN_PLUGIN(Them).
//
//   struct OneMax {
//     static constexpr const char* name = "one_max";                  // in configurations
//     static constexpr const char* summary = "Ones in a bit string";  // optional
//     using Genome = std::vector<std::uint8_t>;
//     struct Params { int length = 100; };                            // optional, with fields()
//     Params params;
//     Genome sample(cambrian::Random& random) const;
//     Genome mutate(Genome parent, cambrian::Random& random) const;   // and crossover(a, b,
//     random) double evaluate(const Genome& genome) const;                    // minimised
//     std::string describe(const Genome& genome) const;
//   };
//   void fields(auto& v, OneMax::Params& p) { v("length", p.length, cambrian::Range{1, 1e6},
//   "Bits"); } CAMBRIAN_PLUGIN(OneMax)
//
// A struct with ask() and tell() is an algorithm, one with select() chooses parents, any other is a
// search space.
// docs/plugins.md has every method, one purpose after the other. Methods are const and are called
// by several threads at once; randomness comes from the stream handed in alone. What they throw
// ends up as a message: of a failed evaluation, or of the run.
#pragma once

#include "engine/config/limits.hpp"
#include "engine/core/evaluation.hpp"
#include "engine/core/random.hpp"
#include "engine/plugin/abi.h"
#include "engine/plugin/exported.hpp"
#include "engine/plugin/search.hpp"

/// Once in a library, outside of namespaces, with all that it has to offer.
#define CAMBRIAN_PLUGIN(...)                                               \
  extern "C" CAMBRIAN_EXPORT const CambrianPlugin* cambrian_plugin(void) { \
    return ::cambrian::plugin::exported<__VA_ARGS__>();                    \
  }
