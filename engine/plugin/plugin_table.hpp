// PluginTable: a table of the C ABI as this program knows it.
#pragma once

#include <string>

namespace cambrian {

/// Table: CambrianSpace, CambrianAlgorithm or CambrianSelector.
template <class Table>
struct PluginTable {
  Table functions;  ///< those that an older plugin lacks are null
  std::string name;
  std::string origin;  ///< path of the plugin
};

}  // namespace cambrian
