// PluginProblem: a plugin's space and its evaluation, behind the interfaces of the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/core/result.hpp"
#include "engine/plugin/abi.h"
#include "engine/plugin/plugin_fields.hpp"
#include "engine/plugin/plugin_table.hpp"

namespace cambrian {

/// What the plugin throws while it evaluates is a failed evaluation with a note; a NaN among the
/// objectives is invalid. When it throws elsewhere, that is a PluginFault
/// here.
class PluginProblem final : public Problem {
 public:
  /// An error is what the plugin says against the values.
  static Result<std::unique_ptr<Problem>> make(
      std::shared_ptr<const PluginTable<CambrianSpace>> table, const PluginFields& fields,
      const ProblemPlace& place);
  ~PluginProblem() override;
  PluginProblem(const PluginProblem&) = delete;
  PluginProblem& operator=(const PluginProblem&) = delete;

  const SearchSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return evaluator_; }
  bool repeatable() const override;
  std::optional<double> optimum() const override;
  std::vector<double> reference_point() const override;

 private:
  using Numbers = int (*)(void*, CambrianOut*, CambrianOut*);

  PluginProblem(std::shared_ptr<const PluginTable<CambrianSpace>> table, void* instance,
                std::uint64_t seed);
  std::vector<double> numbers(Numbers function, const char* what) const;

  class Space final : public SearchSpace {
   public:
    explicit Space(const PluginProblem& problem) : problem_(problem) {}
    Genome sample(Random& random) const override;
    Genome vary(std::span<const Genome> parents, Random& random) const override;
    std::vector<Operator> operators() const override;
    double distance(const Genome& a, const Genome& b) const override;
    bool has_distance() const override;
    std::string describe(const Genome& genome) const override;
    std::uint32_t complexity(const Genome& genome) const override;
    std::vector<std::string> formats() const override;
    std::string print(const Genome& genome, std::size_t format) const override;

   private:
    const PluginProblem& problem_;
  };
  class Judge final : public Evaluator {
   public:
    explicit Judge(const PluginProblem& problem) : problem_(problem) {}
    void evaluate(std::span<const Candidate> candidates,
                  std::span<Evaluation> evaluations) const override;
    std::vector<std::string> objectives() const override { return problem_.objectives_; }

   private:
    Evaluation evaluate(const Candidate& candidate) const;
    const PluginProblem& problem_;
  };

  const std::shared_ptr<const PluginTable<CambrianSpace>> table_;
  void* const instance_;
  const std::uint64_t seed_;
  std::vector<std::string> objectives_;
  const Space space_{*this};
  const Judge evaluator_{*this};
};

}  // namespace cambrian
