#include "operators/layer/executor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "operators/layer/print.hpp"
#include "operators/layer/variation.hpp"
#include "reference.hpp"

namespace cambrian::layer {
namespace {

using Tensor = Reference::Tensor;

Graph parsed(std::string_view text) { return parse(text).value(); }

std::vector<Primitive> all() {
  std::vector<Primitive> primitives;
  for (const PrimitiveInfo& facts : all_primitives()) primitives.push_back(facts.primitive);
  return primitives;
}

std::vector<float> floats(const Tensor& values) { return {values.begin(), values.end()}; }

/// One layer on random numbers, by the executor and by the reference.
class Trial {
 public:
  Trial(const Graph& graph, const Reference& how, std::uint64_t seed)
      : graph_(graph), how_(how), executor_(graph, how.channels, how.group) {
    Random random({.seed = seed});
    const auto draw = [&](std::size_t count) {
      Tensor values(count);
      // What floats hold exactly.
      for (double& value : values) value = static_cast<float>(random.normal());
      return values;
    };
    in_ = draw(how.count());
    weights_ = draw(how.count());
    for (Tensor& input : learnt_) input = draw(how.channels);
  }

  double loss(const Tensor& in, const Reference::Learnt& learnt) const {
    const Tensor out = how_.run(graph_, in, learnt);
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += out[i] * weights_[i];
    return sum;
  }
  double slope(double& number) {
    const double before = number;
    const double step = 1e-6;
    number = before + step;
    const double right = loss(in_, learnt_);
    number = before - step;
    const double left = loss(in_, learnt_);
    number = before;
    return (right - left) / (2 * step);
  }

  /// Whether the layer is tame enough on these numbers for floats to be compared.
  bool run() {
    for (const std::uint8_t input : executor_.learnt())
      parameters_.insert(parameters_.end(), learnt_[input].begin(), learnt_[input].end());
    y_.resize(how_.count());
    executor_.forward(how_.size, floats(in_), parameters_, y_);
    wanted_ = how_.run(graph_, in_, learnt_);
    slopes_.resize(how_.count());
    slopes_parameters_.resize(parameters_.size());
    executor_.backward(floats(weights_), slopes_, slopes_parameters_);
    for (const float value : slopes_)
      if (!(std::abs(value) < 1000)) return false;
    for (const double value : wanted_)
      if (!(std::abs(value) < 1000)) return false;
    return true;
  }

  void expect_equal() {
    for (std::size_t i = 0; i < y_.size(); ++i)
      EXPECT_NEAR(y_[i], wanted_[i], 1e-3 * (1 + std::abs(wanted_[i])));
    for (std::size_t i = 0; i < in_.size(); i += 7) expect_slope(slopes_[i], slope(in_[i]));
    std::size_t at = 0;
    for (const std::uint8_t input : executor_.learnt())
      for (double& number : learnt_[input]) expect_slope(slopes_parameters_[at++], slope(number));
  }

 private:
  static void expect_slope(double found, double wanted) {
    EXPECT_NEAR(found, wanted, 0.01 * (1 + std::abs(wanted)));
  }

