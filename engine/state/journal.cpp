#include "engine/state/journal.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace cambrian {
namespace {

// Format: docs/formats/journal.md. Numbers are little-endian.
constexpr std::string_view kMagic = "CMBJRNL\x01";
constexpr std::size_t kHeaderSize = 16;
constexpr std::size_t kGroupLimit = std::size_t{1} << 20;
constexpr std::size_t kReadSize = std::size_t{1} << 18;
// The smallest unit that a disk writes as a whole.
constexpr std::uint64_t kSector = 512;

struct Header {
  std::uint32_t length;
  std::uint32_t kind;
  std::uint32_t payload_crc;
};

void put_u32(std::byte* to, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint32_t get_u32(const std::byte* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(from[i]) << (8 * i);
  return value;
}

std::array<std::byte, kHeaderSize> header_of(RecordKind kind, BytesView payload) {
  std::array<std::byte, kHeaderSize> header;
  put_u32(header.data(), static_cast<std::uint32_t>(payload.size()));
  put_u32(header.data() + 4, static_cast<std::uint32_t>(kind));
  put_u32(header.data() + 8, crc32c(payload));
  put_u32(header.data() + 12, crc32c(BytesView(header).first(12)));
  return header;
}

// Empty when the header's own check fails: its length cannot be trusted then.
std::optional<Header> parse_header(BytesView bytes) {
  if (crc32c(bytes.first(12)) != get_u32(bytes.data() + 12)) return std::nullopt;
  const Header header{get_u32(bytes.data()), get_u32(bytes.data() + 4), get_u32(bytes.data() + 8)};
  if (header.kind > 255) return std::nullopt;
  return header;
}

Error in_use(const std::string& path) {
  return {path, "another process has this run open",
          "wait until it ends, stop it, or choose another folder"};
}

}  // namespace

JournalReader::JournalReader(std::string path, std::shared_ptr<const File> file, std::uint64_t size)
    : path_(std::move(path)), file_(std::move(file)), size_(size), offset_(kMagic.size()) {}

Result<JournalReader> JournalReader::open(const std::string& path, const FileSystem& files) {
  auto file = files.open(path, OpenMode::read);
  if (!file) return file.error();
  const auto size = (*file)->size();
  if (!size) return size.error();
  return start(path, std::move(*file), *size);
}

Result<JournalReader> JournalReader::start(const std::string& path,
                                           std::shared_ptr<const File> file, std::uint64_t size) {
  const auto magic = file->read(0, kMagic.size());
  if (!magic) return magic.error();
  const BytesView expected = as_bytes(kMagic);
  const bool same_name = magic->size() == expected.size() &&
                         std::equal(magic->begin(), magic->end() - 1, expected.begin());
  if (!same_name) return Error{path, "is no journal of a run", "choose another run folder"};
  if (magic->back() != expected.back()) {
    return Error{path,
                 "is a journal of format " + std::to_string(std::to_integer<int>(magic->back())) +
                     "; this program reads format 1",
                 "use the version of the program that made the run"};
  }
  return JournalReader(path, std::move(file), size);
}

Result<BytesView> JournalReader::window(std::uint64_t offset, std::size_t count) {
  const bool buffered =
      offset >= buffer_offset_ && offset + count <= buffer_offset_ + buffer_.size();
  if (!buffered) {
    auto bytes =
        file_->read(offset, std::min<std::uint64_t>(std::max(count, kReadSize), size_ - offset));
    if (!bytes) return bytes.error();
    if (bytes->size() < count) return Error{path_, "shrinks while it is read", ""};
    buffer_ = std::move(*bytes);
    buffer_offset_ = offset;
  }
  return BytesView(buffer_).subspan(offset - buffer_offset_, count);
}

// True when the file holds nothing but zeros from `offset`, or from one of the sectors after it:
// what a power failure leaves of data that were never synced.
Result<bool> JournalReader::unwritten_from(std::uint64_t offset) {
  std::uint64_t zeros_from = size_;
  while (zeros_from > offset) {
    const std::uint64_t begin = zeros_from - std::min(zeros_from - offset, kSector);
    const auto bytes = file_->read(begin, zeros_from - begin);
    if (!bytes) return bytes.error();
    std::size_t zeros = 0;
    while (zeros < bytes->size() && (*bytes)[bytes->size() - 1 - zeros] == std::byte{0}) ++zeros;
    zeros_from -= zeros;
    if (zeros < bytes->size()) break;
  }
  if (zeros_from == offset) return true;
  const std::uint64_t sector = (zeros_from + kSector - 1) / kSector * kSector;
  return sector < size_;
}

Error JournalReader::damaged(std::uint64_t offset) const {
  const std::string at = std::to_string(offset);
  return {path_, "the journal is damaged at byte " + at,
          "restore it from a copy, or give up what follows with: truncate -s " + at + " " + path_};
}

Result<std::optional<JournalRecord>> JournalReader::next() {
  const std::optional<JournalRecord> end;
  const std::uint64_t left = size_ - offset_;
  if (left == 0 || torn_) return end;
  if (left < kHeaderSize) {
    torn_ = true;
    return end;
  }
  const auto head = window(offset_, kHeaderSize);
  if (!head) return head.error();
  const auto header = parse_header(*head);
  if (header && header->length > left - kHeaderSize) {
    torn_ = true;
    return end;
  }
  if (header) {
    const auto payload = window(offset_ + kHeaderSize, header->length);
    if (!payload) return payload.error();
    const bool first = offset_ == kMagic.size();
    if (crc32c(*payload) == header->payload_crc && (header->kind == 0) == first) {
      JournalRecord record{static_cast<RecordKind>(header->kind), offset_,
                           Bytes(payload->begin(), payload->end())};
      offset_ += kHeaderSize + header->length;
      return std::optional(std::move(record));
    }
  }
  const auto unwritten = unwritten_from(offset_);
  if (!unwritten) return unwritten.error();
  if (!*unwritten) return damaged(offset_);
  torn_ = true;
  return end;
}

Journal::Journal(std::string path, std::shared_ptr<File> file)
    : path_(std::move(path)), file_(std::move(file)) {}

Result<Journal> Journal::create(const std::string& path, BytesView manifest,
                                const FileSystem& files) {
  auto file = files.open(path, OpenMode::create);
  if (!file) return file.error();
  const auto locked = (*file)->try_lock();
  if (!locked) return locked.error();
  if (!*locked) return in_use(path);
  Journal journal(path, std::move(*file));
  const BytesView magic = as_bytes(kMagic);
  journal.pending_.assign(magic.begin(), magic.end());
  journal.appended_ = magic.size();
  // A failure is kept by the journal and repeated by sync().
  (void)journal.append(RecordKind::manifest, manifest);
  Result<void> done = journal.sync();
  if (done) done = files.sync_folder(folder_of(path));
  if (!done) {
    // The first fault is the one to report.
    (void)files.remove(path);
    return done.error();
  }
  return journal;
}

Result<Journal> Journal::open(const std::string& path, BytesView manifest,
                              const FileSystem& files) {
  auto file = files.open(path, OpenMode::append);
  if (!file) return file.error();
  const auto locked = (*file)->try_lock();
  if (!locked) return locked.error();
  if (!*locked) return in_use(path);
  Journal journal(path, std::move(*file));
  if (auto recovered = journal.recover(manifest); !recovered) return recovered.error();
  return journal;
}

Result<void> Journal::recover(BytesView manifest) {
  const auto size = file_->size();
  if (!size) return size.error();
  auto reader = JournalReader::start(path_, file_, *size);
  if (!reader) return reader.error();
  while (true) {
    auto record = reader->next();
    if (!record) return record.error();
    if (!*record) break;
    const Bytes& payload = (*record)->payload;
    if (records_ == 0 &&
        !std::equal(payload.begin(), payload.end(), manifest.begin(), manifest.end())) {
      return Error{path_, "belongs to another run than the manifest beside it",
                   "restore the two files of one run"};
    }
    ++records_;
  }
  if (records_ == 0) {
    return Error{path_, "ends before its first record: the run never began",
                 "remove the folder and start the run again"};
  }
  appended_ = durable_ = reader->offset();
  repaired_ = *size - appended_;
  if (repaired_ == 0) return {};
  if (auto cut = file_->truncate(appended_); !cut) return cut;
  return file_->sync();
}

Result<std::uint64_t> Journal::append(RecordKind kind, BytesView payload) {
  if (failed_) return *failed_;
  if (payload.size() > 0xffffffffu || (kind == RecordKind::manifest) != (records_ == 0))
    throw std::logic_error("a journal record of a wrong size or kind");
  const auto header = header_of(kind, payload);
  pending_.insert(pending_.end(), header.begin(), header.end());
  pending_.insert(pending_.end(), payload.begin(), payload.end());
  appended_ += header.size() + payload.size();
  ++records_;
  if (pending_.size() >= kGroupLimit) {
    if (auto flushed = flush(); !flushed) return flushed.error();
  }
  return appended_;
}

Result<void> Journal::flush() {
  if (pending_.empty()) return {};
  if (auto written = file_->append(pending_); !written) return fail(written.error());
  pending_.clear();
  return {};
}

Result<void> Journal::sync() {
  if (failed_) return *failed_;
  if (durable_ == appended_) return {};
  if (auto flushed = flush(); !flushed) return flushed;
  // After a failed sync the kernel may have dropped the data and forgotten the error, so a second
  // try could succeed without them: the journal stays failed.
  if (auto synced = file_->sync(); !synced) return fail(synced.error());
  durable_ = appended_;
  return {};
}

Result<void> Journal::fail(Error error) {
  failed_ = error;
  return error;
}

Result<JournalReader> Journal::read() const { return JournalReader::start(path_, file_, durable_); }

}  // namespace cambrian
