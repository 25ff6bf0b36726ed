#include "engine/core/bytes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/core/random.hpp"

namespace cambrian {
namespace {

Bytes some_bytes(std::size_t count) {
  Random random({.seed = count});
  Bytes bytes(count);
  for (std::byte& b : bytes) b = static_cast<std::byte>(random.bits32());
  return bytes;
}

TEST(Crc32c, MatchesTheKnownAnswers) {
  // RFC 3720, appendix B.4.
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
  EXPECT_EQ(crc32c(Bytes(32, std::byte{0})), 0x8a9136aau);
  EXPECT_EQ(crc32c(Bytes(32, std::byte{0xff})), 0x62a8ab43u);
  EXPECT_EQ(crc32c({}), 0u);
}

TEST(Crc32c, ContinuesFromTheCrcOfTheBeginning) {
  EXPECT_EQ(crc32c(as_bytes("6789"), crc32c(as_bytes("12345"))), 0xe3069283u);
}

TEST(Crc32c, IsTheSameWithAndWithoutTheProcessorsInstruction) {
  const Bytes bytes = some_bytes(300);
  for (std::size_t begin = 0; begin < 9; ++begin) {
    for (std::size_t size = 0; begin + size <= bytes.size(); size += 1 + size / 8) {
      const BytesView part = BytesView(bytes).subspan(begin, size);
      EXPECT_EQ(crc32c(part), crc32c_portable(part));
    }
  }
}

TEST(HashBytes, SeesEveryBitAndTheLength) {
  std::set<std::uint64_t> hashes;
  for (std::size_t size : {0, 1, 7, 8, 9, 16, 17}) {
    Bytes bytes(size);
    hashes.insert(hash_bytes(bytes));
    for (std::size_t bit = 0; bit < 8 * size; ++bit) {
      bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
      hashes.insert(hash_bytes(bytes));
      bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    }
  }
  EXPECT_EQ(hashes.size(), 7u + 8 * (0 + 1 + 7 + 8 + 9 + 16 + 17));
}

TEST(HashBytes, IsAFixedFunction) {
  // Hashes are kept in journals: a change of the function would make them unreadable.
  EXPECT_EQ(hash_bytes(as_bytes("cambrian")), 0xc5c65b17f9e59712u);
  EXPECT_NE(hash_combine(1, 2), hash_combine(2, 1));
}

}  // namespace
}  // namespace cambrian