  Graph graph_;
  Reference how_;
  Executor executor_;
  Tensor in_;
  Tensor weights_;
  Reference::Learnt learnt_;
  std::vector<float> parameters_;
  std::vector<float> y_;
  Tensor wanted_;
  std::vector<float> slopes_;
  std::vector<float> slopes_parameters_;
};

constexpr Reference kOdd{{3, 5}, 6, 3};
constexpr Reference kWide{{2, 3}, 20, 5};
constexpr Reference kSingle{{1, 4}, 1, 1};

TEST(LayerExecutor, KnownLayersAreExactForwardAndBackward) {
  for (const KnownLayer& known : kKnownLayers) {
    SCOPED_TRACE(known.name);
    for (const Reference& how : {kOdd, kWide, kSingle}) {
      Trial trial(parsed(known.text), how, 1);
      ASSERT_TRUE(trial.run());
      trial.expect_equal();
    }
  }
}

TEST(LayerExecutor, EveryPrimitiveIsExactOnAllExtents) {
  for (const PrimitiveInfo& facts : all_primitives()) {
    const std::string name(facts.name);
    SCOPED_TRACE(name);
    // Of a full value, of one for each sample, and where that is allowed of one for each channel.
    const std::string inner = facts.arity == 1 ? "(x)" : "(x, exp(v0 + mean_wh(x)))";
    const std::string sample =
        facts.arity == 1 ? "(mean_wh(x) * v1)" : "(std_whg(x) * v1, exp(v0) + rms_whc(x))";
    const std::string channel = facts.moment != Moment::none ? ""
                                : facts.arity == 1           ? "(v0)"
                                                             : "(v0, exp(v1))";
    std::string text = "return " + name + inner + " + x * " + name + sample;
    if (!channel.empty()) text += " - x * " + name + channel;
    Trial trial(parsed(text), kOdd, 2);
    ASSERT_TRUE(trial.run()) << text;
    trial.expect_equal();
  }
}

TEST(LayerExecutor, MomentsOfTheBatchMayFollowOneAnother) {
  Trial trial(parsed("a = x / std_bwh(x)\n"
                     "b = a * a - mean_bwh(a * std_whc(a)) * v1\n"
                     "return b / rms_bwh(b + v0) + mean_bwh(mean_wh(a)) * x"),
              kOdd, 3);
  ASSERT_TRUE(trial.run());
  trial.expect_equal();
}

TEST(LayerExecutor, RandomLayersAreExact) {
  const Variation variation({.primitives = all()});
  Random random({.seed = 4});
  int tame = 0;
  for (std::uint64_t i = 0; i < 25; ++i) {
    const Graph graph = variation.sample(random);
    SCOPED_TRACE(to_formula(graph));
    Trial trial(graph, kOdd, 100 + i);
    if (!trial.run()) continue;
    ++tame;
    trial.expect_equal();
  }
  EXPECT_GT(tame, 12);
}

TEST(LayerExecutor, RunningMomentsComeToWhatTheBatchHas) {
  const Graph graph = parsed("return (x - mean_bwh(x)) / std_bwh(x) + x / rms_bwh(x)");
  Executor executor(graph, 3, 1);
  const Size size{4, 5};
  std::vector<float> in(60);
  Random random({.seed = 5});
  for (float& value : in) value = static_cast<float>(2 + random.normal());
  std::vector<float> trained(60);
  executor.forward(size, in, {}, trained);
  std::vector<float> running(executor.running());
  ASSERT_EQ(running.size(), 9u);
  executor.update_running(running, 1);
  std::vector<float> inferred(60);
  executor.infer(size, in, {}, running, inferred);
  for (std::size_t i = 0; i < in.size(); ++i) EXPECT_NEAR(inferred[i], trained[i], 1e-5);
  // Of other batches, what was there counts on.
  executor.update_running(running, 0.5F);
  for (float& value : in) value = 2;
  executor.infer(size, in, {}, running, inferred);
  EXPECT_NEAR(inferred[0] - inferred[3], 0, 1e-6);
}

TEST(LayerExecutor, ABatchNormalizedLayerHasMeanZeroAndDeviationOne) {
  const Graph graph = parsed("return (x - mean_bwh(x)) / std_bwh(x) * gamma + beta");
  Executor executor(graph, 1, 1);
  std::vector<float> parameters(executor.parameters());
  executor.initialise(parameters);
  EXPECT_EQ(parameters, (std::vector<float>{0, 1}));  // beta, gamma
  const std::vector<float> in = {1, 2, 3, 4, 5, 9};
  std::vector<float> out(6);
  executor.forward({2, 3}, in, parameters, out);
  double sum = 0;
  double squares = 0;
  for (const float value : out) sum += value;
  for (const float value : out) squares += value * value;
  EXPECT_NEAR(sum, 0, 1e-5);
  EXPECT_NEAR(squares, 6, 1e-4);
}

}  // namespace
}  // namespace cambrian::layer
