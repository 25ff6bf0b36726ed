// What a search for optimizers did not have to train.
#include <unordered_set>
#include <utility>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/fingerprint.hpp"
#include "problems/optimizers/problem.hpp"

namespace cambrian::optimizers {
namespace {

class ProgramTally final : public Tally {
 public:
  explicit ProgramTally(const ProgramSpace& space) : space_(space) {}

  void add(const Genome& genome, const Evaluation& evaluation) override {
    const optimizer::Program program = optimizer::from_genome(genome);
    ++programs_;
    statements_ += program.statements.size();
    live_ += optimizer::analyze(program).analysis.live_statements();
    const auto print = optimizer::fingerprint(program);
    if (print && !functions_.insert(*print).second)
      ++known_;
    else if (evaluation.status == Status::invalid)
      ++failed_;
  }

  std::vector<Share> shares() const override {
    if (programs_ == 0) return {};
    const optimizer::VariationCounts counts = space_.counts();
    return {{"refused_by_types", share(counts.wrong, counts.drawn)},
            {"refused_by_probes", share(counts.not_finite, counts.drawn)},
            {"redundant_statements", share(statements_ - live_, statements_)},
            {"known_functions", share(known_, programs_)},
            {"failed_in_training", share(failed_, programs_)}};
  }

 private:
  static double share(std::uint64_t some, std::uint64_t all) {
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
  }

  const ProgramSpace& space_;
  std::unordered_set<std::uint64_t> functions_;
  std::uint64_t programs_ = 0;
  std::uint64_t statements_ = 0;
  std::uint64_t live_ = 0;
  std::uint64_t known_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace

std::unique_ptr<Tally> OptimizerProblem::tally() const {
  return std::make_unique<ProgramTally>(space_);
}

}  // namespace cambrian::optimizers
