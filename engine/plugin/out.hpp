// Out: what a plugin writes.
#pragma once

#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/plugin/abi.h"

namespace cambrian {

/// A byte string that a plugin appends to. The plugin must not be thrown at, so a lack of memory
/// shows in the end: std::bad_alloc.
class Out : public CambrianOut {
 public:
  Out() { write = append; }
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;

  Bytes take() {
    if (too_large_) throw std::bad_alloc();
    return std::move(bytes_);
  }
  std::string text() {
    const Bytes bytes = take();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  /// Values of a trivially copyable type; bytes after the last whole one are dropped.
  template <class T>
  std::vector<T> all() {
    const Bytes bytes = take();
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }
  std::vector<double> numbers() { return all<double>(); }

 private:
  static void append(CambrianOut* out, const void* data, std::size_t size) {
    Out& self = *static_cast<Out*>(out);
    try {
      const auto* bytes = static_cast<const std::byte*>(data);
      self.bytes_.insert(self.bytes_.end(), bytes, bytes + size);
    } catch (const std::exception&) {
      self.too_large_ = true;
    }
  }
  Bytes bytes_;
  bool too_large_ = false;
};

inline CambrianView view_of(const Bytes& bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace cambrian
