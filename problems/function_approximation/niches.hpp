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
  std::uint64_t structure = 0;
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
  /// A niche at random, each alike, and a member of it: the better of two. Requires !empty().
  const Member& draw(Random& random) const;

  bool empty() const { return niches_.empty(); }
  /// Members by rising error; not empty.
  const std::map<Key, std::vector<Member>>& all() const { return niches_; }

  void encode(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::size_t capacity_;
  std::uint64_t born_ = 0;
  std::map<Key, std::vector<Member>> niches_;
};

}  // namespace cambrian::approximation
