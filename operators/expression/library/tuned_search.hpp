// TunedSearch: looks for laws with an unknown constant inside a function: a rate, a frequency.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "operators/expression/library/law_search.hpp"
#include "operators/expression/library/near_context.hpp"
#include "operators/expression/library/near_miss_search.hpp"

namespace cambrian::expression {

/// A function of u with one constant c inside, seen as one or two terms of a linear fit.
enum class Family : std::uint8_t {
  waves,        ///< cos(c u) and sin(c u)
  exponential,  ///< exp(c u)
  logarithm,    ///< log(u + c)
  root,         ///< sqrt(u + c)
  reciprocal,   ///< 1 / (u + c)
};

/// For every context without terms beside it, every family and every cheap term u of the library:
/// the peeled target as a + b f(u; c), with c from a grid that no such function falls between, the
/// best then refined (variable projection: a and b follow from c). Constants come as good as a
/// sample of the rows gives them. Works with noise; the parts of several searches take turns.
class TunedSearch final : public NearMissSearch {
 public:
  TunedSearch(std::shared_ptr<Library> library, const LawData& data, const Vocabulary& vocabulary,
              LawSearchOptions options);
  ~TunedSearch() override;

  std::uint64_t advance(std::uint64_t pairs) override;
  std::vector<Law> take() override { return near_.take(); }

 private:
  struct Peeled;
  struct Guess;

  void list_bases();
  void list_contexts();
  void peel_group(std::uint64_t group);
  std::uint64_t tune(Term base);
  std::vector<double> grid(Family family, const std::vector<double>& u) const;
  std::vector<float> unexplained(Family family, const std::vector<double>& constants,
                                 const std::vector<double>& u) const;
  void refine(const Peeled& peeled, const std::vector<double>& u, const Guess& guess, Term base);

  std::shared_ptr<Library> library_;
  LawSearchOptions options_;
  LawFitter fitter_;
  std::vector<Chain> chains_;
  std::vector<Family> families_;
  bool has_sin_ = false;
  LibraryView view_;
  Sample sample_;
  std::vector<Term> bases_;
  std::vector<NearContext> contexts_;
  std::vector<Peeled> group_;  ///< contexts that share the values of a base
  std::optional<std::uint64_t> group_number_;
  NearMisses near_;
};

}  // namespace cambrian::expression
