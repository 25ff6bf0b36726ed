#include "engine/plugin/plugin_fields.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

namespace cambrian {
namespace {

bool is_path(const char* path) {
  if (path == nullptr || *path == '\0') return false;
  const std::string_view text = path;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_' || c == '.';
  });
}

std::string text_of(const CambrianItem& item) { return item.text == nullptr ? "" : item.text; }

std::int64_t whole_of(const CambrianField& field, const CambrianItem& item) {
  return field.scalar == CAMBRIAN_NATURAL ? static_cast<std::int64_t>(item.natural) : item.whole;
}

template <class Slot>
Slot one(const CambrianField& field, const CambrianItem& item) {
  switch (field.scalar) {
    case CAMBRIAN_BOOLEAN:
      return item.whole != 0;
    case CAMBRIAN_WHOLE:
      return item.whole;
    case CAMBRIAN_NATURAL:
      return item.natural;
    case CAMBRIAN_NUMBER:
      return item.number;
    case CAMBRIAN_TEXT:
      return text_of(item);
    default:
      return {};
  }
}

template <class T, class Get>
std::vector<T> list_of(const CambrianValue& value, Get get) {
  std::vector<T> all;
  for (std::size_t i = 0; i < value.count; ++i) all.push_back(get(value.items[i]));
  return all;
}

template <class T, class Get>
std::map<std::string, T> map_of(const CambrianValue& value, Get get) {
  std::map<std::string, T> all;
  for (std::size_t i = 0; i < value.count; ++i) {
    if (value.items[i].name != nullptr) all[value.items[i].name] = get(value.items[i]);
  }
  return all;
}

template <class T, class Get>
std::optional<T> optional_of(const CambrianValue& value, Get get) {
  if (value.count == 0) return std::nullopt;
  return get(value.items[0]);
}

/// The initial value; monostate for a kind of parameter that this program does not know.
template <class Slot>
Slot several(const CambrianField& field) {
  const CambrianValue& value = field.initial;
  const auto whole = [&](const CambrianItem& item) { return whole_of(field, item); };
  const auto number = [](const CambrianItem& item) { return item.number; };
  const bool is_whole = field.scalar == CAMBRIAN_WHOLE || field.scalar == CAMBRIAN_NATURAL;
  const bool is_number = field.scalar == CAMBRIAN_NUMBER;
  const bool is_text = field.scalar == CAMBRIAN_TEXT;
  switch (field.shape) {
    case CAMBRIAN_LIST:
      if (is_whole) return list_of<std::int64_t>(value, whole);
      if (is_number) return list_of<double>(value, number);
      if (is_text) return list_of<std::string>(value, text_of);
      break;
    case CAMBRIAN_MAP:
      if (is_number) return map_of<double>(value, number);
      if (is_text) return map_of<std::string>(value, text_of);
      break;
    case CAMBRIAN_OPTIONAL:
      if (is_whole) return optional_of<std::int64_t>(value, whole);
      if (is_number) return optional_of<double>(value, number);
      if (is_text) return optional_of<std::string>(value, text_of);
      break;
    default:
      break;
  }
  return {};
}

CambrianItem item_of(bool value) { return {nullptr, value ? 1 : 0, value ? 1u : 0u, 0, nullptr}; }
CambrianItem item_of(std::int64_t value) {
  return {nullptr, value, static_cast<std::uint64_t>(value), 0, nullptr};
}
CambrianItem item_of(std::uint64_t value) {
  return {nullptr, static_cast<std::int64_t>(value), value, 0, nullptr};
}
CambrianItem item_of(double value) { return {nullptr, 0, 0, value, nullptr}; }
CambrianItem item_of(const std::string& value) { return {nullptr, 0, 0, 0, value.c_str()}; }

