// PluginFault: a plugin could not do its work.
#pragma once

#include <stdexcept>
#include <string>

namespace cambrian {

/// Names the library, the function and what the plugin says. Its author's concern, not a bug of
/// the program.
class PluginFault : public std::runtime_error {
 public:
  /// "wing.so: ask of 'climb' failed: ..."
  PluginFault(const std::string& origin, const std::string& function, const std::string& name,
              const std::string& note)
      : std::runtime_error(origin + ": " + function + " of '" + name + "' failed: " + note) {}
};

}  // namespace cambrian
