#include "engine/algorithm/evolution_strategy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

EvolutionStrategy::EvolutionStrategy(const SearchSpace& space, Sampling sampling)
    : space_(space),
      vectors_(dynamic_cast<const RealVectors&>(space)),
      sampling_(sampling),
      noise_(sampling.rank_one ? vectors_.matrices() : std::vector<Matrix>(), vectors_.dimension()),
      population_(sampling.population),
      test_is_due_(sampling.test_every > 0),
      context_(vectors_.context()),
      learnt_(context_) {
  CAMBRIAN_ASSERT(population_ >= 2 && (!sampling.mirrored || population_ % 2 == 0));
  centre_ = first_centre();
}

Result<void> EvolutionStrategy::check(const SearchSpace& space) {
  if (dynamic_cast<const RealVectors*>(&space) != nullptr) return {};
  return Error{"name", "the problem's candidates are no vectors of real numbers",
               "another algorithm: see `cambrian algorithms`"};
}

EvolutionStrategy::Vector EvolutionStrategy::first_centre() const {
  if (sampling_.start == Start::middle) return vectors_.middle();
  Random random({.seed = sampling_.seed,
                 .island = sampling_.island,
                 .step = drawn_,
                 .purpose = Purpose::init});
  return vectors_.decode(space_.sample(random));
}

std::vector<Candidate> EvolutionStrategy::ask(std::size_t room) {
  std::vector<Candidate> candidates;
  while (candidates.size() < room) {
    if (test_is_due_) {
      test_is_due_ = false;
      candidates.push_back(begin(vectors_.encode(centre_, context_), kTest));
    } else if (asked_ < population_) {
      candidates.push_back(member());
    } else {
      break;
    }
  }
  return candidates;
}

Candidate EvolutionStrategy::begin(Genome genome, std::uint64_t member) {
  Candidate candidate;
  candidate.id = CandidateId{next_};
  candidate.genome = std::move(genome);
  candidate.budget.work = member == kTest ? 0 : sampling_.budget;
  flying_.emplace(next_++, member);
  return candidate;
}

EvolutionStrategy::Vector EvolutionStrategy::deviation(std::uint64_t direction) const {
  Random random({.seed = sampling_.seed,
                 .island = sampling_.island,
                 .step = drawn_ + direction,
                 .purpose = Purpose::vary});
  Vector numbers(noise_.factors());
  for (double& number : numbers) number = random.normal();
  spread(numbers);
  return numbers;
}

Candidate EvolutionStrategy::member() {
  const std::uint64_t index = asked_++;
  const bool second = sampling_.mirrored && index % 2 == 1;
  if (!second) deviations_.push_back(deviation(deviations_.size()));
  losses_.push_back(kNone);
  const double side = second ? -1 : 1;
  if (sampling_.rank_one) {
    Vector factors = deviations_.back();
    noise_.stretch(side, factors);
    return begin(vectors_.encode_near(centre_, factors, context_), index);
  }
  Vector vector = centre_;
  noise_.add<double>(deviations_.back(), side, vector);
  return begin(vectors_.encode(vector, context_), index);
}

void EvolutionStrategy::tell(const Evaluation& evaluation) {
  const auto place = flying_.find(static_cast<std::uint64_t>(evaluation.id));
  if (place == flying_.end()) throw std::logic_error("told of a candidate that is not in flight");
  const std::uint64_t member = place->second;
  flying_.erase(place);
  if (member == kTest) return;
  if (usable(evaluation)) {
    losses_.at(member) = evaluation.objectives.front();
    if (!learnt_.empty()) vectors_.learn(evaluation.descriptor, learnt_);
  }
  if (++told_ == population_) end_generation();
}

void EvolutionStrategy::end_generation() {
  double worst = -std::numeric_limits<double>::infinity();
  for (const double loss : losses_)
    if (std::isfinite(loss)) worst = std::max(worst, loss);
  for (double& loss : losses_)
    if (!std::isfinite(loss)) loss = worst;
  ++generation_;
  drawn_ += directions();
  if (std::isfinite(worst)) update({losses_, deviations_});
  context_ = learnt_;
  asked_ = told_ = 0;
  losses_.clear();
  deviations_.clear();
  test_is_due_ = sampling_.test_every > 0 && generation_ % sampling_.test_every == 0;
}

void EvolutionStrategy::save(Encoder& out) const {
  out.block(std::vector<std::uint64_t>{next_, generation_, drawn_, asked_, told_, population_,
                                       test_is_due_ ? 1u : 0u});
  std::vector<std::uint64_t> flying;
  for (const auto& [id, member] : flying_) flying.insert(flying.end(), {id, member});
  out.block(flying);
  for (const Vector* vector : {&losses_, &context_, &learnt_, &centre_}) out.block(*vector);
  save_own(out);
}

void EvolutionStrategy::load(Decoder& in) {
  const auto facts = in.block<std::uint64_t>();
  if (facts.size() != 7) throw DecodeError("facts of another number");
  const auto flying = in.block<std::uint64_t>();
  Vector losses = in.block<double>();
  Vector context = in.block<double>();
  Vector learnt = in.block<double>();
  Vector centre = in.block<double>();
  if (facts[3] != losses.size() || facts[4] > facts[3] || facts[3] > facts[5] ||
      flying.size() % 2 != 0 || context.size() != context_.size() ||
      learnt.size() != learnt_.size() || centre.size() != dimension()) {
    throw DecodeError("a strategy of another size");
  }
  flying_.clear();
  for (std::size_t i = 0; i < flying.size(); i += 2) {
    const bool known = flying[i] < facts[0] && (flying[i + 1] == kTest || flying[i + 1] < facts[3]);
    if (!known) throw DecodeError("a candidate that was never asked for");
    flying_.emplace(flying[i], flying[i + 1]);
  }
  next_ = facts[0];
  generation_ = facts[1];
  drawn_ = facts[2];
  asked_ = facts[3];
  told_ = facts[4];
  population_ = facts[5];
  test_is_due_ = facts[6] == 1;
  losses_ = std::move(losses);
  context_ = std::move(context);
  learnt_ = std::move(learnt);
  centre_ = std::move(centre);
  load_own(in);
  deviations_.clear();
  const std::uint64_t known = sampling_.mirrored ? (asked_ + 1) / 2 : asked_;
  while (deviations_.size() < known) deviations_.push_back(deviation(deviations_.size()));
}

}  // namespace cambrian
