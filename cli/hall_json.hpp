// hall_of_fame.json: what all kinds of runs have in common when they write and read theirs. Json is
// nlohmann::ordered_json, which only sources include.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian::cli {

constexpr int kHallFormat = 1;

/// In lines for people. Bytes that are no UTF-8 are replaced: what candidates look like is their
/// space's matter.
template <class Json>
std::string hall_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// What `parsed` makes of the JSON. An error for another format, and for a text or a value that is
/// not as it was written; `where` names the file.
template <class Json, class Document>
Result<Document> read_hall_text(std::string_view text, const std::string& where,
                                Document (*parsed)(const Json&)) {
  try {
    const Json json = Json::parse(text);
    if (const int format = json.at("format"); format != kHallFormat) {
      return Error{where,
                   "is of format " + std::to_string(format) + "; this program reads format " +
                       std::to_string(kHallFormat),
                   "use the version of the program that made the run"};
    }
    return parsed(json);
  } catch (const std::exception&) {
    return Error{where, "is damaged", "make it again with: cambrian resume, or restore a copy"};
  }
}

}  // namespace cambrian::cli