struct ItemsOf {
  std::vector<CambrianItem> operator()(std::monostate) const { return {}; }
  template <class T>
  std::vector<CambrianItem> operator()(const T& value) const {
    return {item_of(value)};
  }
  template <class T>
  std::vector<CambrianItem> operator()(const std::vector<T>& values) const {
    std::vector<CambrianItem> items;
    for (const T& value : values) items.push_back(item_of(value));
    return items;
  }
  template <class T>
  std::vector<CambrianItem> operator()(const std::map<std::string, T>& values) const {
    std::vector<CambrianItem> items;
    for (const auto& [name, value] : values) {
      items.push_back(item_of(value));
      items.back().name = name.c_str();
    }
    return items;
  }
  template <class T>
  std::vector<CambrianItem> operator()(const std::optional<T>& value) const {
    if (!value) return {};
    return {item_of(*value)};
  }
};

}  // namespace

Result<PluginFields::Parameter> PluginFields::read(const CambrianField& field) {
  if (field.size < sizeof(CambrianField) || !is_path(field.path)) {
    return Error{"", "describes a parameter without a lower_case name", ""};
  }
  if (field.scalar == CAMBRIAN_GROUP) return Parameter{&field, {}};
  const bool single = field.shape == CAMBRIAN_ONE && field.scalar <= CAMBRIAN_TEXT;
  if (single && field.initial.count != 1) {
    return Error{field.path, "the parameter has no initial value", ""};
  }
  Slot value = single ? one<Slot>(field, field.initial.items[0]) : several<Slot>(field);
  if (std::holds_alternative<std::monostate>(value)) {
    return Error{field.path, "the parameter is of a kind that this program does not know",
                 "numbers, texts, booleans; lists and optionals of numbers and texts; maps from "
                 "texts to numbers or texts"};
  }
  return Parameter{&field, std::move(value)};
}

Result<PluginFields> PluginFields::make(const CambrianField* const* fields, std::size_t count) {
  PluginFields made;
  std::set<std::string> paths;
  for (std::size_t i = 0; i < count; ++i) {
    if (fields[i] == nullptr) return Error{"", "describes a parameter by nothing", ""};
    Result<Parameter> parameter = read(*fields[i]);
    if (!parameter) return parameter.error();
    if (!paths.insert(parameter->field->path).second) {
      return Error{parameter->field->path, "two parameters of this name", ""};
    }
    made.parameters_.push_back(std::move(*parameter));
  }
  made.initial_ = made.parameters_;
  return made;
}

FieldList PluginFields::list(std::deque<Parameter>& parameters) const {
  FieldList list;
  for (Parameter& parameter : parameters) {
    const CambrianField& from = *parameter.field;
    const std::string help = from.help == nullptr ? "" : from.help;
    if (from.scalar == CAMBRIAN_GROUP) {
      list.add(FieldGroup{from.path, help});
      continue;
    }
    Field field{from.path, help, {}, {}, {}, {}};
    std::visit(
        [&](auto& value) {
          if constexpr (!std::is_same_v<decltype(value), std::monostate&>) field.pointer = &value;
        },
        parameter.value);
    const bool numeric = from.scalar != CAMBRIAN_TEXT && from.scalar != CAMBRIAN_BOOLEAN;
    if (numeric && (from.low != 0 || from.high != 0)) {
      field.range = Range{from.low, from.high, from.above_low != 0};
    } else if (from.scalar == CAMBRIAN_NATURAL) {
      field.range = Range{.low = 0};  // lists are held with a sign
    }
    for (std::size_t i = 0; i < from.choice_count; ++i) field.choices.emplace_back(from.choices[i]);
    list.add(std::move(field));
  }
  return list;
}

FieldList PluginFields::fields() {
  FieldList present = list(parameters_);
  present.take_defaults(list(initial_));
  return present;
}

PluginFields::Values::Values(const PluginFields& fields) {
  for (const Parameter& parameter : fields.parameters_) {
    items_.push_back(std::visit(ItemsOf{}, parameter.value));
  }
  for (const auto& items : items_) values_.push_back({items.data(), items.size()});
}

}  // namespace cambrian
