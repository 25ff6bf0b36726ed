// GeneKind: how one parameter is drawn, varied and combined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/random.hpp"

namespace cambrian {

/// The value of one parameter: numbers, whole but for reals. A choice is the index of its value, a
/// permutation the indices in their order, and a list the numbers of all its elements.
using Gene = std::vector<double>;

/// Immutable and thread-safe. Genes handed in are ones that this kind made.
struct GeneKind {
  enum class Element { real, whole, choice, rank };  ///< rank: choices that have an order

  Element element = Element::real;
  double low = 0;  ///< of each element; indices begin at 0
  double high = 1;
  bool log = false;          ///< real and whole: uniform in the logarithm
  double step = 0.1;         ///< part of the range, see mutate()
  bool permutation = false;  ///< of 0..high; min_length = max_length = high + 1
  std::uint32_t min_length = 1;
  std::uint32_t max_length = 1;

  Gene sample(Random& random) const;
  /// False when there is one gene only.
  bool varies() const;
  /// Another gene; requires varies(). Numbers move by a normal step whose deviation is `step` times
  /// the range times 10^-u, u uniform in 0..3, so that coarse and fine steps are always tried;
  /// what would leave the range is reflected. Whole numbers and ranks move by one at least, choices
  /// are replaced. Of a list each element changes with probability 1/length and one at least, or
  /// (one time in three) an element comes or goes. A permutation has two places swapped, one moved,
  /// or a stretch turned round.
  Gene mutate(Gene gene, Random& random) const;
  /// Each element times a factor of these, all > 0, within its bounds; see Hyperparameters. A
  /// number on a linear scale moves as if it were 1/20 of the range at least, a whole one or a rank
  /// by 1 at least, unless it is at the bound. Choices and permutations stay.
  Gene perturb(Gene gene, const std::vector<double>& factors, Random& random) const;
  /// Where it stands in its range, 0..1; of a list the mean of its elements, of an empty one or a
  /// permutation 1/2. Choices have no order, so of them each possible value has a number: 0, or 1/2
  /// times the part of the elements that have it.
  std::vector<double> coordinates(const Gene& gene) const;
  /// How many these are; 1/2 each where a parameter is not there.
  std::size_t dimension() const;
  /// Elements of both, each from one of the two; of permutations a stretch of the first, the rest
  /// in the order of the second (order crossover: Davis 1985).
  Gene cross(const Gene& first, const Gene& second, Random& random) const;

 private:
  double draw(Random& random) const;
  double moved(double value, Random& random) const;
  double scaled(double value, double factor) const;
  bool element_varies() const;
  bool length_varies() const { return min_length < max_length; }
  double to_unit(double value) const;
  double from_unit(double unit) const;
};

}  // namespace cambrian
