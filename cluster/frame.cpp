#include "cluster/frame.hpp"

#include <cstring>

namespace cambrian {
namespace {

// Format: docs/formats/wire.md. The check sum is that of the rest and the payload.
struct Header {
  std::uint32_t crc;
  std::uint32_t version;
  std::uint32_t kind;
  std::uint32_t thread;
  double seconds;
};
// What frames of every version begin with.
struct Prefix {
  std::uint32_t crc;
  std::uint32_t version;
};

}  // namespace

Bytes Frame::encode() const {
  Header header{0, kVersion, static_cast<std::uint32_t>(kind), thread, seconds};
  Bytes wire(sizeof header + payload.size());
  std::memcpy(wire.data(), &header, sizeof header);
  if (!payload.empty()) std::memcpy(wire.data() + sizeof header, payload.data(), payload.size());
  header.crc = crc32c(BytesView(wire).subspan(sizeof header.crc));
  std::memcpy(wire.data(), &header, sizeof header);
  return wire;
}

std::optional<Frame> Frame::decode(BytesView wire) {
  Header header;
  if (wire.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, wire.data(), sizeof header);
  const bool sound = header.version == kVersion &&
                     header.crc == crc32c(wire.subspan(sizeof header.crc)) &&
                     header.kind >= static_cast<std::uint32_t>(MessageKind::hello) &&
                     header.kind <= static_cast<std::uint32_t>(MessageKind::leave);
  if (!sound) return std::nullopt;
  const BytesView payload = wire.subspan(sizeof header);
  return Frame{header.thread, static_cast<MessageKind>(header.kind),
               Bytes(payload.begin(), payload.end()), header.seconds};
}

std::optional<std::uint32_t> Frame::foreign_version(BytesView wire) {
  Prefix prefix;
  if (wire.size() < sizeof prefix) return std::nullopt;
  std::memcpy(&prefix, wire.data(), sizeof prefix);
  const bool sound = prefix.crc == crc32c(wire.subspan(sizeof prefix.crc));
  return sound && prefix.version != kVersion ? std::optional(prefix.version) : std::nullopt;
}

}  // namespace cambrian
