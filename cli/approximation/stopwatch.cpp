#include "cli/approximation/stopwatch.hpp"

#include "cli/text.hpp"
#include "engine/core/replaced.hpp"

namespace cambrian::cli {
namespace {

constexpr std::string_view kHead = R"(#include <math.h>
#include <stdio.h>
#include <time.h>

)";

constexpr std::string_view kBody = R"(
// They stay in the first cache. The shortest of many rounds is what the code takes.
enum { kCount = 1024, kRounds = 2000, kRepetitions = 8 };
static @TYPE inputs[kCount], outputs[kCount];

// Of the processor, so that other programs do not count.
static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void many(void) {
  for (int k = 0; k < kCount; ++k) outputs[k] = @NAME(inputs[k]);
}

// Every argument waits for the result before: a 0 times it is added.
static void one_by_one(void) {
  volatile @TYPE nothing = 0;
  const @TYPE zero = nothing;
  @TYPE y = 0;
  for (int k = 0; k < kCount; ++k) y = @NAME(inputs[k] + zero * y);
  outputs[0] = y;
}

static double shortest(void (*run)(void)) {
  double least = 1e30;
  for (int round = 0; round < kRounds; ++round) {
    const double begin = seconds();
    for (int k = 0; k < kRepetitions; ++k) {
      run();
      // So that every repetition reads and writes all elements.
      __asm__ volatile("" : : "r"(inputs), "r"(outputs) : "memory");
    }
    const double taken = seconds() - begin;
    if (taken < least) least = taken;
  }
  return 1e9 * least / ((double)kRepetitions * kCount);
}

int main(void) {
  const double low = @LOW, high = @HIGH;
  for (int k = 0; k < kCount; ++k) {
    inputs[k] = (@TYPE)(low + (high - low) * (k + 0.5) / kCount);
  }
  const double each = shortest(many);
  printf("%.3f ns/element, %.2f ns until a result is there\n", each, shortest(one_by_one));
  return 0;
}
)";

}  // namespace

std::string stopwatch_for(const approximation::Problem& problem, const std::string& function,
                          std::string_view name) {
  std::string body = replaced(std::string(kBody), "@TYPE", problem.single ? "float" : "double");
  body = replaced(body, "@NAME", name);
  body = replaced(body, "@LOW", exact(static_cast<double>(problem.low)));
  body = replaced(body, "@HIGH", exact(static_cast<double>(problem.high)));
  return std::string(kHead) + function + body;
}

}  // namespace cambrian::cli
