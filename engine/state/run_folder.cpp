#include "engine/state/run_folder.hpp"

#include <unistd.h>

#include <array>
#include <stdexcept>

#include "engine/core/version.hpp"

namespace cambrian {
namespace {

constexpr const char* kManifestName = "manifest.json";
constexpr const char* kJournalName = "journal.bin";
constexpr const char* kSnapshotName = "snapshot.bin";

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

Result<Manifest> read_manifest(const std::string& folder, const FileSystem& files) {
  const std::string path = folder + "/" + kManifestName;
  if (!files.exists(folder)) return Error{folder, "no such run folder", ""};
  if (!files.exists(path))
    return Error{folder, "is no run folder", std::string("it has no ") + kManifestName};
  auto text = read_file(files, path);
  if (!text) return text.error();
  return Manifest::from_json({reinterpret_cast<const char*>(text->data()), text->size()}, path);
}

}  // namespace

RunFolder::RunFolder(std::string path, Manifest manifest, const FileSystem& files)
    : path_(std::move(path)), manifest_(std::move(manifest)), files_(&files) {}

Result<RunFolder> RunFolder::fill(const std::string& path, Manifest manifest,
                                  const FileSystem& files) {
  manifest.version = version();
  manifest.host = host_name();
  const std::string text = manifest.to_json();
  RunFolder folder(path, std::move(manifest), files);
  auto journal = Journal::create(folder.file(kJournalName), as_bytes(text), files);
  if (!journal) return journal.error();
  // The manifest comes last: a folder that has one is a run that can be resumed.
  Result<void> done = folder.write(kManifestName, text);
  if (done) done = files.sync_folder(folder_of(path));
  if (!done) {
    // So that a second try, after the cure, meets no remains; if this fails too, it says so then.
    (void)files.remove(folder.file(kJournalName));
    return done.error();
  }
  folder.journal_ = std::make_unique<Journal>(std::move(*journal));
  return folder;
}

Result<RunFolder> RunFolder::create(const std::string& path, Manifest manifest,
                                    const FileSystem& files) {
  const std::string folder = without_trailing_slash(path);
  const auto made = files.make_folder(folder);
  if (!made) return made.error();
  if (!*made) {
    if (files.exists(folder + "/" + kManifestName)) {
      return Error{folder, "holds a run already",
                   "choose another folder, or go on with: cambrian resume " + folder};
    }
    if (files.exists(folder + "/" + kJournalName)) {
      return Error{folder, "holds the remains of a run that never began",
                   "remove it or choose another folder"};
    }
  }
  return fill(folder, std::move(manifest), files);
}

Result<RunFolder> RunFolder::create_unique(const std::string& parent, const std::string& stem,
                                           std::time_t now, Manifest manifest,
                                           const FileSystem& files) {
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> stamp{};
  std::strftime(stamp.data(), stamp.size(), "-%Y%m%d-%H%M%S", &utc);
  const std::string base = without_trailing_slash(parent) + "/" + stem + stamp.data();
  for (int copy = 1;; ++copy) {
    const std::string folder = copy == 1 ? base : base + "-" + std::to_string(copy);
    const auto made = files.make_folder(folder);
    if (!made) return made.error();
    if (*made) return fill(folder, std::move(manifest), files);
  }
}

Result<RunFolder> RunFolder::open(const std::string& path, const FileSystem& files) {
  auto folder = view(path, files);
  if (!folder) return folder;
  if (const std::string& made_by = folder->manifest_.version; made_by != version()) {
    return Error{folder->path_, "was made by version " + made_by + "; this is version " + version(),
                 "go on with the version that made it: another may search differently"};
  }
  auto text = read_file(files, folder->file(kManifestName));
  if (!text) return text.error();
  auto journal = Journal::open(folder->file(kJournalName), *text, files);
  if (!journal) return journal.error();
  folder->journal_ = std::make_unique<Journal>(std::move(*journal));
  return folder;
}

Result<RunFolder> RunFolder::view(const std::string& path, const FileSystem& files) {
  const std::string folder = without_trailing_slash(path);
  auto manifest = read_manifest(folder, files);
  if (!manifest) return manifest.error();
  return RunFolder(folder, std::move(*manifest), files);
}

Journal& RunFolder::journal() {
  if (!journal_) throw std::logic_error("a run folder that is only viewed has no writable journal");
  return *journal_;
}

Result<JournalReader> RunFolder::read_journal() const {
  return JournalReader::open(file(kJournalName), *files_);
}

Result<void> RunFolder::save_snapshot(BytesView payload) const {
  return write_snapshot(file(kSnapshotName), payload, *files_);
}

Result<std::optional<Bytes>> RunFolder::load_snapshot() const {
  if (!files_->exists(file(kSnapshotName))) return std::optional<Bytes>();
  auto payload = read_snapshot(file(kSnapshotName), *files_);
  if (!payload) return payload.error();
  return std::optional(std::move(*payload));
}

Result<void> RunFolder::write(std::string_view name, std::string_view content) const {
  return replace_file(*files_, file(name), as_bytes(content));
}

Result<void> RunFolder::append_line(std::string_view name, std::string_view line) const {
  auto opened = files_->open(file(name), OpenMode::extend);
  if (!opened) return opened.error();
  return (*opened)->append(as_bytes(std::string(line) + "\n"));
}

}  // namespace cambrian
