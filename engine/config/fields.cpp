#include "engine/config/fields.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "engine/config/config.hpp"

namespace cambrian {
namespace {

using Scalar = FieldType::Scalar;
using Shape = FieldType::Shape;

template <class T>
constexpr FieldType type_of(const T*) {
  if (std::is_same_v<T, JsonText>) return {Scalar::any, Shape::one};
  if (std::is_same_v<T, bool>) return {Scalar::boolean, Shape::one};
  if (std::is_floating_point_v<T>) return {Scalar::number, Shape::one};
  if (std::is_integral_v<T>)
    return {std::is_unsigned_v<T> ? Scalar::natural : Scalar::whole, Shape::one};
  return {Scalar::text, Shape::one};
}
template <class T>
constexpr FieldType type_of(const std::vector<T>*) {
  return {type_of(static_cast<const T*>(nullptr)).scalar, Shape::list};
}
template <class T>
constexpr FieldType type_of(const std::map<std::string, T>*) {
  return {type_of(static_cast<const T*>(nullptr)).scalar, Shape::map};
}
template <class T>
constexpr FieldType type_of(const std::optional<T>*) {
  return {type_of(static_cast<const T*>(nullptr)).scalar, Shape::optional};
}
FieldType type_of(const EnumPointer&) { return {Scalar::text, Shape::one}; }
FieldType type_of(const TablePointer&) { return {Scalar::object, Shape::map}; }

// 1000000 as "1000000", 0.5 as "0.5".
std::string number_text(double value) {
  if (value == std::trunc(value) && std::abs(value) < 1e15)
    return std::to_string(static_cast<std::int64_t>(value));
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string range_text(const Range& range) {
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (range.above_low) {
    const std::string text = " above " + number_text(range.low);
    return high ? text + " and at most " + number_text(range.high) : text;
  }
  if (low && high) return " from " + number_text(range.low) + " to " + number_text(range.high);
  if (low) return " of at least " + number_text(range.low);
  if (high) return " of at most " + number_text(range.high);
  return "";
}

std::string one_of(const std::vector<std::string>& choices) {
  std::string text = "one of";
  for (std::size_t i = 0; i < choices.size(); ++i) text += (i == 0 ? " " : ", ") + choices[i];
  return text;
}

}  // namespace

FieldType Field::type() const {
  return std::visit([](const auto& target) { return type_of(target); }, pointer);
}

std::string expected_element(const Field& field) {
  const Scalar scalar = field.type().scalar;
  if (scalar == Scalar::any) return "any value";
  if (scalar == Scalar::object) return "an object";
  if (scalar == Scalar::boolean) return "true or false";
  if (scalar == Scalar::text) return field.choices.empty() ? "a text" : one_of(field.choices);
  Range range = field.range.value_or(Range{});
  if (scalar == Scalar::natural && range.low < 0) range.low = 0;
  return (scalar == Scalar::number ? "a number" : "a whole number") + range_text(range);
}

std::string expected(const Field& field) {
  const std::string scalar = expected_element(field);
  switch (field.type().shape) {
    case Shape::list:
      return "a list, each " + scalar;
    case Shape::map:
      return "an object of names, each with " + scalar;
    case Shape::optional:
      return scalar + ", or none";
    case Shape::one:
      break;
  }
  return scalar;
}

const Field* FieldList::find(std::string_view path) const {
  for (const Field& field : fields_) {
    if (field.path == path) return &field;
  }
  return nullptr;
}

}  // namespace cambrian
