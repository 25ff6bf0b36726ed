#include "engine/core/archive.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace cambrian {
namespace {

TEST(Archive, ValuesComeBackInOrder) {
  Encoder out;
  out.u64(std::numeric_limits<std::uint64_t>::max());
  out.text("genome");
  out.block(std::vector<float>{1.5f, -2.0f});
  out.f64(0.1);
  out.bytes({});
  const Bytes bytes = out.take();
  Decoder in(bytes);
  EXPECT_EQ(in.u64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(in.text(), "genome");
  EXPECT_EQ(in.block<float>(), (std::vector<float>{1.5f, -2.0f}));
  EXPECT_EQ(in.f64(), 0.1);
  EXPECT_TRUE(in.bytes().empty());
  EXPECT_TRUE(in.at_end());
}

TEST(Archive, DoublesKeepEveryBit) {
  const std::uint64_t quiet_nan_with_payload = 0x7ff8000000001234;
  for (double value : {-0.0, 5e-324, std::numeric_limits<double>::infinity(),
                       std::bit_cast<double>(quiet_nan_with_payload)}) {
    Encoder out;
    out.f64(value);
    const Bytes bytes = out.take();
    EXPECT_EQ(std::bit_cast<std::uint64_t>(Decoder(bytes).f64()),
              std::bit_cast<std::uint64_t>(value));
  }
}

TEST(Archive, AnEncoderIsEmptyAfterItsBytesAreTaken) {
  Encoder out;
  out.u64(1);
  EXPECT_EQ(out.take().size(), 8u);
  EXPECT_TRUE(out.take().empty());
}

TEST(Archive, EveryCutIsNoticed) {
  Encoder out;
  out.u64(3);
  out.text("abc");
  out.block(std::vector<double>{1, 2});
  const Bytes whole = out.take();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Decoder in(BytesView(whole).first(size));
    EXPECT_THROW((in.u64(), in.text(), in.block<double>()), DecodeError) << size;
  }
}

TEST(Archive, AnAbsurdLengthAllocatesNothing) {
  Encoder out;
  out.u64(std::numeric_limits<std::uint64_t>::max());
  const Bytes bytes = out.take();
  EXPECT_THROW(Decoder(bytes).bytes(), DecodeError);
  EXPECT_THROW(Decoder(bytes).u64_at_most(7), DecodeError);
}

TEST(Archive, ABlockOfAnotherElementSizeIsRefused) {
  Encoder out;
  out.bytes(Bytes(7));
  const Bytes bytes = out.take();
  EXPECT_THROW(Decoder(bytes).block<double>(), DecodeError);
}

}  // namespace
}  // namespace cambrian
