// Frames as another version of the program would send them.
#pragma once

#include <cstdint>
#include <cstring>

#include "engine/core/bytes.hpp"

namespace cambrian::testing {

/// The frame with its version changed and its check sum right.
inline Bytes of_version(Bytes frame, std::uint32_t version) {
  std::memcpy(frame.data() + 4, &version, 4);
  const std::uint32_t crc = crc32c(BytesView(frame).subspan(4));
  std::memcpy(frame.data(), &crc, 4);
  return frame;
}

}  // namespace cambrian::testing
