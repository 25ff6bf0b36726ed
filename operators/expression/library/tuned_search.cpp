#include "operators/expression/library/tuned_search.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

namespace cambrian::expression {
namespace {

constexpr std::uint32_t kEntries = 4'000;  // that bases are chosen from
constexpr std::size_t kBases = 60;
constexpr std::uint32_t kContextTerms = 12;
constexpr int kContextChains = 2;                 // cost
constexpr std::size_t kGroup = 16;                // contexts that share the values of a base
constexpr std::size_t kFrequencies = 128;         // up to 32 periods within the range of u
constexpr float kPromising = 0.5f;                // unexplained share of what is refined
constexpr int kSections = 8, kMostSections = 48;  // each 0.62 of the interval before
constexpr double kPays = 0.1;  // share of what is unexplained that so many sections may leave
constexpr std::uint64_t kPairsPerLane = 8;  // that NearSearch correlates in the same time
constexpr std::size_t kFamilyCost = 3;
constexpr double kNegligible = 1e-3;  // of an amplitude

// The terms of a family on one row; the second of waves alone is used.
std::array<double, 2> terms(Family family, double u, double c) {
  switch (family) {
    case Family::waves:
      return {std::cos(c * u), std::sin(c * u)};
    case Family::exponential:
      return {std::exp(c * u), 0};
    case Family::logarithm:
      return {std::log(u + c), 0};
    case Family::root:
      return {std::sqrt(u + c), 0};
    case Family::reciprocal:
      return {1 / (u + c), 0};
  }
  return {};
}

// Single precision is for what varies.
Eigen::VectorXd centred(const Eigen::VectorXd& values) {
  const Eigen::VectorXd away = values.array() - values.mean();
  return away / std::max(away.cwiseAbs().maxCoeff(), 1e-300);
}

Expression number(double value) { return Expression::of(Node::constant(value)); }
Expression times(double c, Expression e) { return Expression::apply(Op::mul, number(c), e); }
Expression plus(Expression e, double c) { return Expression::apply(Op::add, e, number(c)); }

// a + b f(u; c), or for waves a + b cos(c u) + d sin(c u), with as few operators as it needs.
Expression spelled(Family family, const Expression& u, double c, const std::array<double, 3>& fit,
                   bool has_sin) {
  const auto [a, b, d] = fit;
  Expression inside;
  if (family == Family::waves) {
    const double amplitude = std::hypot(b, d);
    const Expression angle = times(c, u);
    if (std::fabs(d) < kNegligible * amplitude) {
      inside = times(b, Expression::apply(Op::cos, angle));
    } else if (has_sin && std::fabs(b) < kNegligible * amplitude) {
      inside = times(d, Expression::apply(Op::sin, angle));
    } else {
      inside = times(amplitude, Expression::apply(Op::cos, plus(angle, -std::atan2(d, b))));
    }
  } else if (family == Family::exponential) {
    inside = times(b, Expression::apply(Op::exp, times(c, u)));
  } else if (family == Family::logarithm) {
    inside = times(b, Expression::apply(Op::log, plus(u, c)));
  } else if (family == Family::root) {
    inside = times(b, Expression::apply(Op::sqrt, plus(u, c)));
  } else {
    inside = Expression::apply(Op::div, number(b), plus(u, c));
  }
  return plus(inside, a);
}

}  // namespace

/// A context's target on the sample, centred, with the rows' weights.
struct TunedSearch::Peeled {
  const NearContext* context;
  std::vector<double> weights, target;
  std::vector<int> signs;
  double mean = 0, size = 0, total = 0;

