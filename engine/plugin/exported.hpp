// exported(): the table of a library, from the structs that its author names.
#pragma once

#include <vector>

#include "engine/plugin/abi.h"
#include "engine/plugin/adapter.hpp"
#include "engine/plugin/search_adapter.hpp"

namespace cambrian::plugin {

template <class T>
constexpr bool check_kind() {
  if constexpr (MeantAsAlgorithm<T>) {
    return check_algorithm<T>() && PluginAlgorithm<T>;
  } else if constexpr (MeantAsSelector<T>) {
    return check_selector<T>() && PluginSelector<T>;
  } else {
    return check<T>() && PluginSpace<T>;
  }
}

struct Tables {
  std::vector<const CambrianSpace*> spaces;
  std::vector<const CambrianAlgorithm*> algorithms;
  std::vector<const CambrianSelector*> selectors;
  CambrianPlugin plugin;

  template <class T>
  void add() {
    if constexpr (MeantAsAlgorithm<T>) {
      algorithms.push_back(AlgorithmAdapter<T>::table());
    } else if constexpr (MeantAsSelector<T>) {
      selectors.push_back(SelectorAdapter<T>::table());
    } else {
      spaces.push_back(Adapter<T>::table());
    }
  }
  template <class... Kinds>
  static Tables of() {
    Tables tables;
    (tables.add<Kinds>(), ...);
    tables.plugin = {
        CAMBRIAN_ABI_VERSION,     sizeof(CambrianPlugin),    //
        tables.spaces.data(),     tables.spaces.size(),      //
        tables.algorithms.data(), tables.algorithms.size(),  //
        tables.selectors.data(),  tables.selectors.size(),
    };
    return tables;
  }
};

/// What a library with these spaces, algorithms and selectors exports; null without memory for it.
template <class... Kinds>
const CambrianPlugin* exported() noexcept {
  if constexpr ((check_kind<Kinds>() && ...)) {
    try {
      static const Tables tables = Tables::of<Kinds...>();
      return &tables.plugin;
    } catch (...) {  // out of memory
    }
  }
  return nullptr;
}

}  // namespace cambrian::plugin
