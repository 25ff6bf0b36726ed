// What follows from a description of fields: reading and writing JSON, flags, help and schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// Sets the fields that the JSON object names; // and /* */ comments are allowed, and so is a key
/// "$schema". Returns every error at once: `where` is "origin: path", `what` says what was expected
/// and what was found; unknown and repeated keys are errors, with the nearest names. After an error
/// the struct holds a mixture and is of no use. Unknown settings whose path begins with one of
/// `ignored` ("" for all, "group." for those of a group) are passed over.
std::vector<Error> read_json(const FieldList& fields, std::string_view text,
                             const std::string& origin,
                             const std::vector<std::string>& ignored = {});

/// All fields with their present values, as an indented JSON object that read_json reads back to
/// equal values.
std::string write_json(const FieldList& fields);

/// JSON Schema (draft 2020-12) of the files that read_json accepts, for editors and checkers.
std::string json_schema(const FieldList& fields, const std::string& title);

/// One paragraph per field: flag, help, default and range, wrapped to `width` columns (>= 40).
std::string help_text(const FieldList& fields, std::size_t width);

/// "--evolution-population" for "evolution.population".
std::string flag_name(const Field& field);

/// "a whole number from 1 to 1000000": what the field accepts, in words.
std::string expected(const Field& field);
/// The same for one element of a list or map.
std::string expected_element(const Field& field);

/// The present value: JSON, but a string without its quotes.
std::string value_text(const Field& field);

/// Sets a field from the text of a flag. Switches: true, false, yes, no, on, off, 1, 0. Lists:
/// JSON, or elements with commas between. Maps: JSON, or name=value with commas between. Optional:
/// "none" for no value. The error's `where` is the field's path.
Result<void> set_from_text(const Field& field, std::string_view text);

/// Adds one element to a list from text that is not split: for flags that may be repeated. Other
/// fields are set.
Result<void> append_from_text(const Field& field, std::string_view text);

/// "evolution.population=27".
Result<void> set_assignment(const FieldList& fields, std::string_view assignment);

/// Several errors as one, a line each; `errors` is not empty.
Error join(const std::vector<Error>& errors);

}  // namespace cambrian
