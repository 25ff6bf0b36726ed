// RunFolder: the folder in which one run keeps everything that it must not lose and everything that
// people and other programs read.
#pragma once

#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"
#include "engine/state/journal.hpp"
#include "engine/state/manifest.hpp"
#include "engine/state/snapshot.hpp"

namespace cambrian {

/// runs/NAME/ with manifest.json, journal.bin, snapshot.bin, hall_of_fame.csv and .json,
/// history.jsonl and log.txt (docs/formats/run_folder.md). A folder made by create() or open() is
/// locked (through its journal) against every other process while this object lives; view() takes
/// no lock and may read a run that is going on. Not for two threads at once.
class RunFolder {
 public:
  /// Makes the folder (or takes one that holds no run), its manifest and its journal. Fails when it
  /// holds a run already or cannot be written; then nothing but empty folders is left.
  static Result<RunFolder> create(const std::string& path, Manifest manifest,
                                  const FileSystem& files = FileSystem::posix());
  /// As create, in a new folder `parent`/`stem`-YYYYMMDD-HHMMSS (UTC), with -2, -3, ... after it
  /// where that name is taken, also by a process that does the same at the same time.
  static Result<RunFolder> create_unique(const std::string& parent, const std::string& stem,
                                         std::time_t now, Manifest manifest,
                                         const FileSystem& files = FileSystem::posix());
  /// To go on with a run: locks the folder, checks its journal and repairs a torn tail. Fails when
  /// the folder is in use, is no run folder, or was made by another version of the program.
  static Result<RunFolder> open(const std::string& path,
                                const FileSystem& files = FileSystem::posix());
  /// To read only. Fails when it is no run folder or of another format.
  static Result<RunFolder> view(const std::string& path,
                                const FileSystem& files = FileSystem::posix());

  const std::string& path() const { return path_; }
  /// The path of a file in the folder.
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  const Manifest& manifest() const { return manifest_; }
  /// Where it lives.
  const FileSystem& files() const { return *files_; }

  /// Writing side of the journal. Throws std::logic_error on a folder opened by view().
  Journal& journal();
  /// Reads the journal's records from the first; without a lock.
  Result<JournalReader> read_journal() const;

  Result<void> save_snapshot(BytesView payload) const;
  /// Empty when the run has none yet.
  Result<std::optional<Bytes>> load_snapshot() const;

  /// Replaces a file of the folder in one step (hall_of_fame.csv, hall_of_fame.json, status.json).
  Result<void> write(std::string_view name, std::string_view content) const;
  /// Appends one line, without its end, to a file of the folder (history.jsonl, log.txt); made when
  /// missing. Not synced: these files can be made again from the journal.
  Result<void> append_line(std::string_view name, std::string_view line) const;

 private:
  RunFolder(std::string path, Manifest manifest, const FileSystem& files);
  static Result<RunFolder> fill(const std::string& path, Manifest manifest,
                                const FileSystem& files);

  std::string path_;
  Manifest manifest_;
  const FileSystem* files_;
  std::unique_ptr<Journal> journal_;
};

}  // namespace cambrian
