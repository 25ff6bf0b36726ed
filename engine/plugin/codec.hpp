// How a plugin's genomes and training states become bytes and values again.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/plugin/abi.h"

namespace cambrian::plugin {

// True in a constant expression only when no byte of a fresh T is padding, whose value is chance.
template <class T>
constexpr bool every_byte_is_known() {
  const auto bytes = __builtin_bit_cast(std::array<unsigned char, sizeof(T)>, T{});
  std::size_t sum = 0;
  for (unsigned char byte : bytes) sum += byte;
  return sum <= 255 * sizeof(T);
}
template <class T>
concept ConstantlyMade = requires {
  typename std::bool_constant<((void)T{}, true)>;
};
template <class T>
concept WithoutPadding = !ConstantlyMade<T> || requires {
  typename std::bool_constant<every_byte_is_known<T>()>;
};

template <class T>
constexpr bool kIsView = false;
template <class T, std::size_t n>
constexpr bool kIsView<std::span<T, n>> = true;
template <class C>
constexpr bool kIsView<std::basic_string_view<C>> = true;

template <class T>
constexpr bool kIsSequence = false;
template <class T>
constexpr bool kIsSequence<std::vector<T>> = std::is_trivially_copyable_v<T>;
template <>
inline constexpr bool kIsSequence<std::vector<bool>> = false;
template <>
inline constexpr bool kIsSequence<std::string> = true;

/// Its bytes are its value.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T> &&
                !std::is_pointer_v<T> &&
                !kIsView<T>;
/// Its elements' bytes are its value: std::vector of plain elements, std::string.
template <class T>
concept Sequence = kIsSequence<T>;
/// Turns itself into bytes: a std::string, or a std::vector of std::byte or another byte.
template <class T>
concept Encodes = requires(const T& value) {
  value.encode().data();
  requires sizeof(*value.encode().data()) == 1;
};
template <class T>
concept DecodesText = requires(std::string_view text) {
  T(T::decode(text));
};
template <class T>
concept DecodesBytes = requires(std::span<const std::byte> bytes) {
  T(T::decode(bytes));
};

template <class T>
concept Codable = Plain<T> || Sequence<T> ||(Encodes<T> && (DecodesText<T> || DecodesBytes<T>));

/// The type whose padding would make equal values differ in their bytes.
template <class T>
struct ElementOf {
  using type = T;
};
template <class T>
struct ElementOf<std::vector<T>> {
  using type = T;
};
template <class T>
concept KnownBytes = !(Plain<T> || Sequence<T>) || std::is_same_v<T, std::string> || Encodes<T> ||
                     WithoutPadding<typename ElementOf<T>::type>;

template <Codable T>
void write(CambrianOut* out, const T& value) {
  if constexpr (Encodes<T>) {
    const auto bytes = value.encode();
    out->write(out, bytes.data(), bytes.size());
  } else if constexpr (Sequence<T>) {
    out->write(out, value.data(), value.size() * sizeof(*value.data()));
  } else {
    out->write(out, &value, sizeof value);
  }
}

/// Throws std::runtime_error for bytes of a wrong size, and what T::decode throws.
template <Codable T>
T read(const CambrianView& view) {
  if constexpr (Encodes<T>) {
    if constexpr (DecodesBytes<T>) {
      return T(T::decode(std::span(static_cast<const std::byte*>(view.data), view.size)));
    } else {
      return T(T::decode(std::string_view(static_cast<const char*>(view.data), view.size)));
    }
  } else if constexpr (Sequence<T>) {
    using Element = typename T::value_type;
    if (view.size % sizeof(Element) != 0) throw std::runtime_error("bytes of a wrong size");
    T value;
    value.resize(view.size / sizeof(Element));
    if (view.size > 0) std::memcpy(value.data(), view.data, view.size);
    return value;
  } else {
    if (view.size != sizeof(T)) throw std::runtime_error("bytes of a wrong size");
    T value;
    std::memcpy(static_cast<void*>(&value), view.data, sizeof(T));
    return value;
  }
}

}  // namespace cambrian::plugin
