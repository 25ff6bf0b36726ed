// Programs that train networks, on one core. `optimizers steps`: statements a second against the
// memory's bandwidth; `optimizers children`: what becomes of mutants.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/executor.hpp"
#include "operators/optimizer/fingerprint.hpp"
#include "operators/optimizer/known.hpp"
#include "operators/optimizer/parse.hpp"
#include "operators/optimizer/variation.hpp"

namespace {

using namespace cambrian;
using optimizer::Program;

double seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Of one call, the fastest of several runs.
template <class F>
double time_of(F call) {
  double best = 1e9;
  for (int run = 0; run < 7; ++run) {
    const double start = seconds();
    int calls = 0;
    do {
      call();
      ++calls;
    } while (seconds() - start < 0.03);
    best = std::min(best, (seconds() - start) / calls);
  }
  return best;
}

std::vector<float> random_floats(std::size_t count) {
  Random random({.seed = 1});
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

void steps() {
  struct Case {
    std::string name;
    std::string text;
    int arrays;  ///< read or written once a step: w twice, g, and each state twice
  };
  std::vector<Case> cases;
  for (const auto& known : optimizer::kKnownOptimizers) {
    cases.push_back(
        {std::string(known.name), std::string(known.text), known.name == "adamw" ? 7 : 5});
  }
  cases.push_back({"adamw, clipped", "g = clip(g, 1)\n" + std::string(cases[0].text), 8});
  cases.push_back({"tanh(g)", "update = tanh(g)", 3});
  for (const std::size_t size : {std::size_t{9610}, std::size_t{4'000'000}}) {
    std::vector<float> w = random_floats(size);
    const std::vector<float> g = random_floats(size);
    const double copy = time_of([&] { std::memcpy(w.data(), g.data(), size * sizeof(float)); });
    std::printf("%zu parameters: memcpy %.1f GB/s read and written\n", size,
                8e-9 * static_cast<double>(size) / copy);
    for (const Case& item : cases) {
      const Program program = optimizer::parse(item.text).value();
      const std::vector<std::size_t> tensors = {size - size / 10, size / 10};
      optimizer::Executor executor(program, tensors);
      const double step = time_of([&] { executor.step(w, g, 0.0F); });
      const auto live = static_cast<double>(optimizer::analyze(program).analysis.live_statements());
      const auto n = static_cast<double>(size);
      std::printf("  %-16s %8.1f us a step  %6.2f G statements x numbers/s  %6.1f GB/s\n",
                  item.name.c_str(), 1e6 * step, 1e-9 * live * n / step,
                  4e-9 * item.arrays * n / step);
    }
  }
}

/// A chain of mutants, each of the one before, as long as programs grow to in a search.
void children() {
  const optimizer::Variation variation({});
  Random random({.seed = 1});
  optimizer::VariationCounts counts;
  Program program = optimizer::parse(optimizer::kKnownOptimizers[0].text).value();
  std::uint64_t statements = 0;
  std::uint64_t live = 0;
  constexpr int kChildren = 20'000;
  const double start = seconds();
  for (int i = 0; i < kChildren; ++i) {
    program = variation.vary(program, random, &counts);
    statements += program.statements.size();
    live += optimizer::analyze(program).analysis.live_statements();
  }
  const double spent = seconds() - start;
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return 100 * static_cast<double>(part) / static_cast<double>(whole);
  };
  std::printf(
      "%llu drawn for %d valid children, %.0f/s: %.1f %% refused by types and dependencies, "
      "%.1f %% by the probes\n%.1f statements each, %.1f %% without effect\n",
      static_cast<unsigned long long>(counts.drawn), kChildren, kChildren / spent,
      share(counts.wrong, counts.drawn), share(counts.not_finite, counts.drawn),
      static_cast<double>(statements) / kChildren, 100 - share(live, statements));
  const Program adamw = optimizer::parse(optimizer::kKnownOptimizers[0].text).value();
  std::printf("adamw: types and dependencies %.2f us, fingerprint %.1f us\n",
              1e6 * time_of([&] { optimizer::analyze(adamw); }),
              1e6 * time_of([&] { optimizer::fingerprint(adamw); }));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Programs that train networks");
  app.require_subcommand(1);
  app.add_subcommand("steps", "Statements a second")->callback(steps);
  app.add_subcommand("children", "What becomes of mutants")->callback(children);
  CLI11_PARSE(app, argc, argv);
}
