// Fuzz target: any bytes as a journal or snapshot must be read whole, refused, or repaired for
// good.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/assert.hpp"
#include "engine/state/journal.hpp"
#include "engine/state/snapshot.hpp"
#include "tests/support/memory_files.hpp"

namespace {

using namespace cambrian;

const std::string kPath = "runs/a/journal.bin";

/// All records, or nothing when the journal is refused.
std::optional<std::vector<Bytes>> read_all(const FileSystem& files, bool& torn) {
  auto reader = JournalReader::open(kPath, files);
  if (!reader) return std::nullopt;
  std::vector<Bytes> payloads;
  while (true) {
    const std::uint64_t before = reader->offset();
    auto record = reader->next();
    if (!record) return std::nullopt;
    torn = reader->torn();
    if (!*record) return payloads;
    CAMBRIAN_ASSERT((*record)->offset == before && reader->offset() > before);
    payloads.push_back(std::move((*record)->payload));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* first = reinterpret_cast<const std::byte*>(data);
  const Bytes content(first, first + size);
  cambrian::testing::MemoryFiles files;
  files.put(kPath, content);
  (void)read_snapshot(kPath, files);

  bool torn = false;
  auto records = read_all(files, torn);
  const Bytes manifest = records && !records->empty() ? records->front() : Bytes();
  {
    auto journal = Journal::open(kPath, manifest, files);
    CAMBRIAN_ASSERT(journal.ok() == (records && !records->empty()));
    if (!journal) return 0;
    CAMBRIAN_ASSERT((journal->repaired() > 0) == torn);
    CAMBRIAN_ASSERT(journal->append(RecordKind{1}, as_bytes("next")).ok() && journal->sync().ok());
  }
  const BytesView next = as_bytes("next");
  records->emplace_back(next.begin(), next.end());
  const auto again = read_all(files, torn);
  CAMBRIAN_ASSERT(again == records && !torn);
  return 0;
}
