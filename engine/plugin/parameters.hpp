// What fields() says about a plugin's parameters, as the tables of the C ABI, and back into a
// struct.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/config/limits.hpp"
#include "engine/plugin/abi.h"

namespace cambrian::plugin {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_same_v<T, std::string>;
template <class T>
concept Map = requires {
  typename T::mapped_type;
};
template <class T>
concept Optional = requires(const T& value) {
  value.has_value();
};
template <class T>
concept List = !Map<T> && !std::is_same_v<T, std::string> && requires(T value) {
  value.push_back(typename T::value_type{});
};

template <class T>
struct ElementType {
  using type = T;
};
template <Map T>
struct ElementType<T> {
  using type = typename T::mapped_type;
};
template <class T>
requires Optional<T> || List<T>
struct ElementType<T> {
  using type = typename T::value_type;
};

/// What a parameter may be: numbers, bool, std::string; std::vector and std::optional of numbers
/// and texts; std::map from std::string to double or std::string.
template <class T>
concept Parameter = Scalar<typename ElementType<T>::type> &&
    (!(List<T> || Optional<T>) || !std::is_same_v<typename ElementType<T>::type, bool>)&&(
        !Map<T> || std::is_same_v<typename ElementType<T>::type, double> ||
        std::is_same_v<typename ElementType<T>::type, std::string>);

template <class T>
constexpr std::uint32_t scalar_of() {
  if (std::is_same_v<T, bool>) return CAMBRIAN_BOOLEAN;
  if (std::is_floating_point_v<T>) return CAMBRIAN_NUMBER;
  if (std::is_integral_v<T>) return std::is_unsigned_v<T> ? CAMBRIAN_NATURAL : CAMBRIAN_WHOLE;
  return CAMBRIAN_TEXT;
}
template <class T>
constexpr std::uint32_t shape_of() {
  if (Map<T>) return CAMBRIAN_MAP;
  if (Optional<T>) return CAMBRIAN_OPTIONAL;
  return List<T> ? CAMBRIAN_LIST : CAMBRIAN_ONE;
}

/// One field and all that it points to; stays where it is.
class FieldRecord {
 public:
  FieldRecord(std::string path, std::string_view help) : path_(std::move(path)), help_(help) {
    field_.size = sizeof field_;
    field_.scalar = CAMBRIAN_GROUP;
    field_.path = path_.c_str();
    field_.help = help_.c_str();
  }
  FieldRecord(const FieldRecord&) = delete;
  FieldRecord& operator=(const FieldRecord&) = delete;

  template <Parameter T>
  void set_type_and_value(const T& value) {
    using Element = typename ElementType<T>::type;
    field_.scalar = scalar_of<Element>();
    field_.shape = shape_of<T>();
    if constexpr (Map<T>) {
      for (const auto& [name, element] : value) add(element, name);
    } else if constexpr (Optional<T>) {
      if (value.has_value()) add(*value, {});
    } else if constexpr (List<T>) {
      for (const auto& element : value) add(element, {});
    } else {
      add(value, {});
    }
    if (field_.scalar == CAMBRIAN_TEXT || field_.shape == CAMBRIAN_MAP) point_into_texts();
    field_.initial = {items_.data(), items_.size()};
    // A type that is narrower than the host's is a range, too.
    if constexpr (std::is_integral_v<Element> && !std::is_same_v<Element, bool> &&
                  sizeof(Element) < 8) {
      set_range({static_cast<double>(std::numeric_limits<Element>::min()),
                 static_cast<double>(std::numeric_limits<Element>::max())});
    }
  }
  void set_range(const Range& range) {
    const bool any = field_.low == 0 && field_.high == 0;
    if (any || range.low > field_.low || (range.low == field_.low && range.above_low)) {
      field_.low = range.low;
      field_.above_low = range.above_low ? 1 : 0;
    }
    if (any || range.high < field_.high) field_.high = range.high;
  }
  void set_choices(std::vector<std::string> names) {
    choices_ = std::move(names);
    for (const std::string& name : choices_) choice_texts_.push_back(name.c_str());
    field_.choices = choice_texts_.data();
    field_.choice_count = choice_texts_.size();
  }
  const CambrianField* field() const { return &field_; }

