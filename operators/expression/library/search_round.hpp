// SearchRound: what one round of a law search looks up, as a list of units of work.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "operators/expression/library/context.hpp"
#include "operators/expression/library/library.hpp"
#include "operators/expression/library/span.hpp"
#include "operators/expression/library/term_table.hpp"

namespace cambrian::expression {

/// The target with some steps peeled off, on the probe rows.
struct PeeledTarget {
  Steps steps;
  std::vector<double> values;
  double swing = 0;  ///< sum of the sizes of its key coordinates in the affine class
  std::optional<Dimensions> dimensions = {};  ///< if known: exp of a dimensional target is not
};

/// A sum with a term that varies so many times more than the target is of the term's class,
/// whatever the target.
inline constexpr double kSwamping = 1e3;

/// What is looked up: the target behind a chain; behind a term and a chain; as a sum of two terms
/// with free coefficients; as a product of two with free exponents; as a ratio of sums in a span.
enum class Stage : std::uint8_t { chains, peel, sums, products, ratios };

struct Unit {
  Stage stage = Stage::chains;
  double turn = 0;           ///< units of a round come by rising turn
  std::uint32_t parent = 0;  ///< of a peel: index in SearchRound::parents
  Op op = Op::mul;           ///< of a peel: w = parent op term
  Form form = Form::plain;
  std::uint32_t begin = 0, end = 0;  ///< entries of a peel, first terms of pairs, or contexts
  std::uint32_t chains = 0;          ///< tried after the peel: the first so many
};

/// How far a round goes.
struct Widths {
  std::size_t library;          ///< entries looked up in
  int parent_cost, final_cost;  ///< of chains before and after a peeled term
  std::uint32_t peeled;         ///< terms peeled singly
  std::uint32_t outer, inner;   ///< terms peeled first and second
  std::uint32_t contexts;       ///< terms in the contexts of pairs
  std::uint32_t first, second;  ///< terms of a pair
  std::uint32_t ratios = 0;     ///< contexts that may be a ratio of sums
};

/// Built from the library, the target and the widths alone.
struct SearchRound {
  /// `target_units`: when known. `spans`: what pairs are beside, unless null.
  SearchRound(Library& library, const std::vector<double>& target,
              const std::optional<Dimensions>& target_units, const std::vector<Chain>& chains,
              const SharedSpans& spans, const Widths& widths);

  LibraryView view;
  std::vector<PeeledTarget> parents;
  std::vector<PeeledTarget> contexts;  ///< of pairs
  std::vector<Term> sum_terms, product_terms;
  TermTable sums, products;                ///< items: indices of the terms
  TermTable sum_targets, product_targets;  ///< items: indices of the contexts
  std::vector<Unit> units;

 private:
  void add_contexts(const Widths& widths);
  void add_pairs(const Widths& widths);
  void add_ratios(const Widths& widths);
  void add_peels(const Widths& widths);
  void add_units(std::vector<Unit> units);
  std::optional<PeeledTarget> peeled(Steps steps) const;
  bool follow_units(PeeledTarget& target) const;
  void add_context(Steps steps);
  double swing_of(const std::vector<double>& values) const;
  std::uint32_t chains_up_to(int cost) const;

  Projection map_;  ///< key coordinates of the affine class
  const std::vector<double>& target_;
  std::optional<Dimensions> units_;
  const std::vector<Chain>& chains_;
};

}  // namespace cambrian::expression
