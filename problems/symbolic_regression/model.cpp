#include "problems/symbolic_regression/model.hpp"

#include <algorithm>

#include "operators/expression/library/probe.hpp"
#include "operators/expression/print.hpp"
#include "problems/symbolic_regression/evolution_island.hpp"
#include "problems/symbolic_regression/library_island.hpp"
#include "problems/symbolic_regression/reduced_island.hpp"

namespace cambrian::regression {
namespace {

// Board::statistics: the members of each complexity seen lately, then these.
enum Extra : std::size_t {
  work,            // all evaluations so far
  law_work,        // `work` when the simplest law was found
  law_complexity,  // of the simplest law; 0: none
  law_patience,    // work to spend on a simpler one
  kExtras,
};

// Sizes seen long ago are forgotten beyond this many members.
constexpr double kSizeWindow = 100'000;
// The first epochs are short, so that what is easy is told at once, and the library's share of them
// is about half: what it finds at all, it mostly finds soon.
constexpr std::uint64_t kFirstEpochShare = 1024;
constexpr std::uint64_t kFirstLookups = 16'000;  // of all library islands together
constexpr std::uint64_t kLibraryEpochs = 11;     // those in which look-ups double
// Before, most of what the library finds is found, and the columns need not be reduced.
constexpr std::uint64_t kReducedFrom = 5;
// What a core does, about: sets the look-ups that take the library's share of the time.
constexpr double kLookupsPerSecond = 10e6;
constexpr double kEpochSeconds = 0.15;
// A law that evolution has found, or a long one, may have a shorter form, worth half of the work so
// far.
constexpr double kPatience = 0.5;
constexpr std::uint32_t kSimple = 16;

// Takes equally from all sizes that were seen more than once until the sum fits the window.
void forget_old_sizes(std::span<double> sizes) {
  double sum = 0;
  for (const double s : sizes) sum += s;
  while (sum > kSizeWindow) {
    double excess = sum - kSizeWindow;
    double bins = 0;
    double least = excess;
    for (const double s : sizes) {
      if (s <= 1) continue;
      bins += 1;
      least = std::min(least, s - 1);
    }
    if (bins == 0) return;
    const double each = std::min(least, excess / bins);
    for (double& s : sizes) {
      if (s > 1) s -= each;
    }
    sum -= each * bins;
    if (each * bins < 1e-6) return;
  }
}

// What can always be said, however short the search.
void offer_constant(const Problem& problem, HallOfFame& hall) {
  const auto constant =
      expression::Expression::of(expression::Node::constant(problem.best_constant));
  if (!problem.allows(constant)) return;
  hall.offer({to_genome(constant),
              {problem.baseline},
              static_cast<std::uint32_t>(problem.constraints.complexity(constant))});
}

}  // namespace

Result<std::shared_ptr<const RegressionModel>> RegressionModel::build(RegressionConfig config,
                                                                      RegressionData data) {
  auto problem = make_problem(std::move(config), std::move(data));
  if (!problem) return problem.error();
  return std::shared_ptr<const RegressionModel>(new RegressionModel(std::move(*problem)));
}

RegressionModel::RegressionModel(std::shared_ptr<const Problem> problem)
    : problem_(std::move(problem)) {
  const RegressionConfig& config = problem_->config;
  // The library's laws carry constants that were fitted, and need rows to be told from chance.
  if (config.library && config.library_share > 0 && problem_->fits_constants() &&
      problem_->training.rows() >= expression::kFewestProbeRows) {
    library_ = std::make_shared<LibraryShare>(problem_);
    // Residuals of reduced targets are weighted as squares.
    if (problem_->scales_linearly()) reduced_ = std::make_shared<ReducedProblem>(library_);
  }
}

std::uint32_t RegressionModel::library_islands() const {
  return library_ ? static_cast<std::uint32_t>(problem_->config.library_islands) : 0;
}

std::uint32_t RegressionModel::reduced_islands() const {
  return reduced_ ? static_cast<std::uint32_t>(problem_->config.reduced_islands) : 0;
}

std::uint32_t RegressionModel::islands() const {
  return library_islands() + reduced_islands() +
         static_cast<std::uint32_t>(problem_->config.islands);
}

std::unique_ptr<Island> RegressionModel::make(std::uint32_t index) const {
  if (index < library_islands()) {
    return std::make_unique<LibraryIsland>(library_, index, library_islands());
  }
  if (index < library_islands() + reduced_islands()) {
    return std::make_unique<ReducedIsland>(reduced_, index);
  }
  return std::make_unique<EvolutionIsland>(problem_, index);
}

std::uint64_t RegressionModel::budget(std::uint32_t index, std::uint64_t epoch) const {
  if (index < library_islands()) return library_budget(epoch);
  if (library_ && problem_->config.library_share >= 1) return 0;
  if (index < library_islands() + reduced_islands() && epoch < kReducedFrom) return 0;
  const std::uint64_t full = problem_->epoch_evaluations;
  const std::uint64_t first = std::max<std::uint64_t>(1, full / kFirstEpochShare);
  return epoch >= 32 ? full : std::min(full, first << epoch);
}

// Of one library island: doubling at first, then its share of an epoch's time.
std::uint64_t RegressionModel::library_budget(std::uint64_t epoch) const {
  const RegressionConfig& config = problem_->config;
  const double share = std::min(config.library_share, 0.99);
  const double evolution_seconds =
      kEpochSeconds * std::max<double>(1, static_cast<double>(config.islands));
  const auto count = static_cast<std::uint64_t>(config.library_islands);
  const auto full =
      static_cast<std::uint64_t>(share / (1 - share) * evolution_seconds * kLookupsPerSecond) /
      kLookupsPerEvaluation / count;
  const std::uint64_t first =
      std::max<std::uint64_t>(1, kFirstLookups / kLookupsPerEvaluation / count);
  return std::max<std::uint64_t>(1, epoch < kLibraryEpochs ? first << epoch : full);
}

std::vector<std::uint32_t> RegressionModel::neighbours(std::uint32_t index) const {
  const std::uint32_t others = library_islands() + reduced_islands();
  const std::uint32_t evolving = islands() - others;
  std::vector<std::uint32_t> result;
  if (index < others) return result;
  for (std::uint32_t i = 0; i < others; ++i) result.push_back(i);
  if (evolving > 1) result.push_back(others + (index - others + evolving - 1) % evolving);
  return result;
}

void RegressionModel::merge(Board& board, const std::vector<EpochReport>& reports) const {
  const std::size_t sizes = problem_->constraints.max_size() + 1;
  board.statistics.resize(sizes + kExtras, 0.0);
  const std::span<double> histogram(board.statistics.data(), sizes);
  const std::span<double> extra(board.statistics.data() + sizes, kExtras);
  const double before = extra[work];
  if (board.hall.empty()) offer_constant(*problem_, board.hall);
  for (const EpochReport& report : reports) extra[work] += static_cast<double>(report.evaluations);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const EpochReport& report = reports[i];
    const std::size_t count = std::min(sizes, report.statistics.size());
    for (std::size_t c = 0; c < count; ++c) histogram[c] += report.statistics[c];
    for (const Individual& offer : report.offers) {
      board.hall.offer(offer);
      const bool law = offer.loss() <= problem_->law_tolerance * problem_->baseline;
      if (!law || (extra[law_complexity] > 0 && offer.complexity >= extra[law_complexity]))
        continue;
      extra[law_complexity] = offer.complexity;
      extra[law_work] = extra[work];
      // The library proposes the simplest first, up to about this size.
      const bool simplest = i < library_islands() && offer.complexity <= kSimple;
      extra[law_patience] = simplest ? 0 : kPatience * before;
    }
  }
  forget_old_sizes(histogram);
}

bool RegressionModel::solved(const Board& board) const {
  const RegressionConfig& config = problem_->config;
  if (board.hall.empty()) return false;
  if (config.target_loss > 0 && board.hall.best().loss() <= config.target_loss) return true;
  const std::size_t sizes = problem_->constraints.max_size() + 1;
  if (!config.stop_at_law || board.statistics.size() < sizes + kExtras) return false;
  const double* extra = board.statistics.data() + sizes;
  return extra[law_complexity] > 0 && extra[work] >= extra[law_work] + extra[law_patience];
}

std::string RegressionModel::describe(const Individual& individual) const {
  return expression::to_infix(problem_->decode(individual.genome), problem_->vocabulary,
                              {.precision = 6});
}

}  // namespace cambrian::regression
