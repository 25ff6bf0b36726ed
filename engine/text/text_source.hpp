// TextSource: the bytes of a table, wherever they come from.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian::text {

/// A stream of bytes that is read once, from its beginning. Used by one thread at a time.
class TextSource {
 public:
  virtual ~TextSource() = default;
  /// Fills `room` (not empty) from its start and tells how many bytes it got; fewer than asked for
  /// only at the end.
  virtual Result<std::size_t> read(std::span<char> room) = 0;
};

/// A file, or standard input for "-"; gzip is unpacked on the way (recognised by its first bytes).
/// Errors: cannot be opened, is a folder, cannot be read, gzip data damaged or cut off.
Result<std::unique_ptr<TextSource>> open_text(const std::string& path);
/// All of it. Errors: those of open_text() and of reading.
Result<std::string> read_text(const std::string& path);
/// A text in memory, which must outlive the source.
std::unique_ptr<TextSource> text_in_memory(std::string_view text);

}  // namespace cambrian::text
