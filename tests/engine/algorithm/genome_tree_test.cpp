#include "engine/algorithm/genome_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cambrian {
namespace {

Genome genome(const std::string& text) {
  const auto bytes = as_bytes(text);
  return Genome::of(Bytes(bytes.begin(), bytes.end()));
}

Bytes encoded(const std::vector<Genome>& genomes) {
  std::vector<const Genome*> pointers;
  for (const Genome& one : genomes) pointers.push_back(&one);
  Encoder out;
  encode_genomes(out, pointers);
  return out.take();
}

std::vector<Genome> decoded(BytesView bytes) {
  Decoder in(bytes);
  return decode_genomes(in);
}

TEST(GenomeTree, GivesGenomesBackInTheirOrder) {
  std::vector<Genome> genomes = {genome("abc"), genome("ab"), genome(""),      genome("abd"),
                                 genome("abc"), genome("z"),  genome("abcdef")};
  genomes[3].hash = 7;  // of a space with hashes of its own
  EXPECT_EQ(decoded(encoded(genomes)), genomes);
  EXPECT_EQ(decoded(encoded({})), std::vector<Genome>());
}

TEST(GenomeTree, WritesTheEdgesOfAFamilyTreeNotItsPaths) {
  std::vector<Genome> genomes;
  std::string trunk(2000, 'x');
  for (int i = 0; i < 1000; ++i) genomes.push_back(genome(trunk + std::to_string(10000000 + i)));
  EXPECT_LT(encoded(genomes).size(), 2000u + 1000 * 12);
}

TEST(GenomeTree, RefusesBytesThatAreCutOrChanged) {
  const Bytes bytes = encoded({genome("abc"), genome("abd")});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(decoded(BytesView(bytes).first(size)), DecodeError) << size;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Bytes changed = bytes;
    changed[i] ^= std::byte{0x81};
    try {
      decoded(changed);  // another genome, or an error: never more than that
    } catch (const DecodeError&) {
    }
  }
}

}  // namespace
}  // namespace cambrian
