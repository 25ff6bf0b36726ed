// Frame: a message as it travels between processes, with its check sum.
#pragma once

#include <cstdint>
#include <optional>

#include "cluster/message.hpp"
#include "engine/core/bytes.hpp"

namespace cambrian {

/// `thread` is the worker thread of the process that it comes from or goes to; kAllThreads for what
/// concerns the whole process.
struct Frame {
  static constexpr std::uint32_t kAllThreads = UINT32_MAX;

  std::uint32_t thread = kAllThreads;
  MessageKind kind{};
  Bytes payload;
  double seconds = 0;

  Bytes encode() const;
  /// None when the frame is damaged or of another format.
  static std::optional<Frame> decode(BytesView wire);
};

}  // namespace cambrian
