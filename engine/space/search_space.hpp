// SearchSpace: what candidates are made of, and how new ones are made from others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/core/candidate.hpp"
#include "engine/core/random.hpp"

namespace cambrian {

/// A way in which a space changes candidates, for people.
struct Operator {
  std::string name;     ///< lower_case
  std::string summary;  ///< one sentence
};

/// Immutable and thread-safe; all randomness comes from the stream passed in, so that equal streams
/// give equal genomes. Genomes handed in are ones that this space made.
class SearchSpace {
 public:
  virtual ~SearchSpace() = default;
  virtual Genome sample(Random& random) const = 0;
  /// A child: a mutant of one parent, or a crossover of two or more. `parents` is not empty.
  virtual Genome vary(std::span<const Genome> parents, Random& random) const = 0;
  /// What vary() does, way by way; empty: the space does not say.
  virtual std::vector<Operator> operators() const { return {}; }
  /// How unlike two genomes are, in the space's own measure: 0 for equal ones, symmetric. Only
  /// where has_distance().
  virtual double distance(const Genome& a, const Genome& b) const { return a == b ? 0 : 1; }
  virtual bool has_distance() const { return false; }
  /// One line for people.
  virtual std::string describe(const Genome& genome) const = 0;
  /// The space's measure of size; 0 where it has none.
  virtual std::uint32_t complexity(const Genome&) const { return 0; }
  /// Names of the forms in which print() writes genomes, e.g. "python".
  virtual std::vector<std::string> formats() const { return {}; }
  /// A genome in the form formats()[format].
  virtual std::string print(const Genome& genome, std::size_t /*format*/) const {
    return describe(genome);
  }
};

}  // namespace cambrian
