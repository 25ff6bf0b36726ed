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
  /// Of the format that this program speaks.
  static constexpr std::uint32_t kVersion = 2;

  /// None when the frame is damaged or of another version.
  static std::optional<Frame> decode(BytesView wire);
  /// The version of a sound frame that is not of ours. In every version a frame begins with its
  /// check sum and its version.
  static std::optional<std::uint32_t> foreign_version(BytesView wire);
};

}  // namespace cambrian
