#include "engine/core/archive.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/binary_object.hpp>
#include <cstring>
#include <streambuf>

namespace cambrian {
namespace {

constexpr unsigned kFlags = boost::archive::no_header | boost::archive::no_codecvt;

class AppendBuffer : public std::streambuf {
 public:
  Bytes bytes;

 protected:
  std::streamsize xsputn(const char* data, std::streamsize n) override {
    const auto* first = reinterpret_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), first, first + n);
    return n;
  }
  int_type overflow(int_type c) override {
    bytes.push_back(static_cast<std::byte>(c));
    return c;
  }
};

class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(BytesView view) {
    char* first = const_cast<char*>(reinterpret_cast<const char*>(view.data()));
    setg(first, first, first + view.size());
  }
  std::size_t left() const { return static_cast<std::size_t>(egptr() - gptr()); }
};

}  // namespace

struct Encoder::Impl {
  AppendBuffer buffer;
  boost::archive::binary_oarchive archive{buffer, kFlags};
};

Encoder::Encoder() : impl_(std::make_unique<Impl>()) {}
Encoder::~Encoder() = default;

void Encoder::u64(std::uint64_t value) { impl_->archive << value; }
void Encoder::f64(double value) { impl_->archive << value; }

void Encoder::bytes(BytesView value) {
  u64(value.size());
  if (!value.empty()) impl_->archive.save_binary(value.data(), value.size());
}

Bytes Encoder::take() {
  Bytes result = std::move(impl_->buffer.bytes);
  impl_ = std::make_unique<Impl>();
  return result;
}

struct Decoder::Impl {
  explicit Impl(BytesView view) : buffer(view) {}
  void need(std::size_t n) const {
    if (buffer.left() < n) throw DecodeError("the data end too early");
  }
  ViewBuffer buffer;
  boost::archive::binary_iarchive archive{buffer, kFlags};
};

Decoder::Decoder(BytesView view) : impl_(std::make_unique<Impl>(view)) {}
Decoder::~Decoder() = default;

std::uint64_t Decoder::u64() {
  impl_->need(sizeof(std::uint64_t));
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
  impl_->need(sizeof(double));
  double value = 0;
  impl_->archive >> value;
  return value;
}

Bytes Decoder::bytes() {
  const std::uint64_t size = u64();
  impl_->need(size);
  Bytes value(size);
  if (size > 0) impl_->archive.load_binary(value.data(), size);
  return value;
}

std::string Decoder::text() {
  const Bytes raw = bytes();
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

bool Decoder::at_end() const { return impl_->buffer.left() == 0; }

}  // namespace cambrian
