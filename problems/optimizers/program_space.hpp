// ProgramSpace: optimizers as programs, bred from a warm start.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/space/search_space.hpp"
#include "operators/optimizer/variation.hpp"

namespace cambrian::optimizers {

class ProgramSpace : public SearchSpace {
 public:
  /// What a printed program is simplified by, with the lines about it that go before its text.
  struct Presented {
    optimizer::Program program;
    std::string comment;  ///< lines without comment signs
  };
  using Present = std::function<Presented(const optimizer::Program&)>;

  ProgramSpace(optimizer::Program warm_start, optimizer::VariationParams params, Present present)
      : warm_start_(std::move(warm_start)),
        variation_(std::move(params)),
        present_(std::move(present)) {}

  /// The warm start.
  Genome sample(Random& random) const override;
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override {
    return {{"insert", "A statement more, of a function and arguments drawn at random."},
            {"remove", "A statement less."},
            {"argument", "Another argument of a statement."},
            {"constant", "Another value of a constant."}};
  }
  std::string describe(const Genome& genome) const override;
  /// Of all children so far.
  optimizer::VariationCounts counts() const;
  /// Statements that have an effect.
  std::uint32_t complexity(const Genome& genome) const override;
  /// "text", "python" (PyTorch) and "cpp": simplified, which may take seconds; "genome" is not.
  std::vector<std::string> formats() const override { return {"text", "python", "cpp", "genome"}; }
  std::string print(const Genome& genome, std::size_t format) const override;

 private:
  Presented presented(const Genome& genome) const;

  optimizer::Program warm_start_;
  optimizer::Variation variation_;
  Present present_;
  mutable std::mutex mutex_;                              // guards all below
  mutable std::map<std::uint64_t, Presented> presented_;  // by the hash of the genome
  mutable optimizer::VariationCounts counts_;
};

}  // namespace cambrian::optimizers
