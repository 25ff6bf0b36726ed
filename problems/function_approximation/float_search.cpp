#include "problems/function_approximation/float_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/random.hpp"
#include "operators/program/single/float_bits.hpp"

namespace cambrian::approximation {
namespace {

using program::FloatErrors;

constexpr std::size_t kSamples = 3072;
constexpr std::size_t kGrown = 256;       // inputs that a round adds at most
constexpr int kRounds = 8;                // of sampling and looking at the whole
constexpr std::int64_t kStride = 61;      // of the looks between: a prime, so all bits vary
constexpr double kEnough = 1.002;         // sample and whole agree so far
constexpr double kFirstTolerance = 0.04;  // by which an error may rise on the way, at first
constexpr double kNear = 0.97;            // of the worst: errors that count as worst, too
constexpr double kHopeless = 64;          // no rounding makes such a program better

class Searcher {
 public:
  explicit Searcher(const FloatSearch& search)
      : search_(search),
        batch_(search.program),
        random_({search.seed, 0, search.program.code.size(), Purpose::fit}) {
    for (const double c : search.program.constants) start_.push_back(static_cast<float>(c));
  }

  FloatProgram run() {
    std::vector<float> best = start_;
    draw_samples();
    FloatErrors errors = look(start_);
    std::vector<float> now = start_;
    const bool hopeful = search_.trials > 0 && search_.free > 0 && errors.ulp <= kHopeless;
    for (int round = 0; hopeful && round < kRounds; ++round) {
      const double sampled = walk(now);
      const FloatErrors whole = look(now);
      if (whole.ulp < errors.ulp) best = now, errors = whole;
      if (whole.ulp <= sampled * kEnough && round > 1) break;
    }
    if (!(errors.ulp < search_.worth_all)) return {best, errors, false};
    return {best, search_.truth.judge(batch_, best, 1), true};
  }

 private:
  void add(float x) {
    const double y = search_.truth(x);
    if (y != y) return;
    x_.push_back(x);
    y_.push_back(y);
  }

  // Evenly, with jitter, and towards 0.
  void draw_samples() {
    const double low = search_.focus_low, width = search_.focus_high - low;
    for (std::size_t k = 0; k < kSamples; ++k) {
      const double at = (static_cast<double>(k) + random_.uniform()) / double(kSamples);
      add(static_cast<float>(low + width * at));
    }
    for (const float end : {search_.focus_low, search_.focus_high}) {
      float x = end;
      for (int k = 0; k < 30; ++k, x /= 2) add(x);
    }
  }

  // Everywhere, with gaps; the worst join the sample.
  FloatErrors look(const std::vector<float>& constants) {
    const double sampled = batch_.worst(constants, x_, y_, std::numeric_limits<double>::infinity());
    FloatFindings findings;
    FloatErrors all = search_.truth.judge(batch_, constants, kStride, sampled * kNear, &findings);
    std::sort(findings.begin(), findings.end(),
              [](const FloatErrors& a, const FloatErrors& b) { return a.ulp > b.ulp; });
    if (findings.size() > kGrown) findings.resize(kGrown);
    for (const FloatErrors& f : findings) add(f.ulp_at);
    all.ulp = std::max(all.ulp, sampled);
    return all;
  }

  float stepped(float c) {
    std::int64_t size = 1;
    while (size < 1024 && random_.chance(0.4)) size *= 2;
    return program::float_at(program::order_of(c) + (random_.chance(0.5) ? size : -size));
  }

  // Gives the largest error on the sample.
  double walk(std::vector<float>& constants) {
    double here = batch_.worst(constants, x_, y_, std::numeric_limits<double>::infinity());
    std::vector<float> best = constants;
    double least = here;
    for (int trial = 0; trial < search_.trials; ++trial) {
      std::vector<float> next = constants;
      const std::uint32_t changes =
          1 + (random_.chance(0.5) ? 1 : 0) + (random_.chance(0.2) ? 1 : 0);
      for (std::uint32_t k = 0; k < changes; ++k) {
        float& c = next[random_.below(static_cast<std::uint32_t>(search_.free))];
        c = stepped(c);
      }
      const double left = 1 - static_cast<double>(trial) / search_.trials;
      const double limit = here * (1 + kFirstTolerance * left * left * random_.uniform());
      const double error = batch_.worst(next, x_, y_, limit);
      if (!(error <= limit)) continue;
      constants = next;
      here = error;
      if (here < least) least = here, best = constants;
    }
    constants = best;
    return least;
  }

  const FloatSearch& search_;
  program::FloatBatch batch_;
  Random random_;
  std::vector<float> start_, x_;
  std::vector<double> y_;
};

}  // namespace

FloatProgram search_floats(const FloatSearch& search) { return Searcher(search).run(); }

}  // namespace cambrian::approximation
