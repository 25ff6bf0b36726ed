// Problem: what `cambrian run` searches, made from a configuration; ProblemKind: how it is found.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/evaluator.hpp"
#include "engine/space/search_space.hpp"
#include "engine/space/tally.hpp"

namespace cambrian {

/// A search space and what judges its candidates. Built once per process from the configuration
/// alone, immutable as seen from outside, safe for many threads.
class Problem {
 public:
  virtual ~Problem() = default;
  virtual const SearchSpace& space() const = 0;
  virtual const Evaluator& evaluator() const = 0;
  /// False when a genome may get other objectives in another evaluation (noise), so that its first
  /// ones must not be remembered for it.
  virtual bool repeatable() const { return true; }
  /// The lowest value that the first objective can have, where that is known: a search that has it
  /// is over.
  virtual std::optional<double> optimum() const { return {}; }
  /// The budget from which an evaluation is as good as they get. What is evaluated with less,
  /// because the algorithm asked for less, is preliminary: it guides the search, but it does not
  /// end the run, and counts as found only until the first full evaluation. 0: every evaluation is
  /// full.
  virtual std::uint64_t full_budget() const { return 0; }
  /// For each objective a value worse than all that matter: where the hypervolume ends. Empty: none
  /// is known.
  virtual std::vector<double> reference_point() const { return {}; }
  /// Names of the numbers in Evaluation::descriptor that people should be told; empty: none.
  virtual std::vector<std::string> descriptors() const { return {}; }
  /// A new one for a search of this problem, which must outlive it; null: nothing is counted. It
  /// may count what space() breeds, too, so a problem is for one search then.
  virtual std::unique_ptr<Tally> tally() const { return nullptr; }
  /// Ends evaluations that are under way; called by another thread. Empty: they end by themselves.
  virtual std::function<void()> interrupt() const { return {}; }
};

/// Where a problem is made.
struct ProblemPlace {
  std::string folder = ".";  ///< relative paths of the settings start here
  std::string run = {};      ///< run folder, for files that evaluations leave; empty: none
  std::uint64_t seed = 0;    ///< of the run, for evaluations that draw random numbers
};

/// The settings of a problem, to be read and changed before it is made.
class ProblemDraft {
 public:
  virtual ~ProblemDraft() = default;
  /// Records that point into this draft.
  virtual FieldList fields() = 0;
  /// An error names the setting.
  virtual Result<std::unique_ptr<Problem>> make(const ProblemPlace& place) const = 0;
};

/// Where kinds come from that are in no plugin.
inline constexpr const char* kBuiltIn = "built in";

/// A kind of problem, under its name in configurations.
struct ProblemKind {
  std::string name;
  std::string summary;            ///< one sentence
  std::string origin = kBuiltIn;  ///< or the path of the plugin
  std::function<std::unique_ptr<ProblemDraft>()> draft{};
};

/// The kind of a class P with a struct P::Params that fields() describes, and
/// `static Result<std::unique_ptr<Problem>> make(const P::Params&, const ProblemPlace&)`.
template <class P>
ProblemKind problem_kind(std::string name, std::string summary) {
  class Draft : public ProblemDraft {
   public:
    FieldList fields() override { return describe(params_); }
    Result<std::unique_ptr<Problem>> make(const ProblemPlace& place) const override {
      return P::make(params_, place);
    }

   private:
    typename P::Params params_;
  };
  return {std::move(name), std::move(summary), kBuiltIn, [] { return std::make_unique<Draft>(); }};
}

}  // namespace cambrian
