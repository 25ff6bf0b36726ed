#include "cluster/frame.hpp"

#include <gtest/gtest.h>

#include "cluster/candidate_wire.hpp"
#include "engine/core/archive.hpp"
#include "tests/support/documents.hpp"
#include "tests/support/frames.hpp"

namespace cambrian {
namespace {

Frame hello() {
  Encoder identity;
  identity.u64(1);
  identity.text("node17");
  return {0, MessageKind::hello, identity.take()};
}

TEST(Frame, IsAsDocsFormatsWireShowsIt) {
  const std::string dump = testing::example(testing::page("wire.md"), "");
  EXPECT_EQ(hello().encode(), testing::from_dump(dump));
}

TEST(Frame, ComesBackAsItWasSent) {
  const auto frame = Frame::decode(Frame{7, MessageKind::leave, Bytes(3, std::byte{9})}.encode());
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->thread, 7u);
  EXPECT_EQ(frame->kind, MessageKind::leave);
  EXPECT_EQ(frame->payload, Bytes(3, std::byte{9}));
}

TEST(Frame, WithAnyBitChangedIsNone) {
  const Bytes sound = hello().encode();
  for (std::size_t bit = 0; bit < 8 * sound.size(); ++bit) {
    Bytes damaged = sound;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    EXPECT_FALSE(Frame::decode(damaged)) << "bit " << bit;
  }
}

TEST(Frame, CutShortAnywhereIsNone) {
  const Bytes sound = hello().encode();
  for (std::size_t size = 0; size < sound.size(); ++size) {
    EXPECT_FALSE(Frame::decode(BytesView(sound).first(size)));
  }
}

TEST(Frame, OfAnotherVersionIsNoneButItsVersionIsKnown) {
  const Bytes foreign = testing::of_version(hello().encode(), 3);
  EXPECT_FALSE(Frame::decode(foreign));
  EXPECT_EQ(Frame::foreign_version(foreign), 3u);
  EXPECT_EQ(Frame::foreign_version(hello().encode()), std::nullopt);
  Bytes damaged = foreign;
  damaged.back() ^= std::byte{1};
  EXPECT_EQ(Frame::foreign_version(damaged), std::nullopt);
  EXPECT_EQ(Frame::foreign_version(BytesView(foreign).first(7)), std::nullopt);
}

TEST(CandidateWire, KeepsEveryFieldOfACandidateAndAnEvaluation) {
  Candidate candidate{CandidateId{9},
                      {CandidateId{2}, CandidateId{3}},
                      Genome::of(Bytes(5)),
                      Budget{77},
                      Bytes(2, std::byte{1})};
  Evaluation evaluation{CandidateId{9}, Status::timed_out, {1.5, -2}, {0.25}, 12, Bytes(4), "slow"};
  Encoder out;
  encode(out, candidate);
  encode(out, evaluation);
  const Bytes wire = out.take();
  Decoder in(wire);
  const Candidate same = decode_candidate(in);
  EXPECT_EQ(same.parents, candidate.parents);
  EXPECT_EQ(same.genome, candidate.genome);
  EXPECT_EQ(same.budget.work, 77u);
  EXPECT_EQ(same.state, candidate.state);
  const Evaluation answer = decode_evaluation(in);
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(answer.status, Status::timed_out);
  EXPECT_EQ(answer.objectives, evaluation.objectives);
  EXPECT_EQ(answer.descriptor, evaluation.descriptor);
  EXPECT_EQ(answer.note, "slow");
}

}  // namespace
}  // namespace cambrian
