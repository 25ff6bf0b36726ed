// Prints programs in C++ and Python, and what they do, as JSON: for export_test.py.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/optimizer/executor.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/print.hpp"

namespace cambrian::optimizer {
namespace {

/// The argument of a function of one, within its domain.
std::string argument_for(std::string_view name) {
  if (name == "arcsin" || name == "arccos" || name == "arctanh") return "0.9 * tanh(g)";
  if (name == "arccosh") return "1.5 + abs(g)";
  return "g";
}

std::vector<std::string> texts() {
  std::vector<std::string> all;
  for (const KnownOptimizer& known : kKnownOptimizers) all.emplace_back(known.text);
  for (const FunctionInfo& facts : all_functions()) {
    if (facts.arity != 1 || facts.shape != Shape::same) continue;
    const std::string name(facts.name);
    const std::string inside = name == "arccosh" ? "1.25" : "0.75";
    all.push_back("x = " + name + "(" + argument_for(name) + ")\nupdate = x * 0.1 + " + name + "(" +
                  inside + ") * g");
  }
  all.insert(all.end(),
             {
                 "update = max(g, 0.1) + min(w, lr) + power(g, 0.5) + pi() + e() * eps()",
                 "update = g / (w - lr) + 3 / g",
                 "g = g + w\nlr = lr * 0.5\nw = w * g\nupdate = w * lr + g",
                 "update = clip(g, 0.5) + g * clip(lr, 0.25) + clip(w, lr)",
                 "update = g * clip(norm(g), 0.5) + clip(g, norm(w))",
                 "update = g * global_norm(w) + global_norm(norm(g)) + g * global_norm(-2)",
                 "update = g * norm(g) + norm(norm(w)) * w + norm(-3) * g",
                 "update = g * mean(g) + mean(norm(w)) + mean(lr) * w",
                 "update = g * std(g) + std(norm(w)) + std(lr)",
                 "update = g * dot(g, w) + dot(lr, g) + dot(norm(g), 2) + dot(2, lr)",
                 "update = g * cosine_sim(g, w) + cosine_sim(g, 2) + cosine_sim(lr, 3)",
                 "x = norm(g)\ny = x * x\nx = interp(x, y, 0.25)\nupdate = interp(w, x, g)",
                 "update = v * 1\nv = interp(m, g, 0.5)\nm = g + m",
             });
  return all;
}

nlohmann::json described(const std::string& text) {
  const std::vector<std::size_t> tensors = {5, 1, 3};
  const Program program = parse(text).value();
  Executor executor(program, tensors);
  Random random({.seed = 9});
  const auto draw = [&] {
    std::vector<float> values(executor.size());
    for (float& value : values) value = static_cast<float>(random.normal());
    return values;
  };
  nlohmann::json json = {{"text", text},
                         {"cpp", to_cpp(program)},
                         {"python", to_python(program)},
                         {"tensors", tensors}};
  std::vector<float> w = draw();
  json["first"] = w;
  for (int step = 0; step < 3; ++step) {
    const std::vector<float> g = draw();
    const float rate = step == 0 ? 1 : 0.5F;
    executor.step(w, g, rate);
    json["steps"].push_back({{"g", g}, {"lr", rate}, {"w", w}});
  }
  return json;
}

}  // namespace
}  // namespace cambrian::optimizer

int main() {
  nlohmann::json all;
  for (const std::string& text : cambrian::optimizer::texts())
    all.push_back(cambrian::optimizer::described(text));
  std::printf("%s\n", all.dump().c_str());
}
