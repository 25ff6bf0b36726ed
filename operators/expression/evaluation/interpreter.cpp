#include "operators/expression/evaluation/interpreter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/core/assert.hpp"
#include "operators/expression/evaluation/program.hpp"

namespace cambrian::expression {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class Real>
void check(const Samples<Real>& samples) {
  CAMBRIAN_ASSERT(samples.target.size() == samples.rows());
  CAMBRIAN_ASSERT(samples.weights.empty() || samples.weights.size() == samples.rows());
}

/// Below this share of the target's variance, a residual variance needs its second pass.
template <class Real>
constexpr double kExactShare = sizeof(Real) == 4 ? 1e-3 : 1e-8;

/// Rows that tell whether an expression is invalid, as most are that are.
constexpr std::uint32_t kScout = 128;

struct Range {
  std::uint32_t begin;
  std::uint32_t end;
};

Range clip(RowRange rows, std::size_t available) {
  const std::size_t end = std::min(rows.end, available);
  CAMBRIAN_ASSERT(rows.begin <= end);
  return {static_cast<std::uint32_t>(rows.begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

template <class Real>
struct Interpreter<Real>::State {
  State(const Vocabulary* words, const KernelTable<Real>& table)
      : vocabulary(words), kernels(&table), program(table, kBatch), judge(table, kBatch) {}

  /// Lowers the expression; user-defined operators are replaced first.
  void lower(const Expression& expression, const Table<Real>& table) {
    const auto is_user = [](const Node& node) { return node.op == Op::user; };
    if (vocabulary != nullptr && !vocabulary->definitions.empty() &&
        std::any_of(expression.nodes.begin(), expression.nodes.end(), is_user)) {
      program.lower(expand(expression, *vocabulary).nodes, table);
    } else {
      program.lower(expression.nodes, table);
    }
  }

  Judged<Real> judged(const Samples<Real>& samples, std::uint32_t row, std::uint32_t count) const {
    return {program.result(), samples.target.data(),
            samples.weights.empty() ? nullptr : samples.weights.data(), row, count};
  }

  /// Prepares the expression of a custom loss.
  void lower_judge(const Expression& loss, const Samples<Real>& samples) {
    const auto weight = samples.weights.empty() ? Operand<Real>::constant(ones.data())
                                                : Operand<Real>::column(samples.weights.data());
    const Operand<Real> variables[] = {program.result(),
                                       Operand<Real>::column(samples.target.data()), weight};
    judge.lower(loss.nodes, variables);
    loss_uses_weight = std::any_of(loss.nodes.begin(), loss.nodes.end(), [](const Node& node) {
      return node.is_variable() && node.index == 2;
    });
  }

  /// Sums of a custom loss: its values are averaged like predictions judged against nothing.
  LossSums custom_sums(const Samples<Real>& samples, std::uint32_t row, std::uint32_t count) const {
    if (!kernels->all_finite(program.result(), row, count)) return {kMissing, 1};
    judge.run(row, count);
    const bool weighted = !samples.weights.empty();
    const Real* weights = weighted ? samples.weights.data() : nullptr;
    const Judged<Real> values{judge.result(), nullptr, weights, row, count};
    LossSums sums = kernels->sum(values);
    if (loss_uses_weight)
      sums.loss = kernels->sum({judge.result(), nullptr, nullptr, row, count}).loss;
    return sums;
  }

  /// The fit from shifted sums. Where nearly nothing is left of the target's variance, the
  /// difference of sums has few right digits: then the residuals are summed themselves.
  LinearFit solve(const LinearSums& sums, double f0, double t0) const {
    if (!(sums.w > 0)) return {0, 0, kMissing};
    const double f_variance = sums.ff - sums.f * sums.f / sums.w;
    const double t_variance = std::max(0.0, sums.tt - sums.t * sums.t / sums.w);
    const double covariance = sums.ft - sums.f * sums.t / sums.w;
    constexpr double kRounding = 4 * std::numeric_limits<Real>::epsilon();
    const bool varies = f_variance > kRounding * kRounding * sums.ff;
    const double slope = varies ? covariance / f_variance : 0;
    const double left = std::max(0.0, t_variance - slope * covariance);
    return {t0 + sums.t / sums.w - slope * (f0 + sums.f / sums.w), slope, left / sums.w};
  }

  /// Rows of the first batch: few where the candidate is likely to be invalid.
  std::uint32_t first_batch(const Range& range) const {
    return program.risky() && range.end - range.begin > 2 * kScout ? kScout : kBatch;
  }

  const Vocabulary* vocabulary;
  const KernelTable<Real>* kernels;
  Lowering<Real> program;
  Lowering<Real> judge;
  Column<Real> ones = Column<Real>(kRowBlock, 1);
  bool loss_uses_weight = false;
};

template <class Real>
Interpreter<Real>::Interpreter(const Vocabulary* vocabulary)
    : Interpreter(vocabulary, kernels<Real>()) {}
template <class Real>
Interpreter<Real>::Interpreter(const Vocabulary* vocabulary, const KernelTable<Real>& kernels)
    : state_(std::make_unique<State>(vocabulary, kernels)) {}
template <class Real>
Interpreter<Real>::~Interpreter() = default;
template <class Real>
Interpreter<Real>::Interpreter(Interpreter&&) noexcept = default;
template <class Real>
Interpreter<Real>& Interpreter<Real>::operator=(Interpreter&&) noexcept = default;

template <class Real>
bool Interpreter<Real>::predict(const Expression& expression, const Table<Real>& table,
                                std::span<Real> out, RowRange rows) {
  const Range range = clip(rows, table.rows());
  CAMBRIAN_ASSERT(out.size() == range.end - range.begin);
  State& s = *state_;
  s.lower(expression, table);
  const Operand<Real>& result = s.program.result();
  bool finite = true;
  for (std::uint32_t row = range.begin; row < range.end; row += kBatch) {
    const std::uint32_t count = std::min(kBatch, range.end - row);
    s.program.run(row, count);
    finite &= s.kernels->all_finite(result, row, count);
    const Real* values = result.at(row);
    Real* to = out.data() + (row - range.begin);
    if (result.is_constant()) {
      std::fill_n(to, count, values[0]);
    } else {
      std::copy_n(values, count, to);
    }
  }
  return finite;
}

template <class Real>
double Interpreter<Real>::loss(const Expression& expression, const Samples<Real>& samples,
                               const Loss& loss, RowRange rows) {
  check(samples);
  const Range range = clip(rows, samples.rows());
  State& s = *state_;
  s.lower(expression, samples.inputs);
  const bool built_in = loss.kind <= LossKind::quantile;
  if (!built_in) {
    s.lower_judge(loss.kind == LossKind::custom ? loss.custom : log_cosh_expression(), samples);
  }
  double sum = 0;
  double weight = 0;
  std::uint32_t most = s.first_batch(range);
  for (std::uint32_t row = range.begin, count = 0; row < range.end; row += count) {
    count = std::min(std::exchange(most, kBatch), range.end - row);
    s.program.run(row, count);
    const LossSums sums = built_in ? s.kernels->loss[static_cast<std::size_t>(loss.kind)](
                                         s.judged(samples, row, count), loss.parameter)
                                   : s.custom_sums(samples, row, count);
    if (!std::isfinite(sums.loss)) return kMissing;
    sum += sums.loss;
    weight += sums.weight;
  }
  return weight > 0 ? sum / weight : kMissing;
}

template <class Real>
LinearFit Interpreter<Real>::linear_fit(const Expression& expression, const Samples<Real>& samples,
                                        RowRange rows) {
  check(samples);
  const Range range = clip(rows, samples.rows());
  State& s = *state_;
  s.lower(expression, samples.inputs);
  if (range.begin == range.end) return {0, 0, kMissing};
  const double t0 = samples.target[range.begin];
  double f0 = 0;
  LinearSums total;
  std::uint32_t most = s.first_batch(range);
  for (std::uint32_t row = range.begin, count = 0; row < range.end; row += count) {
    count = std::min(std::exchange(most, kBatch), range.end - row);
    s.program.run(row, count);
    const Operand<Real>& result = s.program.result();
    if (row == range.begin) f0 = *result.at(row);
    const LinearSums sums = s.kernels->linear(s.judged(samples, row, count), f0, t0);
    if (!std::isfinite(sums.ff) || !std::isfinite(sums.ft)) return {0, 0, kMissing};
    total.w += sums.w;
    total.f += sums.f;
    total.t += sums.t;
    total.ff += sums.ff;
    total.ft += sums.ft;
    total.tt += sums.tt;
  }
  LinearFit fit = s.solve(total, f0, t0);
  const double total_variance = total.tt / total.w;
  if (fit.mse > kExactShare<Real> * total_variance || std::isnan(fit.mse)) return fit;
  double sum = 0;
  for (std::uint32_t row = range.begin; row < range.end; row += kBatch) {
    const std::uint32_t count = std::min(kBatch, range.end - row);
    if (range.end - range.begin > s.first_batch(range)) s.program.run(row, count);
    sum += s.kernels->scaled_mse(s.judged(samples, row, count), fit.offset, fit.slope).loss;
  }
  fit.mse = std::isfinite(sum) ? sum / total.w : kMissing;
  return fit;
}

template <class Real>
void Interpreter<Real>::probe(std::span<const Expression> expressions, const Table<Real>& table,
                              std::span<Real> out) {
  CAMBRIAN_ASSERT(out.size() == expressions.size() * table.rows());
  for (std::size_t e = 0; e < expressions.size(); ++e) {
    predict(expressions[e], table, out.subspan(e * table.rows(), table.rows()));
  }
}

template <class Real>
void apply(Op op, const Real* a, const Real* b, std::span<Real> out) {
  const KernelTable<Real>& table = kernels<Real>();
  const bool is_unary = info(op).arity == 1;
  const Kernel<Real> kernel =
      is_unary ? table.unary[unary_index(op)] : table.binary[binary_index(op)][0];
  const std::size_t whole = out.size() / kRowBlock * kRowBlock;
  constexpr std::size_t kMost = 1u << 30;
  for (std::size_t i = 0; i < whole; i += kMost) {
    const Instruction<Real> in{kernel,
                               out.data() + i,
                               Operand<Real>::buffer(a + i),
                               Operand<Real>::buffer(is_unary ? a + i : b + i),
                               {}};
    kernel(in, 0, static_cast<std::uint32_t>(std::min(kMost, whole - i)));
  }
  if (whole == out.size()) return;
  alignas(64) Real block[3][kRowBlock];
  for (std::size_t i = 0; i < kRowBlock; ++i) {
    const bool inside = whole + i < out.size();
    block[0][i] = inside ? a[whole + i] : Real{1};
    block[1][i] = inside && !is_unary ? b[whole + i] : Real{1};
  }
  const Instruction<Real> in{
      kernel, block[2], Operand<Real>::buffer(block[0]), Operand<Real>::buffer(block[1]), {}};
  kernel(in, 0, kRowBlock);
  std::copy_n(block[2], out.size() - whole, out.data() + whole);
}

const char* instruction_set() { return name_of(instruction_sets().front()); }

template void apply(Op, const float*, const float*, std::span<float>);
template void apply(Op, const double*, const double*, std::span<double>);
template class Interpreter<float>;
template class Interpreter<double>;

}  // namespace cambrian::expression
