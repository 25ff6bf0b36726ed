#include "engine/algorithm/cma_es.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cambrian {
namespace {

constexpr double kTolerance = 1e-12;      // of losses and, as a part of the first sigma, of steps
constexpr double kWorstCondition = 1e14;  // of the covariance
constexpr std::size_t kMostVariables = 5000;  // with a full covariance

double squared(double x) { return x * x; }

double length(std::span<const double> vector) {
  double sum = 0;
  for (const double x : vector) sum += x * x;
  return std::sqrt(sum);
}

std::uint64_t first_population(const SearchSpace& space, const CmaEs::Params& params) {
  if (params.population > 0) return params.population;
  const auto n = static_cast<double>(dynamic_cast<const RealVectors&>(space).dimension());
  return 4 + static_cast<std::uint64_t>(3 * std::log(n));
}

}  // namespace

Result<void> CmaEs::check(const Params& params, const SearchSpace& space) {
  if (auto checked = EvolutionStrategy::check(space); !checked) return checked;
  if (params.population > 0 && params.population < 4)
    return Error{"population", "is less than 4", "0: chosen by the number of variables"};
  const std::size_t n = dynamic_cast<const RealVectors&>(space).dimension();
  if (!params.diagonal && n > kMostVariables) {
    return Error{"diagonal",
                 "a full covariance of " + std::to_string(n) + " variables is too large",
                 "\"diagonal\": true, or another algorithm"};
  }
  return {};
}

CmaEs::CmaEs(const SearchSpace& space, Params params)
    : EvolutionStrategy(space, sampling_of(params, first_population(space, params), false)),
      params_(params),
      covariance_(0, true) {
  begin_try();
}

// Section numbers are the tutorial's: appendix A.
CmaEs::Constants CmaEs::Constants::of(std::uint64_t population, std::size_t dimension,
                                      bool diagonal) {
  Constants c;
  const auto n = static_cast<double>(dimension);
  const auto lambda = static_cast<double>(population);
  c.parents = population / 2;
  c.weights.resize(population);
  double sums[2] = {0, 0};  // of the better half's weights, of the others'
  double squares[2] = {0, 0};
  for (std::size_t i = 0; i < population; ++i) {
    c.weights[i] = std::log((lambda + 1) / 2) - std::log(static_cast<double>(i + 1));
    sums[i < c.parents ? 0 : 1] += c.weights[i];
    squares[i < c.parents ? 0 : 1] += squared(c.weights[i]);
  }
  const double mu = c.effective = squared(sums[0]) / squares[0];
  const double mu_others = squared(sums[1]) / squares[1];
  const double faster = diagonal ? (n + 2) / 3 : 1;
  c.c_sigma = (mu + 2) / (n + mu + 5);
  c.d_sigma = 1 + 2 * std::max(0.0, std::sqrt((mu - 1) / (n + 1)) - 1) + c.c_sigma;
  c.c_c = (4 + mu / n) / (n + 4 + 2 * mu / n);
  c.c_1 = std::min(1.0, faster * 2 / (squared(n + 1.3) + mu));
  c.c_mu = std::min(1 - c.c_1, faster * 2 * (0.25 + mu - 2 + 1 / mu) / (squared(n + 2) + mu));
  c.length = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  // The others' weights, so scaled that the covariance stays positive definite.
  const double others = std::min(
      {1 + c.c_1 / c.c_mu, 1 + 2 * mu_others / (mu + 2), (1 - c.c_1 - c.c_mu) / (n * c.c_mu)});
  for (std::size_t i = 0; i < population; ++i)
    c.weights[i] *= i < c.parents ? 1 / sums[0] : others / -sums[1];
  return c;
}

void CmaEs::begin_try() {
  constants_ = Constants::of(population(), dimension(), params_.diagonal);
  covariance_ = Covariance(dimension(), params_.diagonal);
  sigma_ = params_.sigma;
  sigma_path_.assign(dimension(), 0.0);
  covariance_path_.assign(dimension(), 0.0);
  tried_ = 0;
  history_.clear();
}

void CmaEs::end_try() {
  ++restarts_;
  constexpr double kMost = 1e8;
  set_population(static_cast<std::uint64_t>(
      std::min(kMost, std::ceil(params_.growth * static_cast<double>(population())))));
  centre_ = first_centre();
  begin_try();
}

void CmaEs::spread(std::span<double> numbers) const {
  covariance_.scale(numbers);
  for (double& number : numbers) number *= sigma_;
}

