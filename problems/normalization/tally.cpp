// What became of the layers of a search.
#include <array>
#include <unordered_set>

#include "operators/layer/fingerprint.hpp"
#include "problems/normalization/problem.hpp"

namespace cambrian::normalization {
namespace {

constexpr std::array<const char*, kVerdicts> kNames = {
    "rejected_as_numerical", "rejected_by_quality", "rejected_by_stability", "known_functions",
    "trained_to_the_end"};

class LayerTally final : public Tally {
 public:
  void add(const Genome& genome, const Evaluation& evaluation) override {
    const auto print = layer::fingerprint(layer::from_genome(genome));
    const bool known = print && !functions_.insert(*print).second;
    const Verdict verdict = known ? Verdict::remembered : verdict_of(evaluation);
    ++counts_[static_cast<std::size_t>(verdict)];
    ++layers_;
  }

  std::vector<Share> shares() const override {
    std::vector<Share> all;
    for (std::size_t i = 0; i < kVerdicts && layers_ > 0; ++i)
      all.push_back({kNames[i], static_cast<double>(counts_[i]) / static_cast<double>(layers_)});
    return all;
  }

 private:
  std::unordered_set<std::uint64_t> functions_;
  std::array<std::uint64_t, kVerdicts> counts_ = {};
  std::uint64_t layers_ = 0;
};

}  // namespace

std::unique_ptr<Tally> NormalizationProblem::tally() const {
  return std::make_unique<LayerTally>();
}

}  // namespace cambrian::normalization