 private:
  template <class T>
  void add(const T& value, std::string_view name) {
    CambrianItem item{};
    std::string text;
    if constexpr (std::is_same_v<T, std::string>) {
      text = value;
    } else if constexpr (std::is_floating_point_v<T>) {
      item.number = value;
    } else if constexpr (std::is_unsigned_v<T> && !std::is_same_v<T, bool>) {
      item.natural = value;
    } else {
      item.whole = value;
    }
    items_.push_back(item);
    texts_.emplace_back(std::string(name), std::move(text));
  }
  void point_into_texts() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (field_.shape == CAMBRIAN_MAP) items_[i].name = texts_[i].first.c_str();
      if (field_.scalar == CAMBRIAN_TEXT) items_[i].text = texts_[i].second.c_str();
    }
  }

  const std::string path_;
  const std::string help_;
  CambrianField field_{};
  std::vector<CambrianItem> items_;
  std::vector<std::pair<std::string, std::string>> texts_;  // of each item: name, text
  std::vector<std::string> choices_;
  std::vector<const char*> choice_texts_;
};

/// The visitor that writes down what fields(v, params) says.
class FieldTable {
 public:
  template <class T>
  void operator()(std::string_view name, const T& value, std::string_view help) {
    if constexpr (Parameter<T>) {
      add(name, help).set_type_and_value(value);
    } else {
      const std::string outer = prefix_;
      add(name, help);
      prefix_ += std::string(name) + ".";
      fields(*this, const_cast<T&>(value));  // describing changes nothing
      prefix_ = outer;
    }
  }
  template <Parameter T>
  void operator()(std::string_view name, const T& value, Range range, std::string_view help) {
    FieldRecord& record = add(name, help);
    record.set_type_and_value(value);
    record.set_range(range);
  }
  template <Parameter T>
  void operator()(std::string_view name, const T& value, Choice choice, std::string_view help) {
    FieldRecord& record = add(name, help);
    record.set_type_and_value(value);
    record.set_choices(std::move(choice.names));
  }
  template <class Enum>
  void operator()(std::string_view name, const Enum& value, Named<Enum> named,
                  std::string_view help) {
    std::vector<std::string> names;
    std::string present;
    for (const auto& entry : named.values) {
      names.push_back(entry.second);
      if (entry.first == value) present = entry.second;
    }
    FieldRecord& record = add(name, help);
    record.set_type_and_value(present);
    record.set_choices(std::move(names));
  }

  const std::vector<const CambrianField*>& all() const { return fields_; }

 private:
  FieldRecord& add(std::string_view name, std::string_view help) {
    records_.push_back(std::make_unique<FieldRecord>(prefix_ + std::string(name), help));
    fields_.push_back(records_.back()->field());
    return *records_.back();
  }

  std::string prefix_;
  std::vector<std::unique_ptr<FieldRecord>> records_;
  std::vector<const CambrianField*> fields_;
};

/// The visitor that sets the members to values that the host has checked, in the order of a table.
class ValueReader {
 public:
  explicit ValueReader(const CambrianValue* values) : next_(values) {}

  template <class T>
  void operator()(std::string_view, T& value, std::string_view) {
    if constexpr (Parameter<T>) {
      set(value);
    } else {
      ++next_;  // the group
      fields(*this, value);
    }
  }
  template <Parameter T>
  void operator()(std::string_view, T& value, const Range&, std::string_view) {
    set(value);
  }
  template <Parameter T>
  void operator()(std::string_view, T& value, const Choice&, std::string_view) {
    set(value);
  }
  template <class Enum>
  void operator()(std::string_view, Enum& value, const Named<Enum>& named, std::string_view) {
    std::string name;
    set(name);
    for (const auto& entry : named.values) {
      if (entry.second == name) value = entry.first;
    }
  }

 private:
  template <class T>
  static T element(const CambrianItem& item) {
    if constexpr (std::is_same_v<T, std::string>) {
      return item.text;
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(item.number);
    } else if constexpr (std::is_unsigned_v<T> && !std::is_same_v<T, bool>) {
      return static_cast<T>(item.natural);
    } else {
      return static_cast<T>(item.whole);
    }
  }
  template <class T>
  void set(T& value) {
    using Element = typename ElementType<T>::type;
    const CambrianValue& from = *next_++;
    if constexpr (Scalar<T>) {
      value = element<T>(from.items[0]);
    } else {
      value = T{};
      for (std::size_t i = 0; i < from.count; ++i) {
        const CambrianItem& item = from.items[i];
        if constexpr (Map<T>) {
          value[item.name] = element<Element>(item);
        } else if constexpr (Optional<T>) {
          value = element<Element>(item);
        } else {
          value.push_back(element<Element>(item));
        }
      }
    }
  }

  const CambrianValue* next_;
};

}  // namespace cambrian::plugin
