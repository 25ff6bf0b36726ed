// HallOfFame: the best individual seen of each complexity.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

/// A genome with what selection needs to know of it.
struct Individual {
  Genome genome;
  std::vector<double> objectives;  ///< minimised; the first is the loss
  std::uint32_t complexity = 0;    ///< the problem's measure of size; 0 where it has none

  double loss() const { return objectives.front(); }
  void encode(Encoder& out) const;
  static Individual decode(Decoder& in);
  bool operator==(const Individual&) const = default;
};

/// Keeps, for each complexity, the individual of the lowest finite loss. Ties keep the smaller
/// genome hash, so the content does not depend on the order of offers.
class HallOfFame {
 public:
  /// True when the individual entered. A loss that is not finite never enters.
  bool offer(const Individual& individual);
  void merge(const HallOfFame& other);

  /// All members by rising complexity.
  const std::map<std::uint32_t, Individual>& members() const { return members_; }
  /// The Pareto front: members whose loss is lower than that of every smaller member.
  std::vector<Individual> front() const;
  bool empty() const { return members_.empty(); }
  /// The lowest loss of all members. Requires !empty().
  const Individual& best() const;

  void encode(Encoder& out) const;
  static HallOfFame decode(Decoder& in);
  bool operator==(const HallOfFame&) const = default;

 private:
  std::map<std::uint32_t, Individual> members_;
};

}  // namespace cambrian
