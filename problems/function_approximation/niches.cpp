#include "problems/function_approximation/niches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/canonical.hpp"

namespace cambrian::approximation {
namespace {

constexpr double kSameError = 1e-4;
constexpr std::size_t kAlike = 4;

bool same_error(double a, double b) { return std::fabs(a - b) <= kSameError * std::max(a, b); }

}  // namespace

bool Niches::offer(Key key, Member member) {
  if (!std::isfinite(member.error)) return false;
  std::vector<Member>& niche = niches_[key];
  const auto structure = std::find_if(
      niche.begin(), niche.end(), [&](const Member& m) { return m.structure == member.structure; });
  if (structure != niche.end()) {
    if (!(member.error < structure->error)) return false;
    niche.erase(structure);
  }
  const auto place =
      std::upper_bound(niche.begin(), niche.end(), member.error,
                       [](double error, const Member& m) { return error < m.error; });
  auto first = place;
  while (first != niche.begin() && same_error(std::prev(first)->error, member.error)) --first;
  auto last = place;
  while (last != niche.end() && same_error(last->error, member.error)) ++last;
  if (static_cast<std::size_t>(last - first) >= kAlike) {
    // The newcomer in the place of the oldest: so that structures drift where errors do not.
    const auto oldest = std::min_element(
        first, last, [](const Member& a, const Member& b) { return a.born < b.born; });
    niche.erase(oldest);
    return offer(key, std::move(member));
  }
  member.born = born_++;
  if (niche.size() >= capacity_ && place == niche.end()) return false;
  niche.insert(place, std::move(member));
  if (niche.size() > capacity_) niche.pop_back();
  return true;
}

double Niches::threshold(Key key) const {
  const auto niche = niches_.find(key);
  if (niche == niches_.end() || niche->second.size() < capacity_) {
    return std::numeric_limits<double>::infinity();
  }
  return niche->second.back().error;
}

const Member& Niches::draw(Random& random) const {
  auto niche = niches_.begin();
  std::advance(niche, random.below(static_cast<std::uint32_t>(niches_.size())));
  const auto count = static_cast<std::uint32_t>(niche->second.size());
  return niche->second[std::min(random.below(count), random.below(count))];
}

void Niches::encode(Encoder& out) const {
  out.u64(niches_.size());
  for (const auto& [key, members] : niches_) {
    out.u64(key.first);
    out.u64(key.second);
    out.u64(members.size());
    for (const Member& member : members) {
      program::encode(out, member.program);
      out.f64(member.error);
    }
  }
}

void Niches::load(Decoder& in) {
  niches_.clear();
  for (std::uint64_t count = in.u64(); count > 0; --count) {
    Key key;
    key.first = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
    key.second = static_cast<std::uint32_t>(in.u64_at_most(UINT32_MAX));
    std::vector<Member>& members = niches_[key];
    const std::uint64_t size = in.u64_at_most(capacity_);
    if (size == 0) throw DecodeError("an empty niche");
    for (std::uint64_t i = 0; i < size; ++i) {
      Member member;
      member.program = program::decode(in);
      member.error = in.f64();
      member.structure = program::structural_hash(member.program);
      members.push_back(std::move(member));
    }
  }
}

}  // namespace cambrian::approximation
