#include "problems/symbolic_regression/deme.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/assert.hpp"

namespace cambrian::regression {
namespace {

constexpr std::uint64_t kMostMembers = 1'000'000;

// Sums of logarithms, since lgamma writes a global.
double log_choose(std::size_t n, std::size_t k) {
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) {
    sum += std::log(static_cast<double>(n - i)) - std::log(static_cast<double>(k - i));
  }
  return sum;
}

}  // namespace

void Member::encode(Encoder& out) const {
  out.block(expression.nodes);
  out.f64(loss);
  out.f64(key);
  out.u64(hash);
  out.u64(complexity);
}

Member Member::decode(Decoder& in, expression::IndexLimits limits) {
  Member member;
  member.expression = expression::from_genome({in.bytes(), 0}, limits);
  member.loss = in.f64();
  member.key = in.f64();
  member.hash = in.u64();
  member.complexity = static_cast<std::uint32_t>(in.u64_at_most(0xffffffffu));
  return member;
}

TournamentRanks::TournamentRanks(TournamentRule rule, std::size_t population) {
  CAMBRIAN_ASSERT(population >= 1 && rule.size >= 1);
  const std::size_t n = std::min(rule.size, population);
  std::vector<double> place(n);
  double weight = rule.probability;
  for (double& p : place) {
    p = weight;
    weight *= 1 - rule.probability;
  }
  const double total = std::accumulate(place.begin(), place.end(), 0.0);
  double sum = 0;
  for (std::size_t rank = 0; rank < population; ++rank) {
    for (std::size_t k = 0; k < n; ++k) {
      // The member is the k-th best of the sample: k better ones are drawn, and n-1-k worse ones.
      const std::size_t worse = population - 1 - rank;
      if (k > rank || n - 1 - k > worse) continue;
      sum +=
          place[k] / total *
          std::exp(log_choose(rank, k) + log_choose(worse, n - 1 - k) - log_choose(population, n));
    }
    cumulative_.push_back(sum);
  }
  cumulative_.back() = 1;
}

std::size_t TournamentRanks::draw(Random& random) const {
  const double u = random.uniform();
  std::size_t rank = 0;
  while (u >= cumulative_[rank]) ++rank;
  return rank;
}

std::vector<double> TournamentRanks::probabilities() const {
  std::vector<double> result(cumulative_.size());
  std::adjacent_difference(cumulative_.begin(), cumulative_.end(), result.begin());
  return result;
}

bool Deme::contains(std::uint64_t hash) const {
  for (const Member& member : members_) {
    if (member.hash == hash) return true;
  }
  return false;
}

void Deme::add(Member member) {
  const auto slot = static_cast<std::uint32_t>(members_.size());
  members_.push_back(std::move(member));
  order_.push_back(slot);
  ages_.push_back(slot);
  reposition(slot);
}

void Deme::renew(std::size_t slot, Member& child) {
  std::swap(members_[slot], child);
  const auto at = std::find(ages_.begin(), ages_.end(), static_cast<std::uint32_t>(slot));
  std::rotate(at, at + 1, ages_.end());
  reposition(slot);
}

void Deme::change(std::size_t slot, Member& content) {
  std::swap(members_[slot], content);
  reposition(slot);
}

void Deme::sort() {
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return members_[a].key < members_[b].key || (members_[a].key == members_[b].key && a < b);
  });
}

void Deme::reposition(std::size_t slot) {
  const double key = members_[slot].key;
  std::size_t at = 0;
  while (order_[at] != slot) ++at;
  const auto before = [&](std::uint32_t other) {
    return members_[other].key < key || (members_[other].key == key && other < slot);
  };
  for (; at > 0 && !before(order_[at - 1]); --at) std::swap(order_[at], order_[at - 1]);
  for (; at + 1 < order_.size() && before(order_[at + 1]); ++at)
    std::swap(order_[at], order_[at + 1]);
}

void Deme::encode(Encoder& out) const {
  out.u64(members_.size());
  for (const Member& member : members_) member.encode(out);
  out.block(ages_);
}

Deme Deme::decode(Decoder& in, expression::IndexLimits limits) {
  Deme deme;
  const std::uint64_t count = in.u64_at_most(kMostMembers);
  for (std::uint64_t i = 0; i < count; ++i) deme.add(Member::decode(in, limits));
  deme.ages_ = in.block<std::uint32_t>();
  std::vector<std::uint32_t> check = deme.ages_;
  std::sort(check.begin(), check.end());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (check.size() != count || check[i] != i) throw DecodeError("a population's ages are wrong");
  }
  return deme;
}

}  // namespace cambrian::regression
