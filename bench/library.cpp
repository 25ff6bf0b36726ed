// Speed of the library: candidates enumerated with keys, look-ups and correlations per second and
// core. `library [columns]`; `library random MILLIONS` instead counts the laws that it claims
// behind random targets (there should be none), over so many million look-ups.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/measure.hpp"
#include "engine/core/random.hpp"
#include "operators/expression/library/law_finder.hpp"
#include "operators/expression/library/look_up.hpp"

namespace {

using namespace cambrian;
using bench::thread_seconds;
using namespace cambrian::expression;

Vocabulary usual_vocabulary() {
  Vocabulary vocabulary;
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
    vocabulary.binary.push_back(Node::operation(op));
  }
  for (const Op op : {Op::square, Op::sqrt, Op::exp, Op::log, Op::sin, Op::cos}) {
    vocabulary.unary.push_back(Node::operation(op));
  }
  return vocabulary;
}

void enumeration(Library& library) {
  for (const std::size_t entries : {20'000, 200'000, 1'000'000}) {
    const std::uint64_t before = library.candidates();
    const double start = thread_seconds();
    const LibraryView view = library.view(entries);
    const double seconds = thread_seconds() - start;
    const auto made = static_cast<double>(library.candidates() - before);
    std::printf("enumerate  %8u entries  %6.1f ms  %6.2f M candidates/s\n", view.size(),
                1e3 * seconds, made / seconds / 1e6);
  }
}

void look_ups(Library& library, const std::vector<double>& target, const Vocabulary& vocabulary) {
  const std::vector<Chain> all = chains(inverses_of(vocabulary), 3);
  const Widths widths{300'000, 1, 2, 2'000, 8, 120, 100, 200, 20'000};
  const SearchRound round(library, target, {}, all, nullptr, widths);
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
    std::printf("look up    %-8s %8.2f M  %6.1f ms  %6.1f M look-ups/s\n", names[stage],
                static_cast<double>(done) / 1e6, 1e3 * seconds,
                static_cast<double>(done) / seconds / 1e6);
  }
}

int random_targets(std::uint64_t lookups) {
  constexpr std::uint64_t kEach = 50'000'000;
  std::uint64_t done = 0, claimed = 0, targets = 0;
  while (done < lookups) {
    Random random({.seed = ++targets});
    std::vector<std::vector<double>> columns(1 + targets % 5);
    std::vector<double> target;
    for (int r = 0; r < 1000; ++r) {
      for (auto& column : columns) column.push_back(random.uniform(1, 5));
      target.push_back(random.normal());
    }
    LawFinder finder(std::make_shared<LawSpace>(LawData{{columns.begin(), columns.end()}, target},
                                                usual_vocabulary()));
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
  enumeration(library);
  look_ups(library, probed, vocabulary);
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
