// Values of fields as JSON; private to this folder, since it includes the JSON library.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian::config {

using Json = nlohmann::ordered_json;

/// Non-finite numbers are the strings "inf" and "-inf".
Json to_json(const Field& field);

/// Sets the field and gives all that is wrong with the value; `where` of each error is the place
/// inside the value ("", "[3]", ".name").
std::vector<Error> assign(const Field& field, const Json& value);

/// An object of all fields, nested as their paths say; or only of those that differ from their
/// defaults.
Json write_object(const FieldList& fields, bool only_changed);

/// Sets the fields that the object names and gives all that is wrong; `where` of each error begins
/// with `prefix`, the path of the group that the object is ("" or "evolution.").
std::vector<Error> read_object(const FieldList& fields, const Json& object,
                               const std::string& prefix = "",
                               const std::vector<std::string>& ignored = {});

/// The parser and printer of the JSON library, compiled once. A text that is no JSON gives an empty
/// result; printing throws for strings that are no UTF-8.
std::optional<Json> parse(std::string_view text);
std::string print(const Json& value, int indent = -1);

}  // namespace cambrian::config
