#include "engine/config/value.hpp"

#include <algorithm>
#include <cmath>

#include "engine/config/config.hpp"
#include "engine/core/suggest.hpp"

namespace cambrian::config {
namespace {

template <class T>
constexpr bool kIsWhole = std::is_integral_v<T> && !std::is_same_v<T, bool>;

Json encode(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
template <class T>
Json encode(const T& value) {
  return value;
}
Json encode(const JsonText& value) { return parse(value.text).value_or(nullptr); }
template <class T>
Json encode(const std::vector<T>& values) {
  Json result = Json::array();
  for (const T& value : values) result.push_back(encode(value));
  return result;
}
template <class T>
Json encode(const std::map<std::string, T>& values) {
  Json result = Json::object();
  for (const auto& [name, value] : values) result[name] = encode(value);
  return result;
}
template <class T>
Json encode(const std::optional<T>& value) {
  return value ? encode(*value) : Json(nullptr);
}

Json encode(const TablePointer& table) {
  Json result = Json::object();
  for (const std::string& name : table.names()) result[name] = write_object(table.row(name), true);
  return result;
}

// Takes JSON apart into one field's value and collects all that is wrong.
class Assigner {
 public:
  explicit Assigner(const Field& field) : field_(field) {}
  std::vector<Error> errors;

  void set(bool& target, const Json& value, const std::string& at) {
    if (value.is_boolean()) {
      target = value.get<bool>();
    } else {
      wrong(value, at);
    }
  }

  void set(double& target, const Json& value, const std::string& at) {
    double number = NAN;
    if (value.is_number()) number = value.get<double>();
    if (value == "inf") number = INFINITY;
    if (value == "-inf") number = -INFINITY;
    const Range range = field_.range.value_or(Range{});
    const bool inside =
        number <= range.high && (range.above_low ? number > range.low : number >= range.low);
    if (inside) {
      target = number;
    } else {
      wrong(value, at);
    }
  }

  template <class T>
  requires kIsWhole<T>
  void set(T& target, const Json& value, const std::string& at) {
    const std::optional<T> number = whole<T>(value);
    const Range range = field_.range.value_or(Range{});
    const auto approximate = static_cast<double>(number.value_or(0));
    const bool inside = number && approximate <= range.high &&
                        (range.above_low ? approximate > range.low : approximate >= range.low);
    if (inside) {
      target = *number;
    } else {
      wrong(value, at);
    }
  }

  void set(std::string& target, const Json& value, const std::string& at) {
    if (!value.is_string()) return wrong(value, at);
    const auto text = value.get<std::string>();
    const auto& choices = field_.choices;
    if (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end()) {
      target = text;
    } else {
      wrong(value, at, did_you_mean(text, choices));
    }
  }

  template <class T>
  void set(std::vector<T>& target, const Json& value, const std::string& at) {
    if (!value.is_array()) return wrong(value, at);
    target.assign(value.size(), T{});
    for (std::size_t i = 0; i < value.size(); ++i)
      set(target[i], value[i], at + "[" + std::to_string(i) + "]");
  }

  // A number in a list of texts is its text: "on": [0, 1].
  void set(std::vector<std::string>& target, const Json& value, const std::string& at) {
    if (!value.is_array()) return wrong(value, at);
    target.assign(value.size(), "");
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool number = value[i].is_number() && field_.choices.empty();
      set(target[i], number ? Json(print(value[i])) : value[i], at + "[" + std::to_string(i) + "]");
    }
  }

  template <class T>
  void set(std::map<std::string, T>& target, const Json& value, const std::string& at) {
    if (!value.is_object()) return wrong(value, at);
    target.clear();
    for (const auto& [name, item] : value.items()) set(target[name], item, at + "." + name);
  }

  template <class T>
  void set(std::optional<T>& target, const Json& value, const std::string& at) {
    if (value.is_null()) {
      target.reset();
    } else {
      set(target.emplace(), value, at);
    }
  }

  void set(JsonText& target, const Json& value, const std::string&) { target.text = print(value); }

  void set(const TablePointer& target, const Json& value, const std::string& at) {
    if (!value.is_object()) return wrong(value, at);
    target.clear();
    for (const auto& [name, row] : value.items()) {
      const std::string place = at + "." + name;
      if (!row.is_object()) {
        wrong(row, place);
        continue;
      }
      for (Error& error : read_object(target.row(name), row)) {
        error.where = place + "." + error.where;
        errors.push_back(std::move(error));
      }
    }
  }

  void set(const EnumPointer& target, const Json& value, const std::string& at) {
    std::string name;
    set(name, value, at);
    const auto place = std::find(field_.choices.begin(), field_.choices.end(), name);
    if (place != field_.choices.end())
      target.set(static_cast<std::size_t>(place - field_.choices.begin()));
  }

 private:
  // Accepts 1000, 1e3 and 1000.0.
  template <class T>
  static std::optional<T> whole(const Json& value) {
    if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (std::in_range<T>(number)) return static_cast<T>(number);
    } else if (value.is_number_integer()) {
      const auto number = value.get<std::int64_t>();
      if (std::in_range<T>(number)) return static_cast<T>(number);
    } else if (value.is_number_float()) {
      const auto number = value.get<double>();
      const bool exact = std::abs(number) <= 0x1p53 && number == std::trunc(number);
      if (exact && std::in_range<T>(static_cast<std::int64_t>(number)))
        return static_cast<T>(number);
    }
    return std::nullopt;
  }

  void wrong(const Json& value, const std::string& at, std::string hint = "") {
    std::string found = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (found.size() > 60) found = found.substr(0, 57) + "...";
    errors.push_back({at,
                      "expected " + (at.empty() ? expected(field_) : expected_element(field_)) +
                          ", found " + found,
                      std::move(hint)});
  }

  const Field& field_;
};

}  // namespace

Json to_json(const Field& field) {
  return std::visit(
      [&](const auto& pointer) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(pointer)>, EnumPointer>) {
          return field.choices.at(pointer.get());
        } else if constexpr (std::is_same_v<std::decay_t<decltype(pointer)>, TablePointer>) {
          return encode(pointer);
        } else {
          return encode(*pointer);
        }
      },
      field.pointer);
}

std::vector<Error> assign(const Field& field, const Json& value) {
  Assigner assigner(field);
  std::visit(
      [&](const auto& pointer) {
        if constexpr (!std::is_pointer_v<std::decay_t<decltype(pointer)>>) {
          assigner.set(pointer, value, "");
        } else {
          assigner.set(*pointer, value, "");
        }
      },
      field.pointer);
  return std::move(assigner.errors);
}

std::optional<Json> parse(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::string print(const Json& value, int indent) { return value.dump(indent); }

}  // namespace cambrian::config
