// Rollout: plays episodes of an environment in lock-step, one in each lane.
#if defined(CAMBRIAN_ROLLOUT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CAMBRIAN_ROLLOUT_INL_HPP
#undef CAMBRIAN_ROLLOUT_INL_HPP
#else
#define CAMBRIAN_ROLLOUT_INL_HPP
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "problems/neuroevolution/dense-inl.hpp"
#include "problems/neuroevolution/environment.hpp"
#include "problems/neuroevolution/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

template <class E, std::size_t kLanes>
class Rollout {
 public:
  explicit Rollout(const Play& play)
      : play_(play),
        front_(hwy::AllocateAligned<float>(play.network.widest() * kLanes)),
        back_(hwy::AllocateAligned<float>(play.network.widest() * kLanes)),
        memory_(play.network.memory() * kLanes) {
    if (!play.factors.empty()) factors_ = hwy::AllocateAligned<float>(factors() * kLanes);
  }

  void run() {
    for (std::size_t lane = 0; lane < kLanes; ++lane) begin(lane);
    while (busy_ > 0) {
      observe();
      think();
      act();
    }
  }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;
  static constexpr std::size_t kSums = 2 * E::kObservations;
  using D = hn::CappedTag<double, kLanes>;
  static constexpr std::size_t kWide = hn::MaxLanes(D());
  using F = hn::Rebind<float, D>;

  /// The next episode, or none, in a lane.
  void begin(std::size_t lane) {
    const bool more = next_ < play_.episodes.size();
    const std::size_t episode = more ? next_++ : 0;  // an idle lane plays along for nobody
    episode_[lane] = more ? episode : kNone;
    busy_ += more ? 1 : 0;
    scores_[lane] = 0;
    steps_[lane] = 0;
    for (auto& sum : sums_) sum[lane] = 0;
    for (std::size_t k = lane; k < memory_.size(); k += kLanes) memory_[k] = 0;
    for (std::size_t k = 0; k < E::kState; ++k)
      state_[k][lane] = play_.starts[episode * E::kState + k];
    const std::size_t count = factors();
    for (std::size_t k = 0; k < count; ++k) factors_[k * kLanes + lane] = play_.factors[episode][k];
  }

  /// Numbers of a RankOne; 0: all lanes have the same network.
  std::size_t factors() const {
    std::size_t sum = 0;
    if (play_.factors.empty()) return sum;
    for (const PackedNetwork::Layer& layer : play_.network.layers())
      sum += layer.inputs + 2 * layer.used;
    return sum;
  }

  void end(std::size_t lane) {
    const std::size_t episode = episode_[lane];
    if (episode != kNone) {
      const bool broken = !std::isfinite(check_[lane]);
      play_.episodes[episode] = {scores_[lane], static_cast<std::uint32_t>(steps_[lane]), broken};
      for (std::size_t k = 0; k < E::kState; ++k)
        play_.endings[episode * E::kState + k] = state_[k][lane];
      for (std::size_t k = 0; k < kSums && sums_are_wanted(); ++k)
        play_.sums[episode * kSums + k] = sums_[k][lane];
      --busy_;
    }
    begin(lane);
  }

  HWY_INLINE void load(std::size_t first, Vec<D>* state) const {
    for (std::size_t k = 0; k < E::kState; ++k) state[k] = hn::Load(D(), &state_[k][first]);
  }

  HWY_INLINE void observe() {
    const D d;
    for (std::size_t first = 0; first < kLanes; first += kWide) {
      Vec<D> state[E::kState];
      Vec<D> seen[E::kObservations];
      load(first, state);
      if (kLanes == 1 && !play_.path.empty()) record();
      E::observe(d, state, seen);
      auto sum = hn::Zero(d);
      for (std::size_t k = 0; k < E::kObservations; ++k) {
        sum = hn::Add(sum, seen[k]);
        hn::StoreU(hn::DemoteTo(F(), seen[k]), F(), front_.get() + k * kLanes + first);
      }
      hn::Store(sum, d, &check_[first]);
      if (sums_are_wanted()) add_up(first, seen);
    }
  }

  void record() {
    for (std::size_t k = 0; k < E::kState; ++k)
      play_.path[static_cast<std::size_t>(steps_[0]) * E::kState + k] = state_[k][0];
  }

  bool sums_are_wanted() const { return !play_.sums.empty(); }

