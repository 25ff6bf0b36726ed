// Deme: one population of regularized evolution, kept in order of age and of rank at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/archive.hpp"
#include "engine/core/random.hpp"
#include "operators/expression/expression.hpp"

namespace cambrian::regression {

/// A formula of a population. Losses are normalised: 1 is the loss of the best constant.
struct Member {
  expression::Expression expression;
  double loss = 0;               ///< on the rows the population is searching with
  double key = 0;                ///< what tournaments minimise
  std::uint64_t hash = 0;        ///< expression::canonical_hash
  std::uint32_t complexity = 0;  ///< of the expression as it stands

  void encode(Encoder& out) const;
  static Member decode(Decoder& in, expression::IndexLimits limits);
};

/// Who wins: a sample of `size` members without replacement, of which the k-th best wins with
/// probability proportional to p (1 - p)^(k-1).
struct TournamentRule {
  std::size_t size = 15;
  double probability = 0.982;
};

/// Draws the rank of a tournament's winner from its exact distribution, with one random number
/// instead of one per member of the sample. Immutable.
class TournamentRanks {
 public:
  TournamentRanks(TournamentRule rule, std::size_t population);
  /// 0 is the best. The result is < population.
  std::size_t draw(Random& random) const;
  /// Probability that each rank wins; sums to 1.
  std::vector<double> probabilities() const;

 private:
  std::vector<double> cumulative_;
};

/// A fixed number of members; the youngest replaces the oldest. Slots are 0..size()-1 and name a
/// member until it is replaced. No call allocates once members' buffers have grown.
class Deme {
 public:
  std::size_t size() const { return members_.size(); }
  const Member& operator[](std::size_t slot) const { return members_[slot]; }
  /// Slot of the member of the given rank by `key`, 0 is the best; ties: the lower slot.
  std::size_t at_rank(std::size_t rank) const { return order_[rank]; }
  bool contains(std::uint64_t hash) const;

  /// Adds a member (while the population is being filled).
  void add(Member member);
  /// The member of this slot becomes the youngest, with the content of `child`; `child` gets the
  /// old content, whose buffers are used again.
  void renew(std::size_t slot, Member& child);
  /// renew() of the oldest.
  void push(Member& child) { renew(ages_.front(), child); }
  /// Changes the content of a slot without making it younger.
  void change(std::size_t slot, Member& content);
  /// Recomputes all keys: key_of(member) -> double, not NaN.
  template <class KeyOf>
  void rank_by(KeyOf&& key_of) {
    for (Member& member : members_) member.key = key_of(member);
    sort();
  }
  /// Gives new losses: loss_of(expression) -> double; call rank_by afterwards.
  template <class LossOf>
  void score_by(LossOf&& loss_of) {
    for (Member& member : members_) member.loss = loss_of(member);
  }

  void encode(Encoder& out) const;
  static Deme decode(Decoder& in, expression::IndexLimits limits);

 private:
  void sort();
  void reposition(std::size_t slot);

  std::vector<Member> members_;
  std::vector<std::uint32_t> order_;  ///< slots by key, best first
  std::vector<std::uint32_t> ages_;   ///< slots by age, oldest first
};

}  // namespace cambrian::regression
