#include "problems/function_approximation/niches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/program/family.hpp"

namespace cambrian::approximation {
namespace {

constexpr double kSameError = 1e-4;
constexpr double kEqual = 1e-6;  // so little that much drift amounts to nothing
// A niche whose best error is so many times that of a cheaper one has half its share; and never
// less than this part of it.
constexpr double kHalfShare = 10;
constexpr double kLeastShare = 0.02;
constexpr double kNothing = 1e-100;  // as good as no error
constexpr std::size_t kAlike = 4;
constexpr double kFromFront = 0.2;

bool same_error(double a, double b) { return std::fabs(a - b) <= kSameError * std::max(a, b); }

}  // namespace

bool Niches::offer(Key key, Member member) {
  if (!std::isfinite(member.error)) return false;
  std::vector<Member>& niche = niches_[key];
  const auto relative = std::find_if(niche.begin(), niche.end(),
                                     [&](const Member& m) { return m.family == member.family; });
  if (relative != niche.end()) {
    // Of equals the newcomer stays, so that forms drift where errors do not.
    if (!(member.error <= relative->error * (1 + kEqual))) return false;
    niche.erase(relative);
  }
  const auto place =
      std::upper_bound(niche.begin(), niche.end(), member.error,
                       [](double error, const Member& m) { return error < m.error; });
  auto first = place;
  while (first != niche.begin() && same_error(std::prev(first)->error, member.error)) --first;
  auto last = place;
  while (last != niche.end() && same_error(last->error, member.error)) ++last;
  if (static_cast<std::size_t>(last - first) >= kAlike) {
    const auto oldest = std::min_element(
        first, last, [](const Member& a, const Member& b) { return a.born < b.born; });
    niche.erase(oldest);
    return offer(key, std::move(member));
  }
  member.born = born_++;
  if (niche.size() >= capacity_ && place == niche.end()) return false;
  niche.insert(place, std::move(member));
  if (niche.size() > capacity_) niche.pop_back();
  share();
  return true;
}

double Niches::threshold(Key key) const {
  const auto niche = niches_.find(key);
  if (niche == niches_.end() || niche->second.size() < capacity_) {
    return std::numeric_limits<double>::infinity();
  }
  return niche->second.back().error;
}

bool Niches::gains(Key key, std::uint64_t family, double error) const {
  const auto niche = niches_.find(key);
  if (niche == niches_.end()) return false;
  const auto relative = std::find_if(niche->second.begin(), niche->second.end(),
                                     [&](const Member& m) { return m.family == family; });
  return relative != niche->second.end() && error < relative->error * (1 - kSameError);
}

const Member& Niches::draw(Random& random) const {
  const bool of_front = random.chance(kFromFront);
  auto niche = niches_.begin();
  std::advance(niche, random.weighted(of_front ? front_ : shares_));
  if (of_front) return niche->second.front();
  const auto count = static_cast<std::uint32_t>(niche->second.size());
  return niche->second[std::min(random.below(count), random.below(count))];
}

void Niches::share() {
  shares_.clear();
  front_.clear();
  double least = std::numeric_limits<double>::infinity();
  auto niche = niches_.begin();
  while (niche != niches_.end()) {
    const std::uint32_t cost = niche->first.first;
    auto best = niche, last = niche;
    for (; last != niches_.end() && last->first.first == cost; ++last) {
      if (last->second.front().error < best->second.front().error) best = last;
    }
    const bool ahead = best->second.front().error < least;
    least = std::min(least, std::max(best->second.front().error, kNothing));
    for (; niche != last; ++niche) {
      const double error = std::max(niche->second.front().error, kNothing);
      const double behind = std::log(error / least) / std::log(kHalfShare);
      shares_.push_back(std::max(std::exp2(-behind), kLeastShare) * (cost + 1.0) * (cost + 1.0));
      front_.push_back(ahead && niche == best ? cost + 1.0 : 0);
    }
  }
}

void Niches::encode(Encoder& out) const {
  out.u64(born_);
  out.u64(niches_.size());
  for (const auto& [key, members] : niches_) {
    out.u64(key.first);
    out.u64(key.second);
    out.u64(members.size());
    for (const Member& member : members) {
      program::encode(out, member.program);
      out.f64(member.error);
      out.u64(member.born);
    }
  }
}

void Niches::load(Decoder& in) {
  niches_.clear();
  born_ = in.u64();
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
      member.born = in.u64();
      member.family = program::family_hash(member.program);
      members.push_back(std::move(member));
    }
  }
  share();
}

}  // namespace cambrian::approximation