  HWY_INLINE void add_up(std::size_t first, const Vec<D>* seen) {
    const D d;
    for (std::size_t k = 0; k < E::kObservations; ++k) {
      double* const sum = &sums_[k][first];
      double* const square = &sums_[E::kObservations + k][first];
      hn::Store(hn::Add(hn::Load(d, sum), seen[k]), d, sum);
      hn::Store(hn::Add(hn::Load(d, square), hn::Mul(seen[k], seen[k])), d, square);
    }
  }

  HWY_INLINE void think() {
    Workspace workspace{front_.get(), back_.get(), memory_.data()};
    if constexpr (kLanes == 1) {
      forward_single(play_.network, workspace);
    } else {
      forward_all_lanes<kLanes>(play_.network, workspace, factors_.get());
    }
    if (workspace.front != front_.get()) std::swap(front_, back_);
  }

  HWY_INLINE void act() {
    const D d;
    for (std::size_t first = 0; first < kLanes; first += kWide) {
      Vec<D> state[E::kState];
      Vec<D> outputs[E::kOutputs];
      load(first, state);
      for (std::size_t k = 0; k < E::kOutputs; ++k)
        outputs[k] = hn::PromoteTo(d, hn::LoadU(F(), front_.get() + k * kLanes + first));
      const Step<D> step = E::step(d, state, outputs);
      for (std::size_t k = 0; k < E::kState; ++k) hn::Store(state[k], d, &state_[k][first]);
      const auto check = hn::Load(d, &check_[first]);
      const auto sound = hn::Eq(hn::Sub(check, check), hn::Zero(d));  // neither NaN nor infinite
      const auto one = hn::Set(d, 1.0);
      const auto steps = hn::Add(hn::Load(d, &steps_[first]), hn::IfThenElseZero(sound, one));
      const auto score = hn::Load(d, &scores_[first]);
      hn::Store(steps, d, &steps_[first]);
      hn::Store(hn::IfThenElse(sound, hn::Add(score, step.reward), score), d, &scores_[first]);
      const auto cut = hn::Ge(steps, hn::Set(d, static_cast<double>(play_.limit)));
      const auto over = hn::Or(hn::Or(step.done, cut), hn::Not(sound));
      if (hn::AllFalse(d, over)) continue;
      HWY_ALIGN double ends[kWide];
      hn::Store(hn::IfThenElseZero(over, one), d, ends);
      for (std::size_t lane = 0; lane < kWide; ++lane)
        if (ends[lane] != 0) end(first + lane);
    }
  }

  const Play& play_;
  hwy::AlignedFreeUniquePtr<float[]> front_;
  hwy::AlignedFreeUniquePtr<float[]> back_;
  std::vector<float> memory_;
  hwy::AlignedFreeUniquePtr<float[]> factors_;  // null: all have the same network
  std::size_t next_ = 0;
  std::size_t busy_ = 0;
  HWY_ALIGN double state_[E::kState][kLanes] = {};
  HWY_ALIGN double sums_[kSums][kLanes] = {};
  HWY_ALIGN double check_[kLanes] = {};
  HWY_ALIGN double scores_[kLanes] = {};
  HWY_ALIGN double steps_[kLanes] = {};  // taken
  std::array<std::size_t, kLanes> episode_ = {};
};

template <class E>
void play_episodes(const Play& play) {
  constexpr std::size_t kWorthwhile = 5;  // fewer episodes are faster one by one
  // Without chance all episodes are the same, so nobody plays many.
  if constexpr (E::kHasChance) {
    if (play.episodes.size() >= kWorthwhile) return Rollout<E, kRelatives>(play).run();
  }
  if (!play.factors.empty()) return Rollout<E, kRelatives>(play).run();
  Rollout<E, 1>(play).run();
}

template <class E>
Environment environment_of() {
  Environment e;
  e.name = E::kName;
  e.summary = E::kSummary;
  e.state = E::kState;
  e.observations = E::kObservations;
  e.outputs = E::kOutputs;
  e.limit = E::kLimit;
  e.has_chance = E::kHasChance;
  e.plays_relatives = true;
  e.best = E::kBest;
  e.behaviour = E::kBehaviour;
  e.start = E::start;
  e.play = play_episodes<E>;
  e.seconds = E::kSeconds;
  e.draw = E::kDraw;
  return e;
}

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
