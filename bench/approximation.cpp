// Digits per cost of a search for approximations on one core, beside what textbooks offer.
//   approximation [FUNCTION LOW HIGH MAX_COST CPU_SECONDS SEED [OPERATORS [ERROR [PARITY]]]]
// Default: 2^x on [0, 1], cost up to 10, 20 CPU seconds, seed 0. One island, as one core runs it.
// The column "after" is the CPU seconds after which a cost's error was within 10 % of its last one.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "operators/program/print.hpp"
#include "problems/function_approximation/baselines.hpp"
#include "problems/function_approximation/model.hpp"
#include "problems/function_approximation/report.hpp"

namespace {

using namespace cambrian;
using bench::cpu_seconds;
using namespace cambrian::approximation;

void print_digits(const std::vector<Individual>& front) {
  for (const Individual& i : front) {
    if (i.complexity > 0) std::printf(" %u:%.2f", i.complexity, -std::log10(i.loss()));
  }
  std::printf("\n");
  std::fflush(stdout);
}

// When each cost came near its last error.
class History {
 public:
  void note(const std::vector<Individual>& front, double seconds) {
    for (const Individual& i : front) {
      std::vector<Entry>& entries = entries_[i.complexity];
      if (entries.empty() || i.loss() < entries.back().error)
        entries.push_back({seconds, i.loss()});
    }
  }
  double after(std::uint32_t cost) const {
    const std::vector<Entry>& entries = entries_.at(cost);
    for (const Entry& e : entries) {
      if (e.error <= 1.1 * entries.back().error) return e.seconds;
    }
    return NAN;
  }

 private:
  struct Entry {
    double seconds, error;
  };
  std::map<std::uint32_t, std::vector<Entry>> entries_;
};

void print_report(const Problem& problem, const std::vector<Individual>& front,
                  const History& history) {
  const std::vector<Baseline> known = make_baselines(problem);
  std::printf("cost  digits   after  proven  textbook                              program\n");
  for (const Approximation& a : make_report(problem, front)) {
    std::string name = "-";
    double textbook = NAN;
    for (const Baseline& b : known) {
      if (b.cost > a.cost) break;
      textbook = -std::log10(b.error);
      name = b.name;
    }
    const std::string infix = to_infix(a.program, program::constant_texts(a.program, 6));
    std::printf("%4u  %6.3f  %4.0f s  %6.3f  %6.3f  %-28s  %s\n", a.cost, -std::log10(a.error),
                history.after(a.cost), a.bound ? -std::log10(*a.bound) : NAN, textbook,
                name.c_str(), infix.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto word = [&](int i, const char* otherwise) {
    return std::string(argc > i ? argv[i] : otherwise);
  };
  ApproximationConfig config;
  config.function = word(1, "2^x");
  config.on = {word(2, "0"), word(3, "1")};
  config.max_cost = std::atoi(word(4, "10").c_str());
  const double limit = std::atof(word(5, "20").c_str());
  config.seed = std::atoll(word(6, "0").c_str());
  if (argc > 7) config.operators = {argv[7]};
  config.error = word(8, config.error.c_str());
  config.parity = word(9, config.parity.c_str());
  const auto model = ApproximationModel::build(config);
  if (!model) {
    std::fprintf(stderr, "%s\n", model.error().message().c_str());
    return 2;
  }
  const auto island = (*model)->make(0);
  EpochReport report;
  History history;
  double told = 1;
  std::uint64_t programs = 0;
  const double begin = cpu_seconds();
  for (std::uint64_t epoch = 0; cpu_seconds() - begin < limit; ++epoch) {
    EpochInput input;
    input.epoch = epoch;
    input.budget = 2000;
    report = island->advance(input);
    programs += report.evaluations;
    const double seconds = cpu_seconds() - begin;
    history.note(report.offers, seconds);
    if (seconds < told) continue;
    told *= 1.4;
    std::printf("%7.1f s  %7.0f programs/s ", seconds, static_cast<double>(programs) / seconds);
    print_digits(report.offers);
  }
  print_report((*model)->problem(), report.offers, history);
}
