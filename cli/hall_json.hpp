// hall_of_fame.json: what all kinds of runs have in common when they write and read theirs. Json is
// nlohmann::ordered_json, which only sources include.
#pragma once

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian::cli {

constexpr int kHallFormat = 1;

/// In lines for people; a list of numbers is one line. Bytes that are no UTF-8 are replaced: what
/// candidates look like is their space's matter.
template <class Json>
std::string hall_text(const Json& json, const std::string& margin = "") {
  const auto plain = [](const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  std::string out;
  const auto is_number = [](const Json& value) { return value.is_number(); };
  if (json.empty() || !json.is_structured() ||
      (json.is_array() && std::all_of(json.begin(), json.end(), is_number))) {
    out = plain(json);
  } else {
    const std::string inner = margin + "  ";
    for (const auto& [key, value] : json.items()) {
      out += (out.empty() ? "" : ",\n") + inner;
      if (json.is_object()) out += plain(Json(key)) + ": ";
      out += hall_text(value, inner);
    }
    const bool list = json.is_array();
    out = (list ? "[\n" : "{\n") + out + "\n" + margin + (list ? "]" : "}");
  }
  return margin.empty() ? out + "\n" : out;
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
