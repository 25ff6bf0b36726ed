#include "cli/approximation/measured_weights.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "operators/program/op_chain.hpp"

namespace cambrian::cli {
namespace {

using program::Chains;
using program::ChainWork;

constexpr int kRepetitions = 400;  // the shortest counts: others are disturbed
constexpr double kWeightedUnit = 0.01, kDepthUnit = 0.1;  // nanoseconds

double nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

double time_of(program::Op op, Chains chains) {
  double shortest = 1e30;
  ChainWork work;
  for (int i = 0; i < kRepetitions; ++i) {
    const double begin = nanoseconds();
    work = run_chains(op, chains);
    shortest = std::min(shortest, nanoseconds() - begin);
  }
  return shortest / static_cast<double>(chains == Chains::one ? work.steps : work.elements);
}

std::string weights(Chains chains, double unit) {
  std::string out;
  for (const program::OpInfo& op : program::all_ops()) {
    if (!op.smooth) continue;
    const long weight = std::clamp(std::lround(time_of(op.op, chains) / unit), 1L, 1000L);
    out += (out.empty() ? "" : ", ") + std::string(op.name) + "=" + std::to_string(weight);
  }
  return "\"" + out + "\"\n";
}

}  // namespace

std::string measured_weights() {
  return "Many elements, hundredths of a nanosecond for each:\n  --cost weighted --weights " +
         weights(Chains::many, kWeightedUnit) +
         "One element, tenths of a nanosecond until a result is there:\n  --cost depth --weights " +
         weights(Chains::one, kDepthUnit);
}

}  // namespace cambrian::cli
