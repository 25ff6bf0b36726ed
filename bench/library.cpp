// Speed of the library beside that of the memory: candidates enumerated with keys, look-ups and
// correlations per second and core. `library [columns]`. Two modes count what should not be there,
// behind random targets, over so many million look-ups: `library --false-hits MILLIONS` matches of
// keys that hold on the probe rows as well, `library random MILLIONS` laws claimed, spans included.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "bench/measure.hpp"
#include "engine/core/random.hpp"
#include "operators/expression/library/law_finder.hpp"
#include "operators/expression/library/look_up.hpp"
#include "tests/operators/expression/library/usual_vocabulary.hpp"

namespace {

using namespace cambrian;
using bench::thread_seconds;
using namespace cambrian::expression;

struct Memory {
  double read, lines;  ///< bytes per second in a row; cache lines per second at random places
};

Memory memory_speed() {
  constexpr std::size_t kWords = std::size_t{16} << 20, kReads = 1 << 24;
  HugeArray words(kWords);
  Memory best{};
  for (std::size_t i = 0; i < kWords; i += 512) words.data()[i] = i;
  Random random({.seed = 1});
  std::uint64_t sum = 0, at = random.bits64();
  for (int trial = 0; trial < 5; ++trial) {
    double start = thread_seconds();
    for (std::size_t i = 0; i < kWords; i += 8) sum += words.data()[i];
    best.read = std::max(best.read, 8.0 * kWords / (thread_seconds() - start));
    start = thread_seconds();
    for (std::size_t i = 0; i < kReads; ++i) {
      at = at * 0x5851f42d4c957f2d + 1;
      sum += words.data()[at >> 40];
    }
    best.lines = std::max(best.lines, kReads / (thread_seconds() - start));
  }
  [[maybe_unused]] const volatile std::uint64_t used = sum;
  std::printf("memory     %.1f GB/s in a row, %.0f M cache lines/s at random\n", best.read / 1e9,
              best.lines / 1e6);
  return best;
}

void enumeration(Library& library, const Memory& memory) {
  std::uint32_t entries_before = 0;
  for (const std::size_t entries : {20'000, 200'000, 1'000'000}) {
    const std::uint64_t before = library.candidates();
    const double start = thread_seconds();
    const LibraryView view = library.view(entries);
    const double seconds = thread_seconds() - start;
    const auto made = static_cast<double>(library.candidates() - before);
    const double fresh = view.size() - std::exchange(entries_before, view.size());
    // A line of the first table for each candidate; for a new one three of the second, and itself.
    const double lines = made + 3 * fresh;
    const double bytes =
        fresh * static_cast<double>(sizeof(Entry) + sizeof(double) * library.rows());
    std::printf("enumerate  %8u entries  %6.1f ms  %6.2f M candidates/s, %2.0f %% new: ",
                view.size(), 1e3 * seconds, made / seconds / 1e6, 100 * fresh / made);
    std::printf("%2.0f %% of the memory's lines, %2.0f %% of its bytes\n",
                100 * lines / seconds / memory.lines, 100 * bytes / seconds / memory.read);
  }
}

constexpr Widths kWidths{300'000, 1, 2, 2'000, 8, 120, 100, 200, 20'000};

void look_ups(Library& library, const std::vector<double>& target, const Vocabulary& vocabulary,
              const Memory& memory) {
  const std::vector<Chain> all = chains(inverses_of(vocabulary), 3);
  const SearchRound round(library, target, {}, all, nullptr, kWidths);
  std::uint64_t matches = 0;
  LookUp look_up(library, round, target, all, [&matches](const Hit&) { ++matches; });
  const char* const names[] = {"chains", "peels", "sums", "products"};
  for (int stage = 1; stage < 4; ++stage) {
    std::uint64_t done = 0;
    const double start = thread_seconds();
    for (const Unit& unit : round.units) {
      if (static_cast<int>(unit.stage) == stage) done += look_up.run(unit);
    }
    const double seconds = thread_seconds() - start;
    const double rate = static_cast<double>(done) / seconds;
    std::printf("look up    %-8s %8.2f M  %6.1f ms  %6.1f M look-ups/s", names[stage],
                static_cast<double>(done) / 1e6, 1e3 * seconds, rate / 1e6);
    // A line of a filter each; the tables of pairs stay in the cache.
    if (stage == 1) std::printf(": %2.0f %% of the memory's lines", 100 * rate / memory.lines);
    std::printf("\n");
  }
}

// 1,000 rows of one to five columns and a target that has nothing to do with them.
struct RandomTarget {
  std::vector<std::vector<double>> columns;
  std::vector<double> target;

  explicit RandomTarget(std::uint64_t number) : columns(1 + number % 5) {
    Random random({.seed = number});
    for (int r = 0; r < 1000; ++r) {
      for (auto& column : columns) column.push_back(random.uniform(1, 5));
      target.push_back(random.normal());
    }
  }
  LawData data() const { return {{columns.begin(), columns.end()}, target}; }
};

int false_hits(std::uint64_t lookups) {
  const Vocabulary vocabulary = usual_vocabulary();
  const std::vector<Chain> all = chains(inverses_of(vocabulary), 3);
  std::uint64_t done = 0, matches = 0, plausible = 0, targets = 0;
  double expected = 0;
  while (done < lookups) {
    const RandomTarget random(++targets);
    const LawData data = random.data();
    Library library(choose_probe(data.columns, data.target), vocabulary);
    const LawFitter fitter(library, data, vocabulary);
    std::vector<double> probed;
    for (const std::uint32_t row : library.probe().rows) probed.push_back(data.target[row]);
    const SearchRound round(library, probed, {}, all, nullptr, kWidths);
    LookUp look_up(library, round, probed, all, [&](const Hit& hit) {
      ++matches;
      plausible += fitter.plausible(hit) ? 1 : 0;
    });
    // Of random 37 bits: half of the peels are looked up in either table, pairs among contexts.
    const double keys = static_cast<double>(round.view.affine().size()) / 2 +
                        static_cast<double>(round.view.monomial().size()) / 2;
    for (const Unit& unit : round.units) {
      const std::uint64_t now = look_up.run(unit);
      done += now;
      const bool pairs = unit.stage == Stage::sums || unit.stage == Stage::products;
      expected += static_cast<double>(now) * 0x1p-37 *
                  (pairs ? static_cast<double>(round.contexts.size()) : keys);
      if (done >= lookups) break;
    }
    std::printf("%3llu random targets  %7.1f M look-ups  %8llu matches of keys  %llu false hits\n",
                static_cast<unsigned long long>(targets), static_cast<double>(done) / 1e6,
                static_cast<unsigned long long>(matches),
                static_cast<unsigned long long>(plausible));
  }
  std::printf("expected by chance, of 37 bits: %.0f matches of keys, no false hit\n", expected);
  return plausible == 0 ? 0 : 1;
}

int random_targets(std::uint64_t lookups) {
  constexpr std::uint64_t kEach = 50'000'000;
  std::uint64_t done = 0, claimed = 0, targets = 0;
  while (done < lookups) {
    const RandomTarget random(++targets);
    LawFinder finder(std::make_shared<LawSpace>(random.data(), usual_vocabulary()));
    while (finder.lookups() < std::min(kEach, lookups - done) && finder.advance(1'000'000) > 0) {
    }
    done += finder.lookups();
    claimed += finder.laws().size();
    std::printf("%3llu random targets  %7.1f M look-ups  %llu laws claimed\n",
                static_cast<unsigned long long>(targets), static_cast<double>(done) / 1e6,
                static_cast<unsigned long long>(claimed));
  }
  return claimed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && std::string_view(argv[1]) == "random") {
    return random_targets(std::strtoull(argv[2], nullptr, 10) * 1'000'000);
  }
  if (argc > 2 && std::string_view(argv[1]) == "--false-hits") {
    return false_hits(std::strtoull(argv[2], nullptr, 10) * 1'000'000);
  }
  const std::size_t width = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 4;
  Random random({.seed = 1, .purpose = Purpose::sample_rows});
  std::vector<std::vector<double>> columns(width);
  std::vector<double> target;
  for (int r = 0; r < 1000; ++r) {
    for (auto& column : columns) column.push_back(random.uniform(1, 5));
    target.push_back(random.uniform(1, 5));
  }
  const Vocabulary vocabulary = usual_vocabulary();
  const LawData data{{columns.begin(), columns.end()}, target};
  Library library(choose_probe(data.columns), vocabulary);
  std::vector<double> probed;
  for (const std::uint32_t row : library.probe().rows) probed.push_back(target[row]);
  std::printf("%zu columns, %zu probe rows, room for %zu entries\n", width, library.rows(),
              library.capacity());
  const Memory memory = memory_speed();
  enumeration(library, memory);
  look_ups(library, probed, vocabulary, memory);
  const auto samples = std::make_shared<const NearSamples>(library, data);
  NearSearch near(std::shared_ptr<Library>(&library, [](Library*) {}), data, samples, vocabulary,
                  {});
  const double start = thread_seconds();
  const std::uint64_t pairs = near.advance(10'000'000);
  const double seconds = thread_seconds() - start;
  std::printf("correlate  %8.2f M pairs  %6.1f ms  %6.1f M pairs/s\n",
              static_cast<double>(pairs) / 1e6, 1e3 * seconds,
              static_cast<double>(pairs) / seconds / 1e6);
}
