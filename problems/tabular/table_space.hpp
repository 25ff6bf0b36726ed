// TableSpace: the candidates of a table as a search space.
#pragma once

#include <memory>
#include <vector>

#include "engine/space/search_space.hpp"
#include "problems/tabular/candidate_table.hpp"

namespace cambrian::tabular {

/// Every genome is a row of the table. A mutant has another value in exactly one column (Real et
/// al. 2019). A child of two parents takes each value from either; it is mutated as well if it
/// would equal a parent, else half the time. Where the table lacks a combination, another is drawn;
/// where many are lacking, any row.
class TableSpace : public SearchSpace {
 public:
  explicit TableSpace(std::shared_ptr<const CandidateTable> table);

  Genome sample(Random& random) const override;
  /// Of more than two parents the first two count.
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override {
    return {{"mutate", "Another value in exactly one column."},
            {"uniform_crossover",
             "Each value of either parent; half of the children are mutated, too."}};
  }
  /// Columns whose values differ.
  double distance(const Genome& a, const Genome& b) const override;
  bool has_distance() const override { return true; }
  /// "kernel=3, skip=yes".
  std::string describe(const Genome& genome) const override;

  /// Mutants of a candidate whose combinations are all there.
  std::size_t neighbours() const;

 private:
  Genome mutant(const Choices& parent, Random& random) const;

  std::shared_ptr<const CandidateTable> table_;
  std::vector<std::size_t> varying_;  // columns with two values or more
};

Genome encode(const Choices& choices);
Choices decode(const Genome& genome);

}  // namespace cambrian::tabular
