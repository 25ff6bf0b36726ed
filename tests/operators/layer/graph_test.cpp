#include "operators/layer/graph.hpp"

#include <gtest/gtest.h>

#include "operators/layer/analysis.hpp"
#include "operators/layer/fingerprint.hpp"
#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "operators/layer/print.hpp"
#include "operators/layer/propagation.hpp"
#include "operators/layer/variation.hpp"

namespace cambrian::layer {
namespace {

Graph parsed(std::string_view text) { return parse(text).value(); }
std::string fault_of(std::string_view text) { return parse(text).error().message(); }

std::vector<Primitive> all() {
  std::vector<Primitive> primitives;
  for (const PrimitiveInfo& facts : all_primitives()) primitives.push_back(facts.primitive);
  return primitives;
}

TEST(LayerText, WhatIsPrintedReadsBack) {
  for (const KnownLayer& known : kKnownLayers)
    EXPECT_EQ(parsed(to_text(parsed(known.text))), parsed(known.text)) << known.name;
  EXPECT_EQ(to_text(parsed("s = std_wh(x)  # of each picture\nreturn -max(x / s, 0)")),
            "x1 = std_wh(x)\n"
            "x2 = x / x1\n"
            "x3 = max(x2, 0)\n"
            "x4 = -x3\n"
            "return x4\n");
}

TEST(LayerText, FormulasAreAsShortAsCanBe) {
  EXPECT_EQ(to_line(parsed(kKnownLayers[0].text)),
            "return max((x - mean_bwh(x)) / std_bwh(x) * v1 + v0, 0)");
  EXPECT_EQ(to_line(parsed("a = x + 0\nb = tanh(a)\nc = tanh(x * 1)\nd = exp(x)\nreturn b / c")),
            "x1 = tanh(x); return x1 / x1");
  EXPECT_EQ(to_line(parsed("return -(v0 + x) * (x - (v1 - x)) / -x")),
            "x1 = -x; return -(x + v0) * (x - (v1 + x1)) / x1");
  EXPECT_EQ(to_line(parsed("return 1 * x")), "return x + 0");
}

TEST(LayerText, FormulasOfRandomLayersAreTheSameFunctions) {
  const Variation variation({.primitives = all()});
  Random random({.seed = 1});
  for (int i = 0; i < 200; ++i) {
    const Graph graph = variation.sample(random);
    EXPECT_EQ(parsed(to_text(graph)), graph);
    EXPECT_EQ(canonical(canonical(graph)), canonical(graph));
    EXPECT_EQ(to_formula(parsed(to_formula(graph))), to_formula(graph));
    EXPECT_EQ(canonical(parsed(to_formula(graph))), canonical(graph)) << to_formula(graph);
  }
}

TEST(LayerText, ErrorsNameLineAndColumn) {
  EXPECT_EQ(fault_of("s = std_wh(x)\nreturn x / stdd(x)"),
            "line 2, column 12: \"stdd\" is not a primitive");
  EXPECT_EQ(fault_of("return tanhh(x)"),
            "line 1, column 8: \"tanhh\" is not a primitive (did you mean 'tanh'?)");
  EXPECT_EQ(fault_of("return max(x)"), "line 1, column 8: \"max\" takes 2 arguments, not 1");
  EXPECT_EQ(fault_of("return tanh(x, x)"), "line 1, column 8: \"tanh\" takes 1 argument, not 2");
  EXPECT_EQ(fault_of("return (x + v0"),
            "line 1, column 15: expected \")\", not the end of the line");
  EXPECT_EQ(fault_of("return x * 2"),
            "line 1, column 12: the only numbers are 0 and 1 (v0 and v1 are learnt)");
  EXPECT_EQ(fault_of("return x * v2").substr(0, 41), "line 1, column 12: \"v2\" has no value yet ");
  EXPECT_EQ(fault_of("v0 = x"), "line 1, column 1: \"v0\" cannot be assigned");
  EXPECT_EQ(fault_of("y = x * x"),
            "line 1, column 10: nothing is returned (end with e.g. return max(x, 0))");
  EXPECT_EQ(fault_of("return x\nreturn x"), "line 2, column 1: nothing may come after return");
  EXPECT_EQ(fault_of("return " + std::string(1000, '-') + "x"),
            "line 1, column 108: the formula is nested too deeply");
  EXPECT_EQ(parse("return x $", "start").error().where, "start: line 1, column 10");
}

TEST(LayerAnalysis, RefusesWhatIsNoLayer) {
  EXPECT_EQ(
      fault_of("return x * std_wh(v1)"),
      "line 1, column 12: \"std_wh\" is taken of what is the same for all samples and pixels");
  EXPECT_EQ(
      fault_of("s = mean_bwh(x)\nreturn x + rms_whc(s)"),
      "line 2, column 12: \"rms_whc\" is taken of what is the same for all samples and pixels");
  EXPECT_EQ(fault_of("return v1 + mean_wh(x)"),
            "line 1, column 8: what goes out does not vary over pixels");
}

TEST(LayerAnalysis, FindsExtentsLevelsAndDeadNodes) {
  const Graph graph = parsed("a = mean_bwh(x)\nb = tanh(a)\nc = std_whg(x)\nreturn x / c + a");
  const Analysis analysis = analyze(graph).analysis;
  const auto at = [&](std::size_t node) { return first_node + node; };
  EXPECT_EQ(analysis.extents[at(0)], Extent::channel);
  EXPECT_EQ(analysis.extents[at(2)], Extent::sample);
  EXPECT_EQ(analysis.extents[at(4)], Extent::full);
  EXPECT_EQ(analysis.levels[at(0)], 1);
  EXPECT_EQ(analysis.levels[at(3)], 0);
  EXPECT_EQ(analysis.levels[at(4)], 1);
  EXPECT_FALSE(analysis.live[at(1)]);
  EXPECT_EQ(analysis.live_nodes(), 4u);
  EXPECT_TRUE(analysis.of_batch);
}

TEST(LayerGenome, BytesReadBackAndDamagedOnesDoNot) {
  const Graph graph = parsed(kKnownLayers[4].text);
  Genome genome = to_genome(graph);
  EXPECT_EQ(from_genome(genome), graph);
  genome.bytes.pop_back();
  EXPECT_THROW(from_genome(genome), DecodeError);
  EXPECT_THROW(from_genome(Genome::of({std::byte{200}})), DecodeError);
  EXPECT_THROW(from_genome(Genome::of({std::byte{4}, std::byte{7}})), DecodeError);
}

std::size_t differing_nodes(const Graph& a, const Graph& b) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < a.nodes.size(); ++k) count += !(a.nodes[k] == b.nodes[k]);
  return count;
}

