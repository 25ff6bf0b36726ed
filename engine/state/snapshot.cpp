#include "engine/state/snapshot.hpp"

#include <algorithm>
#include <cstring>

namespace cambrian {
namespace {

// Format: docs/formats/snapshot.md. Numbers are little-endian.
constexpr std::string_view kMagic = "CMBSNAP\x01";
constexpr std::size_t kHeaderSize = 24;

void put(std::byte* to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint64_t get(const std::byte* from, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value |= std::to_integer<std::uint64_t>(from[i]) << (8 * i);
  return value;
}

Error damaged(const std::string& path) {
  return {path, "the snapshot is damaged", "restore it from a copy, or start the run again"};
}

}  // namespace

Result<void> write_snapshot(const std::string& path, BytesView payload, const FileSystem& files) {
  Bytes framed(kHeaderSize + payload.size());
  std::memcpy(framed.data(), kMagic.data(), kMagic.size());
  put(framed.data() + 8, payload.size(), 8);
  put(framed.data() + 16, crc32c(payload), 4);
  put(framed.data() + 20, crc32c(BytesView(framed).first(20)), 4);
  std::copy(payload.begin(), payload.end(), framed.begin() + kHeaderSize);
  return replace_file(files, path, framed);
}

Result<Bytes> read_snapshot(const std::string& path, const FileSystem& files) {
  auto content = read_file(files, path);
  if (!content) return content.error();
  const BytesView framed = *content;
  const BytesView magic = as_bytes(kMagic);
  if (framed.size() < kHeaderSize || !std::equal(magic.begin(), magic.end() - 1, framed.begin()))
    return damaged(path);
  if (crc32c(framed.first(20)) != get(framed.data() + 20, 4)) return damaged(path);
  if (framed[7] != magic[7]) {
    return Error{path,
                 "is a snapshot of format " + std::to_string(std::to_integer<int>(framed[7])) +
                     "; this program reads format 1",
                 "use the version of the program that made the run"};
  }
  const BytesView payload = framed.subspan(kHeaderSize);
  if (payload.size() != get(framed.data() + 8, 8) || crc32c(payload) != get(framed.data() + 16, 4))
    return damaged(path);
  content->erase(content->begin(), content->begin() + kHeaderSize);
  return content;
}

}  // namespace cambrian
