// NearSearch: looks for laws under noise, by correlation instead of equality.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/law_search.hpp"
#include "operators/expression/library/sample_matrix.hpp"

namespace cambrian::expression {

/// What the searches of a process share; made once from library and data.
struct NearSamples {
  NearSamples(Library& library, const LawData& data);

  LibraryView view;
  SampleMatrix sums, products;
};

/// A hit that the sample supports, before it is fitted.
struct NearHit {
  Hit hit;
  int cost = 0;      ///< of its terms, steps and class together
  double error = 0;  ///< estimated mean squared error in the target
  bool operator<(const NearHit& other) const { return error < other.error; }
};

/// For every context (the target behind a chain, a term taken out of it or beside it) the terms of
/// the library that leave least of it unexplained, weighted so that a residual counts as one of the
/// target (cf. sliced regression with variance-stabilising weights). Deterministic; the parts of
/// several searches take turns at the contexts.
class NearSearch {
 public:
  NearSearch(std::shared_ptr<Library> library, const LawData& data,
             std::shared_ptr<const NearSamples> samples, const Vocabulary& vocabulary,
             LawSearchOptions options);
  ~NearSearch();

  /// Goes on for about this many pairs of context and term; 0 when all are done.
  std::uint64_t advance(std::uint64_t pairs);
  /// The best hits per cost that are not yet told.
  std::vector<NearHit> take();

  /// The next context; several searches share their count.
  std::uint64_t position() const { return position_; }
  void resume(std::uint64_t position) { position_ = position; }

 private:
  struct Context;
  struct Weighted;

  void list_contexts();
  std::uint64_t correlate(const Context& context, bool logarithmic);
  bool weigh(const Context& context, bool logarithmic, Weighted& out) const;
  void keep(NearHit hit);
  const std::vector<double>& sampled(Term term) const;

  std::shared_ptr<Library> library_;
  LawData data_;
  std::shared_ptr<const NearSamples> samples_;
  LawSearchOptions options_;
  std::vector<Chain> chains_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::vector<double>> columns_;  ///< on the sample
  std::vector<double> target_;                ///< on the sample
  std::vector<Context> contexts_;
  std::uint64_t position_ = 0;
  std::map<int, std::vector<NearHit>> best_;  ///< by cost, rising error
  mutable std::vector<double> term_values_;
};

}  // namespace cambrian::expression
