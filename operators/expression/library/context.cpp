#include "operators/expression/library/context.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace cambrian::expression {
namespace {

// Each operator's inverse, itself an operator. Scales and offsets around it are the fit's affair,
// so log2 and log10 are undone by exp, log1p by exp.
struct Undoing {
  Op op, by;
};
constexpr std::array kInverses = {
    Undoing{Op::square, Op::sqrt}, Undoing{Op::sqrt, Op::square}, Undoing{Op::exp, Op::log},
    Undoing{Op::log, Op::exp},     Undoing{Op::inv, Op::inv},     Undoing{Op::sin, Op::asin},
    Undoing{Op::cos, Op::acos},    Undoing{Op::tan, Op::atan},    Undoing{Op::asin, Op::sin},
    Undoing{Op::acos, Op::cos},    Undoing{Op::atan, Op::tan},    Undoing{Op::sinh, Op::asinh},
    Undoing{Op::cosh, Op::acosh},  Undoing{Op::tanh, Op::atanh},  Undoing{Op::asinh, Op::sinh},
    Undoing{Op::acosh, Op::cosh},  Undoing{Op::atanh, Op::tanh},  Undoing{Op::cube, Op::cbrt},
    Undoing{Op::cbrt, Op::cube},
};

constexpr int kRareCost = 2;

// Whether w = by(|t|) or by(t) is the same for t and -t, so that the sign must be restored.
bool forgets_sign(Op by) { return by == Op::sqrt || by == Op::log || by == Op::square; }

constexpr std::array kChainForms = {Form::one_plus, Form::one_minus, Form::minus_one};

bool allowed(const Vocabulary& vocabulary, Op op) {
  const auto is = [op](const Node& node) { return node.op == op; };
  if (std::any_of(vocabulary.unary.begin(), vocabulary.unary.end(), is)) return true;
  // Division gives reciprocals and multiplication squares without an operator of their own.
  const auto has = [&](Op binary) {
    return std::any_of(vocabulary.binary.begin(), vocabulary.binary.end(),
                       [binary](const Node& node) { return node.op == binary; });
  };
  return (op == Op::inv && has(Op::div)) || (op == Op::square && has(Op::mul));
}

// Values on which chains are told apart: some below 1, some above, some near 0.
const std::array<std::vector<double>, 3> kSamples = {
    std::vector<double>{.31, .57, .83, .12, .44, .69, .93, .25},
    std::vector<double>{1.31, 2.57, 1.83, 4.12, 3.44, 1.69, 2.93, 5.25},
    std::vector<double>{-.31, .57, -.83, .12, .44, -.69, .93, -.25}};

// A signature of the class of a chain's results; NaN results count as such.
std::vector<std::uint64_t> signature(const Steps& steps, bool logarithmic,
                                     const Contrasts& contrasts) {
  std::vector<std::uint64_t> keys;
  for (std::vector<double> values : kSamples) {
    std::vector<int> signs;
    peel(steps, values, signs, [](Term) -> const std::vector<double>& { return kSamples[0]; });
    keys.push_back(contrasts.key_of(logarithmic ? logarithms(std::move(values)) : values));
  }
  return keys;
}

std::vector<Chain> by_cost(std::vector<Chain> chains) {
  std::vector<std::uint32_t> order(chains.size()), place(chains.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return chains[a].cost < chains[b].cost;
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Chain> result;
  for (const std::uint32_t i : order) {
    result.push_back(std::move(chains[i]));
    result.back().prefix = place[result.back().prefix];
  }
  return result;
}

}  // namespace

std::optional<Op> inverse_of(Op op) {
  for (const Undoing& known : kInverses) {
    if (known.op == op) return known.by;
  }
  return std::nullopt;
}

Op opposite_of(Op op) {
  switch (op) {
    case Op::add:
      return Op::sub;
    case Op::sub:
      return Op::add;
    case Op::mul:
      return Op::div;
    default:
      return Op::mul;
  }
}

bool keeps_dimensions(const Step& step) {
  return step.kind == Step::Kind::invert &&
         (step.op == Op::inv || step.op == Op::square || step.op == Op::sqrt ||
          step.op == Op::cube || step.op == Op::cbrt);
}

bool wants_number(const Steps& chain) {
  return !std::all_of(chain.begin(), chain.end(), keeps_dimensions);
}

std::vector<Inverse> inverses_of(const Vocabulary& vocabulary) {
  std::vector<Inverse> result;
  const auto rare = [&vocabulary](Op op) {
    return std::any_of(vocabulary.rare.begin(), vocabulary.rare.end(),
                       [op](const Node& node) { return node.op == op; });
  };
  for (const auto [op, by] : kInverses) {
    if (allowed(vocabulary, op)) result.push_back({op, by});
    if (rare(op)) result.push_back({op, by, kRareCost});
  }
  for (const SharedFunction& function : user_functions(vocabulary)) {
    if (function && function->undoable()) result.push_back({Op::user, Op::user, 1, function});
  }
  return result;
}

std::vector<Chain> chains(const std::vector<Inverse>& inverses, int max_cost) {
  const std::vector<std::vector<double>> constant = {std::vector<double>(8, 1.0)};
  const Contrasts contrasts(constant, 8, kKeyCoordinates);
  std::vector<Chain> result = {Chain{}};
  std::set<std::vector<std::uint64_t>> affine = {signature({}, false, contrasts)};
  std::set<std::vector<std::uint64_t>> monomial = {signature({}, true, contrasts)};
  const std::vector<std::uint64_t> nowhere(kSamples.size(), kNoKey);
  for (std::size_t from = 0, to = 1; from < result.size(); from = to, to = result.size()) {
    for (std::size_t i = from; i < to; ++i) {
      const auto extend = [&](Step step, int cost) {
        if (result[i].cost + cost > max_cost) return;
        Chain chain{result[i].steps, result[i].cost + cost};
        chain.prefix = static_cast<std::uint32_t>(i);
        chain.steps.push_back(step);
        const auto a = signature(chain.steps, false, contrasts),
                   m = signature(chain.steps, true, contrasts);
        if (a == nowhere && m == nowhere) return;
        chain.affine = affine.insert(a).second;
        chain.monomial = monomial.insert(m).second;
        // A form is the same affine class, yet a step on the way.
        const bool on_the_way = step.kind == Step::Kind::form &&
                                (chain.steps.size() == 1 ||
                                 chain.steps[chain.steps.size() - 2].kind != Step::Kind::form);
        if (chain.affine || chain.monomial || on_the_way) result.push_back(std::move(chain));
      };
      for (const Inverse& inverse : inverses) {
        extend(Step::inverted(inverse), inverse.cost);
      }
      for (const Form form : kChainForms) extend(Step::formed(form), 1);
    }
  }
  return by_cost(std::move(result));
}

void apply_step(const Step& step, std::vector<double>& values, std::vector<int>& signs) {
  if (step.kind == Step::Kind::form) {
    for (double& v : values) v = info(step.form).offset + info(step.form).scale * v;
    signs.push_back(1);
    return;
  }
  if (step.function) {
    for (double& v : values) v = step.function->undo(v);
    signs.push_back(1);
    return;
  }
  int sign = 1;
  if (forgets_sign(step.by)) {
    const bool below = std::all_of(values.begin(), values.end(), [](double v) { return v <= 0; });
    const bool above = std::all_of(values.begin(), values.end(), [](double v) { return v >= 0; });
    sign = above ? 1 : below ? -1 : 0;
  }
  const bool absolute = step.by == Op::sqrt || step.by == Op::log;
  const auto by = info(step.by).unary;
  for (double& v : values) v = by(absolute ? std::fabs(v) : v);
  signs.push_back(sign);
}

std::optional<Expression> wrap(const Steps& steps, const std::vector<int>& signs, Expression w,
                               const Library& library) {
  const auto number = [](double x) { return Expression::of(Node::constant(x)); };
  for (std::size_t i = steps.size(); i-- > 0;) {
    const Step& step = steps[i];
    if (signs[i] == 0) return std::nullopt;
    if (step.kind == Step::Kind::form) {
      const FormInfo& form = info(step.form);
      w = form.scale < 0 ? Expression::apply(Op::sub, number(form.offset), w)
                         : Expression::apply(Op::sub, w, number(form.offset));
    } else if (step.kind == Step::Kind::invert) {
      w = step.function ? Expression::apply(step.function->node, w) : Expression::apply(step.op, w);
      if (signs[i] < 0) w = Expression::apply(Op::mul, number(-1), w);
    } else {
      w = Expression::apply(opposite_of(step.op), w, library.expression(step.term));
    }
  }
  return w;
}

}  // namespace cambrian::expression
