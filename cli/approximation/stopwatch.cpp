#include "cli/approximation/stopwatch.hpp"

#include <cstddef>
#include <string_view>

#include "cli/text.hpp"
#include "engine/core/replaced.hpp"

namespace cambrian::cli {
namespace {

constexpr std::string_view kHeaders =
    "#include <math.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <time.h>\n";

constexpr std::string_view kClock = R"(
// They stay in the first cache. So many runs make a round that the clock itself does not count.
enum { kCount = 1024, kManyRuns = 256, kRunsOneByOne = 32, kRounds = 400 };
static @TYPE inputs[kCount], outputs[kCount];

// Of the processor, so that other programs do not count.
static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// A round, in nanoseconds for each element.
static double round_of(void (*run)(void), int runs) {
  const double begin = seconds();
  for (int k = 0; k < runs; ++k) {
    run();
    // So that every run reads and writes all elements.
    __asm__ volatile("" : : "r"(inputs), "r"(outputs) : "memory");
  }
  return 1e9 * (seconds() - begin) / ((double)runs * kCount);
}

static int by_size(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

// One of the shortest rounds is what the code takes: others are disturbed. Not the shortest of all,
// since virtual machines may take time that was stolen from one round off another.
static double undisturbed(double* rounds) {
  qsort(rounds, kRounds, sizeof *rounds, by_size);
  return rounds[kRounds / 50];
}

static void fill(void) {
  const double low = @LOW, high = @HIGH;
  for (int k = 0; k < kCount; ++k) {
    inputs[k] = (@TYPE)(low + (high - low) * (k + 0.5) / kCount);
  }
}
)";

constexpr std::string_view kLoops = R"(
static void many@END(void) {
  for (int k = 0; k < kCount; ++k) outputs[k] = @NAME(inputs[k]);
}

// Every argument waits for the result before: a 0 times it is added.
static void one_by_one@END(void) {
  volatile @TYPE nothing = 0;
  const @TYPE zero = nothing;
  @TYPE y = 0;
  for (int k = 0; k < kCount; ++k) y = @NAME(inputs[k] + zero * y);
  outputs[0] = y;
}
)";

constexpr std::string_view kMain = R"(
int main(void) {
  static double each[kRounds], until_there[kRounds];
  fill();
  for (int round = 0; round < kRounds; ++round) {
    each[round] = round_of(many, kManyRuns);
    until_there[round] = round_of(one_by_one, kRunsOneByOne);
  }
  printf("%.3f ns/element, %.2f ns until a result is there\n", undisturbed(each),
         undisturbed(until_there));
  return 0;
}
)";

constexpr std::string_view kHighway =
    "#if defined(__cplusplus) && __has_include(<hwy/highway.h>)\n#include <hwy/highway.h>\n"
    "#define VECTORS 1\n#endif\n";

constexpr std::string_view kVectors = R"(#ifdef VECTORS
@HEADER
static void vectors@END(void) { HWY_STATIC_DISPATCH(@NAME_array)(inputs, outputs, kCount); }
#else
#define vectors@END NULL
#endif
)";

constexpr std::string_view kMainOfAll = R"(
struct timed {
  void (*many)(void);
  void (*vectors)(void);
  void (*one_by_one)(void);
};
static const struct timed all[] = {@ALL};
enum { kFunctions = sizeof all / sizeof *all };
static double rounds[kFunctions][3][kRounds];

static double round_or_none(void (*run)(void), int runs) {
  return run == NULL ? -1 : round_of(run, runs);
}

// One round of each again and again, so that what disturbs for a while disturbs all alike.
int main(void) {
  fill();
  for (int round = 0; round < kRounds; ++round) {
    for (int k = 0; k < kFunctions; ++k) {
      rounds[k][0][round] = round_or_none(all[k].many, kManyRuns);
      rounds[k][1][round] = round_or_none(all[k].vectors, kManyRuns);
      rounds[k][2][round] = round_or_none(all[k].one_by_one, kRunsOneByOne);
    }
  }
  for (int k = 0; k < kFunctions; ++k) {
    for (int kind = 0; kind < 3; ++kind) {
      printf("%.6g%s", undisturbed(rounds[k][kind]), kind < 2 ? " " : "\n");
    }
  }
  return 0;
}
)";

std::string clock_for(const TimedInputs& inputs) {
  std::string text = replaced(std::string(kClock), "@LOW", exact(inputs.low));
  return replaced(text, "@HIGH", exact(inputs.high));
}

// Both loops have it inside, also where the compiler would find it too long: without that there are
// no vectors.
std::string inlined(const std::string& name, const std::string& function) {
  return "static inline __attribute__((always_inline)) @TYPE " + name + "(@TYPE x);\n" + function;
}

std::string loops_for(const std::string& name, const std::string& end) {
  return replaced(replaced(std::string(kLoops), "@NAME", name), "@END", end);
}

std::string with_type(const std::string& text, const TimedInputs& inputs) {
  return replaced(text, "@TYPE", inputs.single ? "float" : "double");
}

// Without the includes and, of functions that are the C library's somewhere, the C function: both
// stand before it already.
std::string without_head(const std::string& header) {
  const std::size_t begin = header.find("HWY_BEFORE_NAMESPACE");
  return begin == std::string::npos ? header : header.substr(begin);
}

// One of several functions, under a name of its own, that of its helpers included.
std::string timed_code(const TimedFunction& function, std::size_t number) {
  const std::string end = "_" + std::to_string(number), name = function.name + end;
  std::string out =
      "\n" + inlined(name, replaced(function.c, function.name, name)) + loops_for(name, end);
  if (function.highway.empty()) return out + "#define vectors" + end + " NULL\n";
  const std::string header = replaced(without_head(function.highway), function.name, name);
  std::string vectors = replaced(std::string(kVectors), "@NAME", name);
  vectors = replaced(vectors, "@END", end);
  return out + replaced(vectors, "@HEADER", header);
}

}  // namespace

std::string stopwatch_for(const TimedInputs& inputs, const TimedFunction& function) {
  const std::string text = std::string(kHeaders) + "\n" + inlined(function.name, function.c) +
                           clock_for(inputs) + loops_for(function.name, "") + std::string(kMain);
  return with_type(text, inputs);
}

std::string stopwatch_for_all(const TimedInputs& inputs, std::span<const TimedFunction> functions) {
  const TimedFunction x_plus_1{"x_plus_1",
                               "static inline @TYPE x_plus_1(@TYPE x) { return x + 1; }\n", ""};
  std::string out = std::string(kHeaders) + "#include <stdint.h>\n#include <string.h>\n" +
                    std::string(kHighway) + clock_for(inputs) + timed_code(x_plus_1, 0);
  std::string all;
  for (std::size_t k = 0; k <= functions.size(); ++k) {
    if (k > 0) out += timed_code(functions[k - 1], k);
    const std::string end = "_" + std::to_string(k);
    all += "\n    {many" + end + ", vectors" + end + ", one_by_one" + end + "},";
  }
  return with_type(out + replaced(std::string(kMainOfAll), "@ALL", all), inputs);
}

}  // namespace cambrian::cli
