// Encoder and Decoder: one way to turn values into bytes and back, used by every saved state and
// every message.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/core/bytes.hpp"

namespace cambrian {

/// Thrown by Decoder when the bytes do not hold what is asked for. Frames are CRC-checked before
/// they are decoded, so this means a wrong version or a bug in the writer, never bad luck.
class DecodeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Appends values to a byte string (Boost.Serialization binary archive inside). Doubles keep every
/// bit. The bytes are for machines of one byte order.
class Encoder {
 public:
  Encoder();
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  void u64(std::uint64_t value);
  void f64(double value);
  void bytes(BytesView value);
  void text(std::string_view value) { bytes(as_bytes(value)); }
  /// A vector of trivially copyable values, as one block.
  template <class T>
  void block(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(std::as_bytes(values));
  }
  template <class T>
  void block(const std::vector<T>& values) {
    block(std::span<const T>(values));
  }
  /// Ends the archive and gives its bytes; the encoder is empty afterwards.
  Bytes take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads values in the order in which they were written. Every method throws DecodeError at the end
/// of the bytes; no length is trusted before it is checked against what is left.
class Decoder {
 public:
  /// The view must outlive the decoder.
  explicit Decoder(BytesView view);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  std::uint64_t u64();
  /// As u64, but throws unless the value is <= limit.
  std::uint64_t u64_at_most(std::uint64_t limit);
  double f64();
  Bytes bytes();
  std::string text();
  template <class T>
  std::vector<T> block() {
    static_assert(std::is_trivially_copyable_v<T>);
    const Bytes raw = bytes();
    if (raw.size() % sizeof(T) != 0) throw DecodeError("block of a wrong size");
    std::vector<T> values(raw.size() / sizeof(T));
    if (!raw.empty()) __builtin_memcpy(values.data(), raw.data(), raw.size());
    return values;
  }
  /// True when every byte has been read.
  bool at_end() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cambrian
