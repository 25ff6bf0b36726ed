// FileSystem: the few operations on files that saved state needs, as a seam for tests that forget
// what was not synced.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/bytes.hpp"
#include "engine/core/result.hpp"

namespace cambrian {

/// An open file that is read anywhere and written at its end. Closed by its destructor, which gives
/// up the lock and syncs nothing. Not for two threads at once. Errors name the path.
class File {
 public:
  virtual ~File() = default;
  /// Appends all bytes or fails (e.g. a full disk), in which case a part may have been written.
  virtual Result<void> append(BytesView bytes) = 0;
  /// Returns once everything appended is on the disk (fdatasync).
  virtual Result<void> sync() = 0;
  /// Cuts the file to `size` <= size().
  virtual Result<void> truncate(std::uint64_t size) = 0;
  /// Reads up to `count` bytes from `offset`; fewer only at the end of the file.
  virtual Result<Bytes> read(std::uint64_t offset, std::size_t count) const = 0;
  virtual Result<std::uint64_t> size() const = 0;
  /// Takes the exclusive lock on the file, or fails at once: false when another process (or another
  /// File of this one) has it.
  virtual Result<bool> try_lock() = 0;
};

enum class OpenMode {
  read,     ///< must exist
  append,   ///< must exist; read and append
  create,   ///< must not exist; read and append
  replace,  ///< made empty if it exists
  extend,   ///< made if it does not exist; read and append
};

/// Const and thread-safe. Paths as the operating system takes them.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) const = 0;
  virtual bool exists(const std::string& path) const = 0;
  /// Replaces `to` in one step.
  virtual Result<void> rename(const std::string& from, const std::string& to) const = 0;
  virtual Result<void> remove(const std::string& path) const = 0;
  /// False when it exists already; parents are made as needed.
  virtual Result<bool> make_folder(const std::string& path) const = 0;
  /// Names of the folder's entries, in no order; none when there is no such folder.
  virtual Result<std::vector<std::string>> list(const std::string& path) const = 0;
  /// Returns once the folder's entries (names made, renamed, removed) are on the disk.
  virtual Result<void> sync_folder(const std::string& path) const = 0;

  /// The real one.
  static const FileSystem& posix();
};

/// "a/b" for "a/b/c"; "." for a bare name.
std::string folder_of(const std::string& path);

/// The whole content of a file.
Result<Bytes> read_file(const FileSystem& files, const std::string& path);

/// Replaces a file in one step: a reader, also after a crash, sees the old content or the new one,
/// never a part. The new one is on the disk when this returns.
Result<void> replace_file(const FileSystem& files, const std::string& path, BytesView content);

}  // namespace cambrian
