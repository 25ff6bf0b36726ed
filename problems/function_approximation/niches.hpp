// Niches: the programs an island keeps: the best of each cost and each number of squarings at the
// end.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/random.hpp"
#include "operators/program/program.hpp"

namespace cambrian::approximation {

struct Member {
  program::Program program;  ///< canonical, with its fitted constants
  double error = 0;          ///< largest over the fitting points
  std::uint64_t family = 0;
  std::uint64_t born = 0;
};

/// Keeps, of each niche, the `capacity` members of the lowest error, one of each structure and one
/// of those whose errors agree to four digits, which nearly always compute the same function.
class Niches {
 public:
  using Key = std::pair<std::uint32_t, std::uint32_t>;  ///< cost, squarings

  explicit Niches(std::size_t capacity) : capacity_(capacity) {}

  /// Takes the member if it belongs; false otherwise.
  bool offer(Key key, Member member);
  /// An error that a member must be below to be taken in: infinite while there is room.
  double threshold(Key key) const;
  /// Whether a member of the family is there, and its error larger by more than a trifle.
  bool gains(Key key, std::uint64_t family, double error) const;
  /// One time in five a program of the front: the best of a cost, better than all that cost less.
  /// Otherwise a niche at random, and a member of it: the better of two. A niche counts by the
  /// square of its cost, and the less the more its best program is behind that of a niche which
  /// costs no more.
  /// Requires !empty().
  const Member& draw(Random& random) const;

  bool empty() const { return niches_.empty(); }
  /// Members by rising error; not empty.
  const std::map<Key, std::vector<Member>>& all() const { return niches_; }

  void encode(Encoder& out) const;
  void load(Decoder& in);

 private:
  void share();

  std::size_t capacity_;
  std::uint64_t born_ = 0;
  std::map<Key, std::vector<Member>> niches_;
  std::vector<double> shares_;  ///< of the niches, in their order
  std::vector<double> front_;   ///< shares of those whose best is on the front, 0 for the others
};

}  // namespace cambrian::approximation
