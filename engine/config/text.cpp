// Fields from and to the texts of flags.
#include "engine/config/config.hpp"
#include "engine/config/value.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian {
namespace {

using config::Json;
using Scalar = FieldType::Scalar;
using Shape = FieldType::Shape;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!trimmed(text).empty()) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return parts;
}

// The JSON value that a person means by a text. A text that is none becomes a JSON string, for the
// later check to refuse with the field's own message.
Json scalar_of(Scalar scalar, std::string_view text) {
  if (scalar == Scalar::boolean) {
    if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  } else if (scalar == Scalar::any) {
    return config::parse(trimmed(text)).value_or(std::string(text));
  } else if (scalar != Scalar::text) {
    const auto value = config::parse(trimmed(text));
    if (value && value->is_number()) return *value;
  }
  return std::string(text);
}

Json list_of(Scalar scalar, std::string_view text) {
  Json list = Json::array();
  for (const std::string& part : split_at_commas(text)) list.push_back(scalar_of(scalar, part));
  return list;
}

Json map_of(Scalar scalar, std::string_view text) {
  Json map = Json::object();
  for (const std::string& part : split_at_commas(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return std::string(text);
    const std::string_view view = part;
    map[std::string(trimmed(view.substr(0, equals)))] =
        scalar_of(scalar, trimmed(view.substr(equals + 1)));
  }
  return map;
}

Json value_of(FieldType type, std::string_view text) {
  if (type.shape == Shape::one) return scalar_of(type.scalar, text);
  if (type.shape == Shape::optional)
    return text == "none" ? Json(nullptr) : scalar_of(type.scalar, text);
  const auto whole = config::parse(text);
  if (type.shape == Shape::list)
    return whole && whole->is_array() ? *whole : list_of(type.scalar, text);
  return whole && whole->is_object() ? *whole : map_of(type.scalar, text);
}

// Strings that are no UTF-8 cannot be written to the manifest.
bool is_utf8(const Json& value) {
  try {
    (void)config::print(value);
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

Result<void> checked_assign(const Field& field, const Json& value) {
  if (!is_utf8(value)) return Error{field.path, "is no valid UTF-8 text", ""};
  std::vector<Error> errors = config::assign(field, value);
  if (errors.empty()) return {};
  for (Error& error : errors) error.where = field.path + error.where;
  return join(errors);
}

}  // namespace

void FieldList::take_defaults(const FieldList& defaults) {
  for (std::size_t i = 0; i < fields_.size(); ++i)
    fields_[i].default_text = config::print(config::to_json(defaults.fields_.at(i)));
}

std::string value_text(const Field& field) {
  const Json value = config::to_json(field);
  return value.is_string() ? value.get<std::string>()
         : value.is_null() ? "none"
                           : config::print(value);
}

Result<void> set_from_text(const Field& field, std::string_view text) {
  return checked_assign(field, value_of(field.type(), text));
}

Result<void> append_from_text(const Field& field, std::string_view text) {
  if (!field.is_list()) return set_from_text(field, text);
  Json list = config::to_json(field);
  list.push_back(scalar_of(field.type().scalar, text));
  return checked_assign(field, list);
}

namespace {

// Sets a field inside a row of a table: "parameters.depth.high".
std::optional<Result<void>> set_in_row(const FieldList& fields, const std::string& path,
                                       std::string_view text) {
  for (const Field& field : fields.all()) {
    const auto* table = std::get_if<TablePointer>(&field.pointer);
    if (table == nullptr || !path.starts_with(field.path + ".")) continue;
    const std::string inside = path.substr(field.path.size() + 1);
    const std::vector<std::string> names = table->names();
    for (const std::string& name : names) {
      if (!inside.starts_with(name + ".")) continue;
      auto set = set_assignment(table->row(name),
                                inside.substr(name.size() + 1) + "=" + std::string(text));
      if (set.ok()) return set;
      Error error = set.error();
      error.where = field.path + "." + name + "." + error.where;
      return Result<void>(std::move(error));
    }
    return Result<void>(Error{path, "no such row of " + field.path,
                              did_you_mean(inside.substr(0, inside.rfind('.')), names)});
  }
  return std::nullopt;
}

}  // namespace

Result<void> set_assignment(const FieldList& fields, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    return Error{std::string(assignment), "expected name=value", ""};
  const std::string path(trimmed(assignment.substr(0, equals)));
  if (const Field* field = fields.find(path))
    return set_from_text(*field, trimmed(assignment.substr(equals + 1)));
  if (auto set = set_in_row(fields, path, trimmed(assignment.substr(equals + 1)))) return *set;
  std::vector<std::string> paths;
  for (const Field& field : fields.all()) paths.push_back(field.path);
  return Error{path, "unknown setting", did_you_mean(path, paths)};
}

}  // namespace cambrian
