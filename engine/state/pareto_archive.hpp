// ParetoArchive: the individuals that no other one dominates, for searches with several objectives.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// Keeps every individual offered that none dominates in its objectives; of equal ones that with
/// the smaller genome hash. So the content does not depend on the order of offers, until there are
/// more than `capacity`: then the most crowded one goes. All have as many objectives.
class ParetoArchive {
 public:
  /// capacity >= 1.
  explicit ParetoArchive(std::size_t capacity = 1000);

  /// True when the individual is a member now. An objective that is not finite never enters.
  bool offer(const Individual& individual);
  void merge(const ParetoArchive& other);

  /// By rising objectives, the first one first.
  const std::vector<Individual>& members() const { return members_; }
  bool empty() const { return members_.empty(); }
  /// What the members dominate, up to the reference point, which has a number for each objective.
  double hypervolume(std::span<const double> reference) const;

  void encode(Encoder& out) const;
  /// Throws DecodeError.
  static ParetoArchive decode(Decoder& in);
  bool operator==(const ParetoArchive&) const = default;

 private:
  void remove_the_most_crowded();

  std::size_t capacity_;
  std::vector<Individual> members_;
};

/// The objectives of individuals, which all have as many, in rows: the values of pareto::Points.
std::vector<double> objective_rows(std::span<const Individual> individuals);

}  // namespace cambrian