TEST(LayerVariation, ChildrenAreSoundAndComputeSomethingElse) {
  const Variation variation({.primitives = all()});
  Random random({.seed = 2});
  Graph graph = variation.sample(random);
  int one = 0;
  for (int i = 0; i < 500; ++i) {
    const Graph child = variation.vary(graph, random);
    ASSERT_FALSE(analyze(child).fault) << to_text(child);
    ASSERT_TRUE(fingerprint(child)) << to_text(child);
    ASSERT_NE(rounded_fingerprint(child), rounded_fingerprint(graph));
    ASSERT_EQ(child.nodes.size(), 12u);
    ASSERT_EQ(body_size(child), 10u);
    one += differing_nodes(child, graph) == 1;
    graph = child;
  }
  // More than one only after changes without effect.
  EXPECT_GT(one, 50);
}

TEST(LayerVariation, KeepsToThePrimitivesGiven) {
  const Variation variation({.primitives = {Primitive::tanh, Primitive::mul}, .nodes = 4});
  Random random({.seed = 3});
  const Graph graph = variation.sample(random);
  for (std::size_t i = 0; i < body_size(graph); ++i)
    EXPECT_TRUE(graph.nodes[i].primitive == Primitive::tanh ||
                graph.nodes[i].primitive == Primitive::mul);
}

TEST(LayerVariation, PaddingChangesNothingButRoomForMutations) {
  const Graph graph = parsed(kKnownLayers[5].text);
  const Graph more = padded(graph, 10);
  EXPECT_EQ(body_size(graph), 5u);
  EXPECT_EQ(body_size(more), 10u);
  EXPECT_EQ(canonical(more), canonical(graph));
}

TEST(LayerFingerprint, EqualFunctionsHaveEqualOnesHoweverTheyAreWritten) {
  EXPECT_EQ(fingerprint(parsed("return max(x, 0) * v1")),
            fingerprint(parsed("s = std_bwh(x)\na = v1 * max(0 + x, 0)\nreturn a * 1")));
  EXPECT_NE(fingerprint(parsed("return x * v1")), fingerprint(parsed("return x * gamma")));
  EXPECT_NE(fingerprint(parsed("return x + mean_wh(x)")),
            fingerprint(parsed("return x + mean_whg(x)")));
}

TEST(LayerFingerprint, TheRoundedOneIsThatOfTheFunctionWhateverRoundingMakesOfIt) {
  const auto print = rounded_fingerprint(parsed("return max(x - mean_bwh(x) + v0, 0)"));
  for (const char* text : {"return max(x + v0 - mean_bwh(x), 0)",
                           "s = rms_wh(x)\nreturn max((x - mean_bwh(x)) / s * s + v0, 0)",
                           "s = exp(x)\nreturn max(s * (x + v0 - mean_bwh(x)), 0) / s",
                           "return max((x - mean_bwh(x + v0) + v0) / v1 * v1 + v0, 0)"})
    EXPECT_EQ(rounded_fingerprint(parsed(text)), print) << text;
  EXPECT_NE(rounded_fingerprint(parsed("return max(x - mean_bwh(x) + v0 / (1 + 1 + 1), 0)")),
            print);
  EXPECT_NE(rounded_fingerprint(parsed("return max(x - mean_bwh(x) + v1, 0)")), print);
}

TEST(LayerPropagation, KnownLayersLetPicturesAndSlopesThrough) {
  for (const KnownLayer& known : kKnownLayers)
    EXPECT_TRUE(propagates(parsed(std::string(known.text)))) << known.name;
}

TEST(LayerPropagation, NothingGetsThroughWhatForgetsThePictureVanishesOrExplodes) {
  EXPECT_FALSE(propagates(parsed("return x * v0")));               // 0, at first
  EXPECT_FALSE(propagates(parsed("return sigmoid(sigmoid(x))")));  // all pictures become alike
  EXPECT_FALSE(propagates(parsed("return x * x * x")));
  EXPECT_FALSE(propagates(parsed("return tanh(x / exp(1 + 1 + 1))")));
}

TEST(LayerFingerprint, ThereIsNoneOfWhatIsNotFinite) {
  EXPECT_FALSE(fingerprint(parsed("return x / 0")));
  EXPECT_FALSE(fingerprint(parsed("return x / v0")));
  EXPECT_FALSE(fingerprint(parsed("a = exp(exp(x))\nreturn exp(a * a * a)")));
}

}  // namespace
}  // namespace cambrian::layer
