// Two libraries define a type of this name, with other contents: TWIN tells them apart.
#pragma once

#include <cambrian/plugin.hpp>

template <class T>
struct Shared {
  static inline int value = TWIN;
};

struct Space {
  static constexpr const char* name = TWIN == 1 ? "first_twin" : "second_twin";
  using Genome = std::array<int, TWIN>;
  static int& counter() {
    static int count = 100 * TWIN;
    return count;
  }
  Genome sample(cambrian::Random&) const { return {}; }
  Genome mutate(Genome parent, cambrian::Random&) const { return parent; }
  double evaluate(const Genome&) const { return TWIN + counter() + 10 * Shared<Space>::value; }
  std::string describe(const Genome&) const { return std::to_string(TWIN); }
};

CAMBRIAN_PLUGIN(Space)