void CmaEs::update(const Generation& generation) {
  std::vector<std::size_t> order(generation.losses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return generation.losses[a] < generation.losses[b];
  });
  const Vector step = move_centre(generation, order);
  adapt(generation, order, step);
  const auto every = static_cast<std::uint64_t>(
      1 / (10 * static_cast<double>(dimension()) * (constants_.c_1 + constants_.c_mu)));
  const bool decomposed =
      ++tried_ % std::max<std::uint64_t>(every, 1) != 0 || covariance_.decompose();
  const double best = generation.losses[order.front()];
  if (!decomposed || is_over(best, generation.losses[order.back()])) end_try();
}

// The recombined step, in units of sigma.
EvolutionStrategy::Vector CmaEs::move_centre(const Generation& generation,
                                             const std::vector<std::size_t>& order) {
  Vector step(dimension());
  for (std::size_t rank = 0; rank < constants_.parents; ++rank) {
    const Vector& deviation = generation.deviations[order[rank]];
    for (std::size_t i = 0; i < dimension(); ++i)
      step[i] += constants_.weights[rank] * deviation[i] / sigma_;
  }
  for (std::size_t i = 0; i < dimension(); ++i) centre_[i] += sigma_ * step[i];
  return step;
}

void CmaEs::adapt(const Generation& generation, const std::vector<std::size_t>& order,
                  const Vector& step) {
  const Constants& c = constants_;
  const auto n = static_cast<double>(dimension());
  const Vector white = covariance_.whitened(step);
  const double pull = std::sqrt(c.c_sigma * (2 - c.c_sigma) * c.effective);
  for (std::size_t i = 0; i < dimension(); ++i)
    sigma_path_[i] = (1 - c.c_sigma) * sigma_path_[i] + pull * white[i];
  const double path = length(sigma_path_);
  const double warm = std::sqrt(1 - std::pow(1 - c.c_sigma, 2 * static_cast<double>(tried_ + 1)));
  const bool steady = path / warm < (1.4 + 2 / (n + 1)) * c.length;  // h_sigma
  const double push = steady ? std::sqrt(c.c_c * (2 - c.c_c) * c.effective) : 0;
  for (std::size_t i = 0; i < dimension(); ++i)
    covariance_path_[i] = (1 - c.c_c) * covariance_path_[i] + push * step[i];

  std::vector<Covariance::Part> parts = {{c.c_1, covariance_path_}};
  double sum = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const Vector& deviation = generation.deviations[order[rank]];
    double weight = c.weights[rank];
    sum += weight;
    if (weight < 0)  // longer steps take no more away than shorter ones
      weight *= n * squared(sigma_ / length(covariance_.whitened(deviation)));
    parts.push_back({c.c_mu * weight / squared(sigma_), deviation});
  }
  const double lost = steady ? 0 : c.c_1 * c.c_c * (2 - c.c_c);
  covariance_.update(1 + lost - c.c_1 - c.c_mu * sum, parts);
  sigma_ *= std::exp(std::min(1.0, c.c_sigma / c.d_sigma * (path / c.length - 1)));
}

bool CmaEs::is_over(double best, double worst) {
  const auto n = static_cast<double>(dimension());
  const auto most =
      static_cast<std::size_t>(10 + std::ceil(30 * n / static_cast<double>(population())));
  history_.push_back(best);
  if (history_.size() > most) history_.pop_front();
  if (history_.size() == most) {
    const auto [low, high] = std::minmax_element(history_.begin(), history_.end());
    if (std::max(*high, worst) - *low < kTolerance) return true;
  }
  if (!std::isfinite(sigma_) || covariance_.condition() > kWorstCondition) return true;
  for (std::size_t i = 0; i < dimension(); ++i) {
    const double deviation =
        std::max(std::sqrt(std::max(0.0, covariance_.diagonal(i))), std::abs(covariance_path_[i]));
    if (sigma_ * deviation >= kTolerance * params_.sigma) return false;
  }
  return true;
}

void CmaEs::save_own(Encoder& out) const {
  covariance_.save(out);
  out.f64(sigma_);
  out.block(sigma_path_);
  out.block(covariance_path_);
  out.u64(tried_);
  out.u64(restarts_);
  out.block(std::vector<double>(history_.begin(), history_.end()));
}

void CmaEs::load_own(Decoder& in) {
  covariance_.load(in);
  sigma_ = in.f64();
  sigma_path_ = in.block<double>();
  covariance_path_ = in.block<double>();
  tried_ = in.u64();
  restarts_ = in.u64();
  const auto history = in.block<double>();
  if (sigma_path_.size() != dimension() || covariance_path_.size() != dimension())
    throw DecodeError("paths of another dimension");
  history_.assign(history.begin(), history.end());
  constants_ = Constants::of(population(), dimension(), params_.diagonal);
}

}  // namespace cambrian
