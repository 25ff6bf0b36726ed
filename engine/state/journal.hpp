// Journal: the append-only file of everything a run was told, in order; nothing in it is ever lost
// or silently wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/core/bytes.hpp"
#include "engine/core/result.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian {

/// What a record holds. 0 is the manifest (always and only the first record); who appends others
/// defines their numbers (1..255) and payloads, e.g. `constexpr RecordKind kEvaluated{1};`.
enum class RecordKind : std::uint8_t { manifest = 0 };

struct JournalRecord {
  RecordKind kind{};
  std::uint64_t offset = 0;  ///< of the record's frame in the file
  Bytes payload;
};

/// Reads records from the first to the last. Needs no lock: a journal that is being written reads
/// as ending before the record that is not yet whole. Format: docs/formats/journal.md.
class JournalReader {
 public:
  /// Fails when the file cannot be read or is no journal of this version.
  static Result<JournalReader> open(const std::string& path,
                                    const FileSystem& files = FileSystem::posix());

  /// The next record; empty at the end of the journal. A damaged record is an error that names its
  /// offset; what a crash leaves at the end of the file (a record cut short, blocks of zeros) is
  /// not damage: it ends the journal and makes torn() true.
  Result<std::optional<JournalRecord>> next();
  /// True after next() met an incomplete last record.
  bool torn() const { return torn_; }
  /// The end of the last record that next() gave.
  std::uint64_t offset() const { return offset_; }

 private:
  friend class Journal;
  JournalReader(std::string path, std::shared_ptr<const File> file, std::uint64_t size);
  static Result<JournalReader> start(const std::string& path, std::shared_ptr<const File> file,
                                     std::uint64_t size);
  Result<BytesView> window(std::uint64_t offset, std::size_t count);
  Result<bool> unwritten_from(std::uint64_t offset);
  Error damaged(std::uint64_t offset) const;

  std::string path_;
  std::shared_ptr<const File> file_;
  std::uint64_t size_ = 0;    // of the file when it was opened
  std::uint64_t offset_ = 0;  // where the next record begins
  Bytes buffer_;              // a part of the file, beginning at buffer_offset_
  std::uint64_t buffer_offset_ = 0;
  bool torn_ = false;
};

/// The writing side. Holds the exclusive lock of the file while it lives. Group commit: append()
/// any number of records, then sync() once; what was appended may be relied upon (answered to
/// others) only after sync() has succeeded. After an error of append() or sync() (e.g. a full disk)
/// the journal accepts nothing more and repeats the error: records synced before stay readable. Not
/// for two threads at once.
class Journal {
 public:
  /// Makes a new journal whose record 0 is `manifest`, durable on return. The file must not exist;
  /// after an error it does not either.
  static Result<Journal> create(const std::string& path, BytesView manifest,
                                const FileSystem& files = FileSystem::posix());
  /// Opens an existing one to append to it: checks every record, cuts a torn tail off. Fails when
  /// another process has it open, when it is damaged, or when its manifest is another one.
  static Result<Journal> open(const std::string& path, BytesView manifest,
                              const FileSystem& files = FileSystem::posix());

  /// Adds a record (payload < 4 GiB) to the current group; gives the offset of the journal's end
  /// after it. Kept in memory up to 1 MiB, then written (not synced).
  Result<std::uint64_t> append(RecordKind kind, BytesView payload);
  /// Returns once every appended record is on the disk. Cheap when there is nothing new.
  Result<void> sync();

  /// End of the last appended and of the last synced record.
  std::uint64_t appended() const { return appended_; }
  std::uint64_t durable() const { return durable_; }
  /// Records in the journal, with record 0.
  std::uint64_t records() const { return records_; }
  /// Bytes of a torn tail that open() cut off; 0 when the journal was whole.
  std::uint64_t repaired() const { return repaired_; }
  /// Reads this journal's durable records from the first.
  Result<JournalReader> read() const;

 private:
  Journal(std::string path, std::shared_ptr<File> file);
  Result<void> recover(BytesView manifest);
  Result<void> flush();
  Result<void> fail(Error error);

  std::string path_;
  std::shared_ptr<File> file_;
  Bytes pending_;
  std::optional<Error> failed_;
  std::uint64_t appended_ = 0;
  std::uint64_t durable_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t repaired_ = 0;
};

}  // namespace cambrian
