#include <cmath>

#include "engine/config/config.hpp"
#include "engine/config/value.hpp"

namespace cambrian {
namespace {

using config::Json;
using Scalar = FieldType::Scalar;
using Shape = FieldType::Shape;

Json of_type(const char* type) {
  Json schema = Json::object();
  schema["type"] = type;
  return schema;
}

Json bound(double value) {
  if (value == std::trunc(value) && std::abs(value) < 0x1p53)
    return static_cast<std::int64_t>(value);
  return value;
}

Json any_of(Json first, Json second) {
  Json schema = Json::object();
  schema["anyOf"] = Json::array();
  schema["anyOf"].push_back(std::move(first));
  schema["anyOf"].push_back(std::move(second));
  return schema;
}

Json number_schema(const Field& field, Scalar scalar) {
  Range range = field.range.value_or(Range{});
  if (scalar == Scalar::natural && range.low < 0) range.low = 0;
  Json schema = of_type(scalar == Scalar::number ? "number" : "integer");
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (low) schema[range.above_low ? "exclusiveMinimum" : "minimum"] = bound(range.low);
  if (high) schema["maximum"] = bound(range.high);
  if (scalar != Scalar::number || (low && high)) return schema;
  Json infinities = Json::object();
  if (!high) infinities["enum"].push_back("inf");
  if (!low) infinities["enum"].push_back("-inf");
  return any_of(std::move(schema), std::move(infinities));
}

Json object_schema(const FieldList& fields);

Json scalar_schema(const Field& field) {
  const Scalar scalar = field.type().scalar;
  if (scalar == Scalar::any) return Json::object();
  if (scalar == Scalar::object) return object_schema(std::get<TablePointer>(field.pointer).blank());
  if (scalar == Scalar::boolean) return of_type("boolean");
  if (scalar != Scalar::text) return number_schema(field, scalar);
  Json schema = of_type("string");
  if (!field.choices.empty()) schema["enum"] = field.choices;
  return schema;
}

Json field_schema(const Field& field) {
  Json scalar = scalar_schema(field);
  Json schema;
  switch (field.type().shape) {
    case Shape::one:
      schema = std::move(scalar);
      break;
    case Shape::list:
      schema = of_type("array");
      // A number is taken for its text.
      if (field.type().scalar == Scalar::text && field.choices.empty()) {
        scalar = any_of(std::move(scalar), of_type("number"));
      }
      schema["items"] = std::move(scalar);
      break;
    case Shape::map:
      schema = of_type("object");
      schema["additionalProperties"] = std::move(scalar);
      break;
    case Shape::optional:
      schema = any_of(std::move(scalar), of_type("null"));
      break;
  }
  schema["description"] = field.help;
  schema["default"] = config::parse(field.default_text).value();
  return schema;
}

void make_object(Json& schema) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["properties"] = Json::object();
}

// Where the schema of the field or group of this path belongs.
Json& place_of(Json& root, const std::string& path) {
  Json* schema = &root;
  std::size_t begin = 0;
  for (std::size_t dot; (dot = path.find('.', begin)) != std::string::npos; begin = dot + 1)
    schema = &(*schema)["properties"][path.substr(begin, dot - begin)];
  return (*schema)["properties"][path.substr(begin)];
}

Json object_schema(const FieldList& fields) {
  Json root = Json::object();
  make_object(root);
  for (const FieldGroup& group : fields.groups()) {
    Json& schema = place_of(root, group.path);
    make_object(schema);
    schema["description"] = group.help;
  }
  for (const Field& field : fields.all()) place_of(root, field.path) = field_schema(field);
  return root;
}

}  // namespace

std::string json_schema(const FieldList& fields, const std::string& title) {
  Json root = Json::object();
  root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  root["title"] = title;
  root.update(object_schema(fields));
  root["properties"]["$schema"] = of_type("string");
  return config::print(root, 2) + "\n";
}

}  // namespace cambrian
