#include "engine/core/archive.hpp"

#include <boost/archive/detail/common_iarchive.hpp>
#include <boost/archive/detail/common_oarchive.hpp>
#include <boost/serialization/binary_object.hpp>
#include <cstring>
#include <utility>

namespace cambrian {
namespace {

namespace archive = boost::archive;

// Boost's own binary archives write the same bytes, but make a std::locale each, which takes longer
// than a whole message.
class ByteWriter final : public archive::detail::common_oarchive<ByteWriter> {
 public:
  void save_binary(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), first, first + size);
  }
  Bytes bytes;

 private:
  friend class archive::detail::interface_oarchive<ByteWriter>;
  friend class archive::save_access;
  template <class Number>
  void save(const Number& value) {
    save_binary(&value, sizeof value);
  }
};

class ByteReader final : public archive::detail::common_iarchive<ByteReader> {
 public:
  explicit ByteReader(BytesView view) : left_(view) {}
  void load_binary(void* data, std::size_t size) {
    if (left_.size() < size) throw DecodeError("the data end too early");
    if (size > 0) std::memcpy(data, left_.data(), size);
    left_ = left_.subspan(size);
  }
  std::size_t left() const { return left_.size(); }

 private:
  friend class archive::detail::interface_iarchive<ByteReader>;
  friend class archive::load_access;
  template <class Number>
  void load(Number& value) {
    load_binary(&value, sizeof value);
  }
  BytesView left_;
};

}  // namespace

struct Encoder::Impl {
  ByteWriter archive;
};

Encoder::Encoder() : impl_(std::make_unique<Impl>()) {}
Encoder::~Encoder() = default;

void Encoder::u64(std::uint64_t value) { impl_->archive << value; }
void Encoder::f64(double value) { impl_->archive << value; }

void Encoder::bytes(BytesView value) {
  u64(value.size());
  impl_->archive.save_binary(value.data(), value.size());
}

Bytes Encoder::take() { return std::exchange(impl_->archive.bytes, {}); }

struct Decoder::Impl {
  explicit Impl(BytesView view) : archive(view) {}
  ByteReader archive;
};

Decoder::Decoder(BytesView view) : impl_(std::make_unique<Impl>(view)) {}
Decoder::~Decoder() = default;

std::uint64_t Decoder::u64() {
  std::uint64_t value = 0;
  impl_->archive >> value;
  return value;
}

std::uint64_t Decoder::u64_at_most(std::uint64_t limit) {
  const std::uint64_t value = u64();
  if (value > limit) throw DecodeError("a number is out of range");
  return value;
}

double Decoder::f64() {
  double value = 0;
  impl_->archive >> value;
  return value;
}

Bytes Decoder::bytes() {
  const std::uint64_t size = u64();
  if (impl_->archive.left() < size) throw DecodeError("the data end too early");
  Bytes value(size);
  impl_->archive.load_binary(value.data(), size);
  return value;
}

std::string Decoder::text() {
  const Bytes raw = bytes();
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

bool Decoder::at_end() const { return impl_->archive.left() == 0; }

}  // namespace cambrian