  // Weighted least squares of the centred target on one or two terms; the unexplained share.
  double fit(Family family, const std::vector<double>& u, double c,
             std::array<double, 3>& coefficients) const {
    double f = 0, g = 0, ff = 0, fg = 0, gg = 0, fy = 0, gy = 0;
    for (std::size_t r = 0; r < u.size(); ++r) {
      const auto [p, q] = terms(family, u[r], c);
      const double w = weights[r];
      f += w * p, g += w * q, ff += w * p * p, fg += w * p * q, gg += w * q * q;
      fy += w * p * target[r], gy += w * q * target[r];
    }
    ff -= f * f / total, fg -= f * g / total, gg -= g * g / total;
    double b = fy / ff, d = 0;
    const double determinant = ff * gg - fg * fg;
    if (family == Family::waves && determinant > 1e-12 * ff * gg) {
      b = (gg * fy - fg * gy) / determinant;
      d = (ff * gy - fg * fy) / determinant;
    }
    coefficients = {mean - (b * f + d * g) / total, b, d};
    const double left = 1 - (b * fy + d * gy) / size;
    return std::isfinite(left) ? left : 1;
  }
};

struct TunedSearch::Guess {
  Family family;
  double below, above;  ///< neighbours on the grid
};

TunedSearch::TunedSearch(std::shared_ptr<Library> library, const LawData& data,
                         const Vocabulary& vocabulary, LawSearchOptions options)
    : library_(std::move(library)),
      options_(std::move(options)),
      fitter_(*library_, data, vocabulary),
      chains_(chains(inverses_of(vocabulary), kContextChains)),
      view_(library_->view(kEntries)),
      sample_(sample_of(data, fitter_.variance())) {
  const std::uint64_t allowed = operators_of(vocabulary);
  const auto add = [&](Family family, Op op) {
    if ((allowed >> static_cast<int>(op)) & 1) families_.push_back(family);
  };
  add(Family::waves, Op::cos);
  add(Family::exponential, Op::exp);
  add(Family::logarithm, Op::log);
  add(Family::root, Op::sqrt);
  add(Family::reciprocal, Op::div);
  has_sin_ = (allowed >> static_cast<int>(Op::sin)) & 1;
  list_bases();
  list_contexts();
}

TunedSearch::~TunedSearch() = default;

// Rational expressions: what stands beside a rate or a frequency.
void TunedSearch::list_bases() {
  std::vector<bool> rational(view_.size());
  for (std::uint32_t i = 0; i < view_.size() && bases_.size() < kBases; ++i) {
    const Entry& entry = view_.entry(i);
    const Op op = entry.op;
    if (op == Op::variable) {
      rational[i] = true;
    } else if (op == Op::square || op == Op::inv) {
      rational[i] = rational[entry.left];
    } else if (op == Op::add || op == Op::sub || op == Op::mul || op == Op::div) {
      rational[i] = rational[entry.left] && rational[entry.right];
    }
    if (rational[i]) bases_.push_back({i, Form::plain});
  }
}

void TunedSearch::list_contexts() {
  const std::uint32_t terms_beside = std::min(kContextTerms, view_.size());
  for (const Chain& chain : chains_) {
    if (!chain.affine) continue;
    contexts_.push_back({chain.steps, {}, chain.cost});
    for (std::uint32_t entry = 0; entry < terms_beside; ++entry) {
      for (const Op op : {Op::mul, Op::div, Op::sub}) {
        Steps steps = {Step::combined(op, {entry, Form::plain})};
        steps.insert(steps.end(), chain.steps.begin(), chain.steps.end());
        contexts_.push_back({std::move(steps), {}, chain.cost + view_.entry(entry).cost});
      }
    }
  }
  std::stable_sort(contexts_.begin(), contexts_.end(),
                   [](const NearContext& a, const NearContext& b) { return a.cost < b.cost; });
}

// A unit is a group of contexts with one base.
std::uint64_t TunedSearch::advance(std::uint64_t pairs) {
  const std::uint64_t bases = bases_.size();
  std::uint64_t done = 0;
  while (done < pairs && bases > 0 && position_ / bases * kGroup < contexts_.size()) {
    const std::uint64_t unit = position_++;
    if (unit % options_.parts != options_.part) continue;
    peel_group(unit / bases);
    done += 1 + tune(bases_[unit % bases]);
  }
  return done;
}

std::vector<double> TunedSearch::grid(Family family, const std::vector<double>& u) const {
  const auto [least, most] = std::minmax_element(u.begin(), u.end());
  const double range = *most - *least;
  std::vector<double> result;
  if (!(range > 0) || !std::isfinite(range)) return result;
  if (family == Family::waves) {
    constexpr double kStep = 1.57;  // from the peak of a wave's correlation to half of it
    for (std::size_t k = 1; k <= kFrequencies; ++k) {
      result.push_back(kStep * static_cast<double>(k) / range);
    }
    return result;
  }
  const bool growth = family == Family::exponential;
  for (double factor = 1.0 / 16; factor <= 32; factor *= std::sqrt(2)) {
    result.push_back(growth ? factor / range : factor * range - *least);
    if (growth) result.push_back(-factor / range);
    if (family == Family::reciprocal) result.push_back(-factor * range - *most);
  }
  std::sort(result.begin(), result.end());
  return result;
}

void TunedSearch::peel_group(std::uint64_t group) {
  if (group_number_ == group) return;
  group_number_ = group;
  group_.clear();
  const Columns columns(sample_.columns.begin(), sample_.columns.end());
  const std::size_t rows = sample_.target.size();
  for (std::size_t i = group * kGroup; i < std::min((group + 1) * kGroup, contexts_.size()); ++i) {
    const auto context = WeightedContext::make(contexts_[i], false, sample_, *library_);
    if (!context) continue;
    const float* weights = context->target().rows;
    Peeled peeled{&contexts_[i], {weights, weights + rows}, sample_.target, {}};
    std::vector<double> values;
    peel(contexts_[i].steps, peeled.target, peeled.signs,
         [&](Term term) -> const std::vector<double>& {
           return values = library_->values(term, columns);
         });
    for (std::size_t r = 0; r < rows; ++r) {
      peeled.total += peeled.weights[r];
      peeled.mean += peeled.weights[r] * peeled.target[r];
    }
    peeled.mean /= peeled.total;
    for (std::size_t r = 0; r < rows; ++r) {
      peeled.target[r] -= peeled.mean;
      peeled.size += peeled.weights[r] * peeled.target[r] * peeled.target[r];
    }
    if (peeled.size > 0 && std::isfinite(peeled.size)) group_.push_back(std::move(peeled));
  }
}

std::uint64_t TunedSearch::tune(Term base) {
  const Columns columns(sample_.columns.begin(), sample_.columns.end());
  const std::vector<double> u = library_->values(base, columns);
  std::uint64_t pairs = 0;
  for (const Family family : families_) {
    const std::vector<double> constants = grid(family, u);
    const std::vector<float> left = unexplained(family, constants, u);
    for (std::size_t i = 0; i < group_.size() && !constants.empty(); ++i) {
      const auto shares = std::span(left).subspan(i * constants.size(), constants.size());
      const auto least = std::min_element(shares.begin(), shares.end());
      if (!(*least < kPromising)) continue;
      const auto best = static_cast<std::size_t>(least - shares.begin());
      const double c = constants[best];
      const bool inner = best > 0 && best + 1 < constants.size();
      const double below = inner ? constants[best - 1] : c - std::fabs(c) / 2;
      const double above = inner ? constants[best + 1] : c + std::fabs(c) / 2;
      refine(group_[i], u, {family, below, above}, base);
    }
    pairs += group_.size() * constants.size();
  }
  return kPairsPerLane * pairs;
}

// By context of the group, then by constant: the share of the target that the family's terms leave;
// 1 where they are undefined.
std::vector<float> TunedSearch::unexplained(Family family, const std::vector<double>& constants,
                                            const std::vector<double>& u) const {
  const auto rows = static_cast<Eigen::Index>(u.size());
  const auto lanes = static_cast<Eigen::Index>(constants.size());
  const auto contexts = static_cast<Eigen::Index>(group_.size());
  using Matrix = Eigen::MatrixXf;
  // Weights, and weights times targets of unit size.
  Matrix weights(contexts, rows), targets(contexts, rows);
  for (Eigen::Index i = 0; i < contexts; ++i) {
    const Peeled& peeled = group_[static_cast<std::size_t>(i)];
    for (Eigen::Index r = 0; r < rows; ++r) {
      const auto row = static_cast<std::size_t>(r);
      weights(i, r) = static_cast<float>(peeled.weights[row] / peeled.total);
      targets(i, r) = static_cast<float>(peeled.weights[row] * peeled.target[row] /
                                         std::sqrt(peeled.size * peeled.total));
    }
  }
  const bool waves = family == Family::waves;
  Matrix f(rows, lanes), g = waves ? Matrix(rows, lanes) : Matrix();
  Eigen::VectorXd first(rows), second(rows);
  for (Eigen::Index k = 0; k < lanes; ++k) {
    for (Eigen::Index r = 0; r < rows; ++r) {
      const auto [p, q] =
          terms(family, u[static_cast<std::size_t>(r)], constants[static_cast<std::size_t>(k)]);
      first(r) = p;
      second(r) = q;
    }
    f.col(k) = centred(first).cast<float>();
    if (waves) g.col(k) = centred(second).cast<float>();
  }
  const Matrix f_mean = weights * f, fy = targets * f;
  const Matrix ff = (weights * f.cwiseAbs2()) - f_mean.cwiseAbs2();
  Matrix explained = fy.cwiseAbs2().cwiseQuotient(ff);
  if (waves) {
    const Matrix g_mean = weights * g, gy = targets * g;
    const Matrix gg = (weights * g.cwiseAbs2()) - g_mean.cwiseAbs2();
    const Matrix fg = (weights * f.cwiseProduct(g)) - f_mean.cwiseProduct(g_mean);
    explained = (gg.cwiseProduct(fy.cwiseAbs2()) + ff.cwiseProduct(gy.cwiseAbs2()) -
                 2 * fg.cwiseProduct(fy).cwiseProduct(gy))
                    .cwiseQuotient(ff.cwiseProduct(gg) - fg.cwiseAbs2());
  }
  constexpr float kRounding = 1e-3f;
  std::vector<float> left;
  for (Eigen::Index i = 0; i < contexts; ++i) {
    for (Eigen::Index k = 0; k < lanes; ++k) {
      left.push_back(explained(i, k) <= 1 + kRounding ? 1 - explained(i, k) : 1);
    }
  }
  return left;
}

// Golden sections between the neighbours on the grid, as long as they pay: where the family is the
// law's, what is unexplained falls with the square of the interval, down to the noise.
void TunedSearch::refine(const Peeled& peeled, const std::vector<double>& u, const Guess& guess,
                         Term base) {
  constexpr double kGolden = 0.6180339887498949;
  std::array<double, 3> fit = {};
  const auto left_at = [&](double c) { return peeled.fit(guess.family, u, c, fit); };
  double low = guess.below, high = guess.above;
  double inner = high - kGolden * (high - low), outer = low + kGolden * (high - low);
  double at_inner = left_at(inner), at_outer = left_at(outer);
  double before = 1;
  for (int i = 0; i < kMostSections; ++i) {
    if (i > 0 && i % kSections == 0) {
      const double now = std::min(at_inner, at_outer);
      if (!(now < kPays * before)) break;
      before = now;
    }
    if (at_inner < at_outer) {
      high = std::exchange(outer, inner);
      at_outer = at_inner;
      inner = high - kGolden * (high - low);
      at_inner = left_at(inner);
    } else {
      low = std::exchange(inner, outer);
      at_inner = at_outer;
      outer = low + kGolden * (high - low);
      at_outer = left_at(outer);
    }
  }
  const double c = (low + high) / 2;
  if (!(left_at(c) < kPromising)) return;
  const Expression inside = spelled(guess.family, library_->expression(base), c, fit, has_sin_);
  const auto law = wrap(peeled.context->steps, peeled.signs, inside, *library_);
  if (!law) return;
  const std::size_t cost =
      static_cast<std::size_t>(peeled.context->cost) + view_.entry(base.entry).cost + kFamilyCost;
  if (auto checked = fitter_.checked(*law, 1)) near_.tell(cost, std::move(*checked));
}

}  // namespace cambrian::expression
