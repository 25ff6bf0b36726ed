// fields(): one description of a parameter struct, from which files, flags, help, schema and
// manifest all follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/config/limits.hpp"

namespace cambrian {

/// An enum behind the index of its value in Field::choices.
struct EnumPointer {
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

/// Any JSON, as compact text, that whoever uses the field checks.
struct JsonText {
  std::string text = "null";
  bool operator==(const JsonText&) const = default;
};

/// Structs under names of the user's choice, in the order in which they are given; the type Row has
/// a function fields().
template <class Row>
using Table = std::vector<std::pair<std::string, Row>>;

class FieldList;

/// A Table behind the records of its rows.
struct TablePointer {
  std::function<std::vector<std::string>()> names;
  std::function<void()> clear;
  /// Of the row with this name, which is added when it is missing. Any later addition ends the
  /// records' use.
  std::function<FieldList(const std::string&)> row;
  /// Of a row with default values.
  std::function<FieldList()> blank;
};

/// What a field may be. An optional without a value is null in JSON and "none" as text.
using FieldPointer =
    std::variant<bool*, int*, std::uint32_t*, std::int64_t*, std::uint64_t*, double*, std::string*,
                 std::vector<std::string>*, std::vector<double>*, std::vector<std::int64_t>*,
                 std::map<std::string, double>*, std::map<std::string, std::string>*,
                 std::optional<double>*, std::optional<std::int64_t>*, std::optional<std::string>*,
                 JsonText*, std::vector<JsonText>*, std::map<std::string, JsonText>*, EnumPointer,
                 TablePointer>;

/// What kind of values a field takes: scalars of one type, alone or several in a shape.
struct FieldType {
  /// natural: whole and >= 0; object: a row of a table
  enum class Scalar { boolean, whole, natural, number, text, any, object };
  enum class Shape { one, list, map, optional };
  Scalar scalar;
  Shape shape;
};

/// One setting. `pointer` points into the described struct, which must outlive the record.
struct Field {
  std::string path;  ///< "max_size", or "evolution.population" inside a group
  std::string help;
  FieldPointer pointer;
  std::optional<Range> range;
  std::vector<std::string> choices;
  std::string default_text;  ///< JSON of the value in a default-constructed struct

  FieldType type() const;
  bool is_switch() const { return std::holds_alternative<bool*>(pointer); }
  bool is_list() const { return type().shape == FieldType::Shape::list; }
};

/// A nested struct of settings.
struct FieldGroup {
  std::string path;
  std::string help;
};

/// The visitor that `fields(v, params)` is called with; collects one record per setting in the
/// order of the description. Names are snake_case and unique within their group.
class FieldList {
 public:
  template <class T>
  void operator()(std::string_view name, T& value, std::string_view help) {
    if constexpr (requires { FieldPointer(&value); }) {
      add(Field{prefix_ + std::string(name), std::string(help), &value, {}, {}, {}});
    } else {
      const std::string outer = prefix_;
      add(FieldGroup{outer + std::string(name), std::string(help)});
      prefix_ = groups_.back().path + ".";
      fields(*this, value);
      prefix_ = outer;
    }
  }
  template <class Row>
  void operator()(std::string_view name, Table<Row>& table, std::string_view help);
  template <class T>
  void operator()(std::string_view name, T& value, Range range, std::string_view help) {
    add(Field{prefix_ + std::string(name), std::string(help), &value, range, {}, {}});
  }
  template <class T>
  void operator()(std::string_view name, T& value, Choice choice, std::string_view help) {
    add(Field{
        prefix_ + std::string(name), std::string(help), &value, {}, std::move(choice.names), {}});
  }
  template <class Enum>
  void operator()(std::string_view name, Enum& value, Named<Enum> named, std::string_view help) {
    std::vector<std::string> names;
    for (const auto& entry : named.values) names.push_back(entry.second);
    EnumPointer pointer;
    pointer.get = [&value, values = named.values] {
      std::size_t i = 0;
      while (values.at(i).first != value) ++i;
      return i;
    };
    pointer.set = [&value, values = named.values](std::size_t i) { value = values.at(i).first; };
    add(Field{prefix_ + std::string(name), std::string(help), std::move(pointer), {}, names, {}});
  }

  /// Records that were made elsewhere, e.g. from a plugin's description.
  void add(Field field) { fields_.push_back(std::move(field)); }
  void add(FieldGroup group) { groups_.push_back(std::move(group)); }

  const std::vector<Field>& all() const { return fields_; }
  const std::vector<FieldGroup>& groups() const { return groups_; }
  /// Null when there is none.
  const Field* find(std::string_view path) const;
  /// Takes the values of `defaults`, which describes a struct of the same type, as the defaults.
  void take_defaults(const FieldList& defaults);

 private:
  std::string prefix_;
  std::vector<Field> fields_;
  std::vector<FieldGroup> groups_;
};

/// The records of `params`, whose type has a function `fields(auto& v, Params& p)`.
template <class Params>
FieldList describe(Params& params) {
  FieldList list;
  fields(list, params);
  Params defaults{};
  FieldList default_list;
  fields(default_list, defaults);
  list.take_defaults(default_list);
  return list;
}

template <class Row>
void FieldList::operator()(std::string_view name, Table<Row>& table, std::string_view help) {
  TablePointer pointer;
  pointer.names = [&table] {
    std::vector<std::string> names;
    for (const auto& row : table) names.push_back(row.first);
    return names;
  };
  pointer.clear = [&table] { table.clear(); };
  pointer.row = [&table](const std::string& key) {
    for (auto& row : table) {
      if (row.first == key) return describe(row.second);
    }
    return describe(table.emplace_back(key, Row{}).second);
  };
  pointer.blank = [row = std::make_shared<Row>()] { return describe(*row); };
  add(Field{prefix_ + std::string(name), std::string(help), std::move(pointer), {}, {}, {}});
}

}  // namespace cambrian
