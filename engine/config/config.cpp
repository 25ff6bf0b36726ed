#include "engine/config/config.hpp"

#include <algorithm>
#include <set>

#include "engine/config/value.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian {
namespace {

using config::Json;

std::string last_name(const std::string& path) { return path.substr(path.rfind('.') + 1); }

// Names of the fields and groups directly inside the group `prefix` ("" or "evolution.").
std::vector<std::string> names_inside(const FieldList& fields, const std::string& prefix) {
  std::vector<std::string> names;
  const auto take = [&](const std::string& path) {
    if (path.starts_with(prefix) && path.find('.', prefix.size()) == std::string::npos)
      names.push_back(path.substr(prefix.size()));
  };
  for (const Field& field : fields.all()) take(field.path);
  for (const FieldGroup& group : fields.groups()) take(group.path);
  return names;
}

// The nearest name at the same place, or else the same name elsewhere.
std::string hint_for(const FieldList& fields, const std::string& prefix, const std::string& name) {
  const std::string near = did_you_mean(name, names_inside(fields, prefix));
  if (!near.empty()) return near;
  std::vector<std::string> paths;
  for (const Field& field : fields.all()) {
    if (last_name(field.path) == last_name(name)) return "did you mean '" + field.path + "'?";
    paths.push_back(field.path);
  }
  return did_you_mean(prefix + name, paths);
}

bool begins_with_any(const std::string& path, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const std::string& begin) { return path.starts_with(begin); });
}

class Reader {
 public:
  explicit Reader(const std::string& origin) : origin_(origin) {}
  std::vector<Error> errors;

  Json parse(std::string_view text) {
    std::vector<std::set<std::string>> open_objects;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
      if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
      if (event == Json::parse_event_t::object_end) open_objects.pop_back();
      if (event == Json::parse_event_t::key) {
        const auto key = parsed.get<std::string>();
        if (!open_objects.back().insert(key).second)
          fail(key, "is given twice", "keep one of them");
      }
      return true;
    };
    try {
      return Json::parse(text, watch, true, true);
    } catch (const Json::parse_error& fault) {
      const std::size_t at = std::min(fault.byte == 0 ? 0 : fault.byte - 1, text.size());
      const std::string_view before = text.substr(0, at);
      const auto line = 1 + std::count(before.begin(), before.end(), '\n');
      const std::size_t column = at - (before.rfind('\n') + 1) + 1;
      errors = {{origin_ + ":" + std::to_string(line) + ":" + std::to_string(column),
                 "is no valid JSON here", "look for a missing comma, quote or bracket"}};
      return nullptr;
    } catch (const Json::out_of_range&) {
      errors = {{origin_, "holds a number that is too large for any setting", ""}};
      return nullptr;
    }
  }

  void fail(const std::string& path, const std::string& what, const std::string& hint) {
    errors.push_back({path.empty() ? origin_ : origin_ + ": " + path, what, hint});
  }

 private:
  std::string origin_;
};

}  // namespace

std::vector<Error> config::read_object(const FieldList& fields, const Json& object,
                                       const std::string& prefix,
                                       const std::vector<std::string>& ignored) {
  std::vector<Error> errors;
  const auto& groups = fields.groups();
  for (const auto& [name, value] : object.items()) {
    const std::string path = prefix + name;
    const bool is_group = std::any_of(groups.begin(), groups.end(),
                                      [&](const FieldGroup& g) { return g.path == path; });
    if (const Field* field = fields.find(path)) {
      for (Error& error : assign(*field, value)) {
        error.where = path + error.where;
        errors.push_back(std::move(error));
      }
    } else if (is_group && value.is_object()) {
      const auto inner = read_object(fields, value, path + ".", ignored);
      errors.insert(errors.end(), inner.begin(), inner.end());
    } else if (is_group) {
      errors.push_back({path, "expected an object", "it holds several settings"});
    } else if (path != "$schema" && !begins_with_any(path, ignored)) {
      errors.push_back({path, "unknown setting", hint_for(fields, prefix, name)});
    }
  }
  return errors;
}

namespace {

// The object in `root` that holds the field, made if need be.
Json& parent_of(Json& root, const std::string& path) {
  Json* object = &root;
  std::size_t begin = 0;
  for (std::size_t dot; (dot = path.find('.', begin)) != std::string::npos; begin = dot + 1)
    object = &(*object)[path.substr(begin, dot - begin)];
  return *object;
}

}  // namespace

std::vector<Error> read_json(const FieldList& fields, std::string_view text,
                             const std::string& origin, const std::vector<std::string>& ignored) {
  Reader reader(origin);
  const Json json = reader.parse(text);
  if (json.is_object()) {
    for (const Error& error : config::read_object(fields, json, "", ignored))
      reader.fail(error.where, error.what, error.hint);
  } else if (reader.errors.empty()) {
    reader.fail("", "expected a JSON object", "begin the file with { and end it with }");
  }
  return std::move(reader.errors);
}

Json config::write_object(const FieldList& fields, bool only_changed) {
  Json root = Json::object();
  for (const Field& field : fields.all()) {
    Json value = to_json(field);
    if (only_changed && print(value) == field.default_text) continue;
    parent_of(root, field.path)[last_name(field.path)] = std::move(value);
  }
  return root;
}

std::string write_json(const FieldList& fields) {
  return config::print(config::write_object(fields, false), 2) + "\n";
}

Error join(const std::vector<Error>& errors) {
  if (errors.size() == 1) return errors.front();
  std::string text = std::to_string(errors.size()) + " errors";
  for (const Error& error : errors) text += "\n  " + error.message();
  return {"", text, ""};
}

}  // namespace cambrian
