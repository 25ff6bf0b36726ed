// Prints layers for PyTorch, and what the executor makes of them, as JSON: for pytorch_test.py.
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/layer/executor.hpp"
#include "operators/layer/fingerprint.hpp"
#include "operators/layer/known.hpp"
#include "operators/layer/parse.hpp"
#include "operators/layer/print.hpp"
#include "operators/layer/variation.hpp"

namespace cambrian::layer {
namespace {

constexpr std::size_t kChannels = 6;
constexpr std::size_t kGroup = 3;
constexpr std::size_t kSide = 4;
constexpr Size kSize = {3, kSide* kSide};

std::vector<Graph> graphs() {
  std::vector<Graph> all;
  for (const KnownLayer& known : kKnownLayers) all.push_back(parse(known.text).value());
  std::vector<Primitive> primitives;
  for (const PrimitiveInfo& facts : all_primitives()) {
    primitives.push_back(facts.primitive);
    if (facts.arity != 1) continue;
    const std::string f(facts.name);
    // What exp and square do to each other is for no float to tell.
    all.push_back(parse("return x * " + f + "(x) + " + f + "(tanh(x) * v1) * beta").value());
  }
  const Variation variation({.primitives = primitives});
  Random random({.seed = 4});
  for (int i = 0; i < 40; ++i) all.push_back(variation.sample(random));
  return all;
}

/// Empty where numbers are too large for floats to be compared.
nlohmann::json described(const Graph& graph, Random& random) {
  const auto draw = [&](std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(random.normal());
    return values;
  };
  const std::size_t count = kSize.samples * kSize.pixels * kChannels;
  Executor executor(graph, kChannels, kGroup);
  const std::vector<float> x = draw(count);
  const std::vector<float> parameters = draw(executor.parameters());
  const std::vector<float> slopes = draw(count);
  std::vector<float> y(count);
  std::vector<float> slopes_x(count);
  std::vector<float> slopes_parameters(parameters.size());
  executor.forward(kSize, x, parameters, y);
  executor.backward(slopes, slopes_x, slopes_parameters);
  const auto tame = [](const std::vector<float>& values) {
    for (const float value : values)
      if (!(std::abs(value) < 100)) return false;
    return true;
  };
  if (!tame(y) || !tame(slopes_x) || !tame(slopes_parameters)) return {};
  // Running moments begin as those of numbers of mean 0 and variance 1.
  const std::size_t moments = executor.running() / kChannels;
  std::vector<float> change(executor.running());
  std::vector<float> inferred(count);
  executor.update_running(change, 1);
  executor.infer(kSize, x, parameters, change, inferred);
  if (!tame(inferred)) return {};
  std::vector<std::string> learnt;
  for (const std::uint8_t input : executor.learnt()) learnt.push_back(value_name(input));
  return {{"text", to_formula(graph)},
          {"python", to_python(graph)},
          {"size", {kSize.samples, kSide, kSide, kChannels}},
          {"group", kGroup},
          {"learnt", learnt},
          {"parameters", parameters},
          {"x", x},
          {"y", y},
          {"slopes", slopes},
          {"slopes_x", slopes_x},
          {"slopes_parameters", slopes_parameters},
          {"moments", moments},
          {"inferred", inferred}};
}

}  // namespace
}  // namespace cambrian::layer

int main() {
  cambrian::Random random({.seed = 5});
  nlohmann::json all = nlohmann::json::array();
  for (const cambrian::layer::Graph& graph : cambrian::layer::graphs()) {
    auto one = cambrian::layer::described(graph, random);
    if (!one.is_null()) all.push_back(std::move(one));
  }
  std::printf("%s\n", all.dump().c_str());
}
