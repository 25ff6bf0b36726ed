#include "engine/algorithm/genome_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace cambrian {
namespace {

// Seven bits in each byte, the low ones first; the eighth says that more follow.
void put(Bytes& bytes, std::uint64_t value) {
  for (; value >= 128; value >>= 7) bytes.push_back(static_cast<std::byte>(value | 128));
  bytes.push_back(static_cast<std::byte>(value));
}

class Reader {
 public:
  explicit Reader(const Bytes& bytes) : bytes_(bytes) {}
  std::uint64_t number(std::uint64_t limit) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(take(1).front());
      value |= (byte & 127) << shift;
      if (byte < 128) {
        if (value > limit) throw DecodeError("a number out of range");
        return value;
      }
    }
    throw DecodeError("a number that does not end");
  }
  BytesView take(std::size_t count) {
    if (count > bytes_.size() - at_) throw DecodeError("genomes that are cut");
    at_ += count;
    return BytesView(bytes_).subspan(at_ - count, count);
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  const Bytes& bytes_;
  std::size_t at_ = 0;
};

void put_fixed(Bytes& bytes, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8)
    bytes.push_back(static_cast<std::byte>(value >> shift));
}

std::uint64_t fixed(BytesView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return value;
}

}  // namespace

// For each in sorted order: its place, how many bytes it shares with the one before, how many more
// it has, and these; twice the last number, plus one where the hash is not that of the bytes and
// follows.
void encode_genomes(Encoder& out, const std::vector<const Genome*>& genomes) {
  std::vector<std::size_t> order(genomes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto value = [](std::byte byte) { return std::to_integer<int>(byte); };
    return std::ranges::lexicographical_compare(genomes[a]->bytes, genomes[b]->bytes, {}, value,
                                                value);
  });
  Bytes bytes;
  const Bytes none;
  const Bytes* before = &none;
  for (const std::size_t i : order) {
    const Bytes& own = genomes[i]->bytes;
    const auto [end, unused] =
        std::mismatch(own.begin(), own.end(), before->begin(), before->end());
    const auto shared = static_cast<std::size_t>(end - own.begin());
    const bool other_hash = genomes[i]->hash != hash_bytes(own);
    put(bytes, i);
    put(bytes, shared);
    put(bytes, 2 * (own.size() - shared) + (other_hash ? 1 : 0));
    bytes.insert(bytes.end(), end, own.end());
    if (other_hash) put_fixed(bytes, genomes[i]->hash);
    before = &own;
  }
  out.u64(genomes.size());
  out.bytes(bytes);
}

std::vector<Genome> decode_genomes(Decoder& in) {
  const std::uint64_t count = in.u64();
  const Bytes bytes = in.bytes();
  if (count > bytes.size()) throw DecodeError("more genomes than bytes");
  std::vector<Genome> genomes(count);
  std::vector<bool> seen(count);
  Reader reader(bytes);
  Bytes own;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t place = reader.number(count - 1);
    if (seen[place]) throw DecodeError("a genome twice in one place");
    seen[place] = true;
    own.resize(reader.number(own.size()));
    const std::uint64_t more = reader.number(2 * bytes.size() + 1);
    const BytesView rest = reader.take(more / 2);
    own.insert(own.end(), rest.begin(), rest.end());
    genomes[place] = Genome::of(own);
    if (more % 2 == 1) genomes[place].hash = fixed(reader.take(8));
  }
  if (!reader.at_end()) throw DecodeError("more bytes than genomes");
  return genomes;
}

}  // namespace cambrian
