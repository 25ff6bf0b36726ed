// LibraryIsland: looks for an exact law in the library of small formulas.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "engine/island/island.hpp"
#include "operators/expression/library/backsolve.hpp"
#include "operators/expression/library/law_finder.hpp"
#include "operators/expression/simplify.hpp"
#include "problems/symbolic_regression/law_scribe.hpp"
#include "problems/symbolic_regression/problem.hpp"

namespace cambrian::regression {

/// What the library islands of a process share: the rows that laws are sought on, and the library,
/// which grows as far as its islands ask. Thread-safe.
struct LibraryShare {
  explicit LibraryShare(std::shared_ptr<const Problem> problem);

  std::shared_ptr<const Problem> problem;
  std::shared_ptr<expression::LawSpace> space;  ///< of the problem's training rows
};

/// Look-ups that count as one evaluation in budgets and reports.
inline constexpr std::uint64_t kLookupsPerEvaluation = 1000;

/// One of several searches that take interleaved parts of the library's look-ups. Its state is its
/// place in their order; its emigrants and offers are laws and
/// near-misses.
class LibraryIsland final : public Island {
 public:
  /// Takes part `part` of `parts`.
  LibraryIsland(const std::shared_ptr<LibraryShare>& share, std::uint32_t part,
                std::uint32_t parts);

  EpochReport advance(const EpochInput& input) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  std::uint64_t look_up(std::uint64_t lookups);

  std::shared_ptr<const Problem> problem_;
  std::uint32_t parts_;
  expression::LawFinder finder_;
  expression::Backsolve backsolve_;
  LawScribe scribe_;
};

}  // namespace cambrian::regression
