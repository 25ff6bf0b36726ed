// Manifest: all that a run follows from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian {

/// What a run follows from, together with the program's version. Kept as manifest.json and, byte by
/// byte, as record 0 of the journal.
struct Manifest {
  std::string command = "";   ///< subcommand that made the run, e.g. "regress"
  std::string config = "{}";  ///< JSON object: the whole configuration, defaults written out
  std::uint64_t seed = 0;
  std::string version = "";  ///< of the program that made it; filled in by RunFolder::create
  std::string host = "";     ///< machine that made it; filled in by RunFolder::create

  std::string to_json() const;
  /// `where` names the file in errors.
  static Result<Manifest> from_json(std::string_view text, const std::string& where);
};

}  // namespace cambrian
