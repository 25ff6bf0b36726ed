#include "problems/function_approximation/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "operators/program/canonical.hpp"
#include "problems/function_approximation/preconditioned.hpp"
#include "problems/function_approximation/report.hpp"
#include "problems/function_approximation/symmetry.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;
using program::Operand;
using program::Program;
using Coefficients = std::vector<Quad>;  // by rising power

constexpr int kMostSquarings = 5;
constexpr int kMostDegree = 16;
constexpr int kLoebRounds = 8;
constexpr int kRefineSteps = 4;
constexpr double kHopeful = 1.3;  // errors at the fitting points within this factor may win

// A form that is fitted: g(u) ~ f, where f = x^odd * g(u)^(2^squarings), u = x or x*x.
struct Shape {
  bool of_square = false;
  bool times_x = false;
  int squarings = 0;
};

struct Data {
  std::vector<Quad> u, g, weight;
};

std::optional<Data> data_for(const Problem& problem, const Shape& shape) {
  Data data;
  const bool symmetric = shape.of_square && problem.symmetry != program::Parity::none;
  for (const Quad x : (symmetric ? problem.half_points : problem.quad_points).x) {
    Quad g = problem.target(x);
    const Quad weight = problem.weight(g) * program::fabs(g);
    if (shape.times_x) g = g / x;
    if (shape.squarings > 0 && !(g > 0)) return std::nullopt;
    for (int i = 0; i < shape.squarings; ++i) g = program::sqrt(g);
    data.u.push_back(shape.of_square ? x * x : x);
    data.g.push_back(g);
    data.weight.push_back(g == 0 ? weight : weight / program::fabs(g));
  }
  return data;
}

// Solves the least squares of `rows` (row by row, the right side last) by Gram-Schmidt.
Coefficients least_squares(std::vector<Coefficients> rows) {
  const std::size_t n = rows.front().size() - 1;
  std::vector<Coefficients> factor(n + 1, Coefficients(n + 1, 0));
  for (std::size_t p = 0; p <= n; ++p) {
    for (std::size_t q = 0; q < p; ++q) {
      Quad dot = 0;
      for (const Coefficients& row : rows) dot += row[p] * row[q];
      for (Coefficients& row : rows) row[p] -= dot * row[q];
      factor[q][p] = dot;
    }
    Quad square = 0;
    for (const Coefficients& row : rows) square += row[p] * row[p];
    const Quad length = program::sqrt(square);
    factor[p][p] = length;
    if (length == 0 || p == n) continue;
    for (Coefficients& row : rows) row[p] /= length;
  }
  Coefficients x(n, 0);
  for (std::size_t p = n; p-- > 0;) {
    Quad sum = factor[p][n];
    for (std::size_t q = p + 1; q < n; ++q) sum -= factor[p][q] * x[q];
    x[p] = factor[p][p] == 0 ? Quad(0) : sum / factor[p][p];
  }
  return x;
}

struct Rational {
  Coefficients over, under;
};

// Linearised least squares, weighed by the last denominator (Loeb 1957).
Rational fit_rational(const Data& data, int over, int under) {
  Rational r{Coefficients(over + 1, 0), Coefficients(under + 1, 0)};
  r.under[0] = 1;
  for (int round = 0; round < (under == 0 ? 1 : kLoebRounds); ++round) {
    std::vector<Coefficients> rows;
    for (std::size_t i = 0; i < data.u.size(); ++i) {
      Quad q = 0;
      for (std::size_t k = r.under.size(); k-- > 0;) q = q * data.u[i] + r.under[k];
      const Quad weight = data.weight[i] / program::fabs(q);
      Coefficients row;
      Quad term = weight;
      for (int k = 0; k <= over; ++k, term *= data.u[i]) row.push_back(term);
      term = -weight * data.g[i] * data.u[i];
      for (int k = 1; k <= under; ++k, term *= data.u[i]) row.push_back(term);
      row.push_back(weight * data.g[i]);
      rows.push_back(std::move(row));
    }
    const Coefficients x = least_squares(std::move(rows));
    for (int k = 0; k <= over; ++k) r.over[k] = x[k];
    for (int k = 1; k <= under; ++k) r.under[k] = x[over + k];
  }
  return r;
}

// a = quotient * b + rest, where a has one power more than b, or as many.
struct Division {
  Coefficients quotient, rest;
};
Division divide(Coefficients a, const Coefficients& b) {
  Division d;
  d.quotient.assign(a.size() - b.size() + 1, 0);
  for (std::size_t k = d.quotient.size(); k-- > 0;) {
    d.quotient[k] = a[k + b.size() - 1] / b.back();
    for (std::size_t j = 0; j < b.size(); ++j) a[k + j] -= d.quotient[k] * b[j];
  }
  a.resize(b.size() - 1);
  d.rest = std::move(a);
  return d;
}

class Builder {
 public:
  Builder(const Problem& problem, const Shape& shape) : shape_(shape) {
    const auto& operators = problem.variation.operators;
    fused_ = std::find(operators.begin(), operators.end(), Op::fma) != operators.end();
    u_ = Operand::input(0);
    if (shape.of_square) u_ = made_.append(Op::mul, {u_, u_});
  }

  Program polynomial(const Coefficients& c) {
    Operand value = constant(c.back());
    for (std::size_t k = c.size() - 1; k-- > 0;) value = multiply_add(value, u_, constant(c[k]));
    return finish(value);
  }

  // With preconditioned coefficients.
  Program quartic(const QuarticForm& form) {
    const Operand y = multiply_add(sum(u_, form.a[0]), u_, constant(form.a[1]));
    const Operand inner = sum(made_.append(Op::add, {y, u_}), form.a[2]);
    const Operand value = multiply_add(inner, y, constant(form.a[3]));
    return finish(made_.append(Op::mul, {value, constant(form.a[4])}));
  }
  Program eve(const EveForm& form, bool even) {
    const Operand y = sum(u_, form.shift);
    const Operand w = made_.append(Op::mul, {y, y});
    Operand z = multiply_add(y, constant(form.lead), constant(even ? form.middle : form.last));
    if (even) z = multiply_add(z, y, constant(form.last));
    for (std::size_t k = 0; k < form.alpha.size(); ++k) {
      const Operand factor = sum(w, -form.alpha[k]);
      const bool outermost = k + 1 == form.alpha.size();
      z = outermost ? made_.append(Op::mul, {z, factor})
                    : multiply_add(z, factor, constant(form.beta[k]));
    }
    return finish(z);
  }

  // head(u) + k1/(u + d1 + k2/(u + d2 + ...)).
  Program fraction(const Rational& r) {
    Coefficients head;
    Coefficients top = r.over;
    if (r.over.size() >= r.under.size()) {
      Division d = divide(r.over, r.under);
      head = std::move(d.quotient);
      top = std::move(d.rest);
    }
    std::optional<Operand> value = levels(top, r.under);
    if (!head.empty() && value) value = made_.append(Op::add, {*value, constant(head[0])});
    if (head.size() > 1 && value) {
      value = made_.append(Op::add, {*value, made_.append(Op::mul, {u_, constant(head[1])})});
    }
    return finish(value.value_or(constant(0)));
  }

 private:
  Operand constant(Quad value) { return made_.append_constant(static_cast<double>(value)); }

  Operand sum(Operand a, Quad b) { return made_.append(Op::add, {a, constant(b)}); }
  Operand multiply_add(Operand a, Operand b, Operand c) {
    if (fused_) return made_.append(Op::fma, {a, b, c});
    return made_.append(Op::add, {made_.append(Op::mul, {a, b}), c});
  }

  // a/b for deg a = deg b - 1: k/(u + d + rest/a).
  std::optional<Operand> levels(const Coefficients& a, const Coefficients& b) {
    if (a.empty() || a.back() == 0) return std::nullopt;
    const Division d = divide(b, a);
    const Quad k = 1 / d.quotient[1];
    Operand under = made_.append(Op::add, {u_, constant(d.quotient[0] * k)});
    Coefficients rest = d.rest;
    for (Quad& c : rest) c *= k;
    if (const auto inner = levels(rest, a)) under = made_.append(Op::add, {under, *inner});
    return made_.append(Op::div, {constant(k), under});
  }

  Program finish(Operand value) {
    for (int i = 0; i < shape_.squarings; ++i) value = made_.append(Op::mul, {value, value});
    if (shape_.times_x) value = made_.append(Op::mul, {value, Operand::input(0)});
    made_.result = value;
    return program::canonical(made_);
  }

  Shape shape_;
  Program made_;
  Operand u_;
  bool fused_ = false;
};

// Degree 4 in Knuth's form, and higher ones in Eve's: for lower ones nothing is gained.
std::optional<Program> preconditioned(Builder builder, const Coefficients& c) {
  if (c.size() < 5 || c.back() == 0) return std::nullopt;
  if (c.size() == 5) return builder.quartic(quartic_form(c));
  const auto form = eve_form(c);
  if (!form) return std::nullopt;
  return builder.eve(*form, c.size() % 2 == 1);
}

std::string named(const std::string& core, const Shape& shape) {
  std::string text = core + (shape.of_square ? " in x^2" : "");
  if (shape.squarings > 0) text += ", power " + std::to_string(1 << shape.squarings);
  return shape.times_x ? "x times " + text : text;
}

std::vector<Shape> shapes_for(const Problem& problem) {
  const program::Parity symmetry = symmetry_of(problem.target, problem.quad_points.x);
  const bool odd_zero = symmetry == program::Parity::odd && problem.zero_inside;
  std::vector<Shape> shapes;
  for (int squarings = 0; squarings <= kMostSquarings; ++squarings) {
    if (problem.zero_inside) {
      shapes.push_back({.of_square = odd_zero, .times_x = true, .squarings = squarings});
    } else {
      shapes.push_back({.of_square = false, .times_x = false, .squarings = squarings});
    }
    if (symmetry == program::Parity::even && !problem.zero_inside) {
      shapes.push_back({.of_square = true, .times_x = false, .squarings = squarings});
    }
  }
  return shapes;
}

bool allowed(const Problem& problem, const Program& candidate) {
  const auto& operators = problem.variation.operators;
  return std::all_of(candidate.code.begin(), candidate.code.end(), [&](const auto& step) {
    return std::find(operators.begin(), operators.end(), step.op) != operators.end();
  });
}

Program quotient() {
  Program p;
  p.result = p.append(Op::div, {p.append_constant(1), Operand::input(0)});
  return p;
}

// A form with constants that fit, before the last touch.
struct Candidate {
  std::string name;
  Program program;
  std::uint32_t cost = 0;
  double error = 0;
};

std::vector<Candidate> candidates_for(const Problem& problem) {
  const auto most = static_cast<std::uint32_t>(problem.config.max_cost);
  program::Refiner refiner;
  std::vector<Candidate> all;
  // False when it costs too much.
  const auto consider = [&](const std::string& name, const Program& p) {
    const std::uint32_t cost = problem.cost.cost(p);
    if (cost > most) return false;
    if (p.code.empty() || !allowed(problem, p)) return true;
    std::vector<Quad> constants(p.constants.begin(), p.constants.end());
    const Quad error =
        refiner.refine(p, constants, problem.points_for(program::parity_of(p)), kRefineSteps);
    if (program::is_finite(error)) all.push_back({name, p, cost, static_cast<double>(error)});
    return true;
  };
  for (const Shape& shape : shapes_for(problem)) {
    const auto data = data_for(problem, shape);
    if (!data) continue;
    const auto points = static_cast<int>(data->u.size());
    for (int degree = 1; degree <= std::min(kMostDegree, points - 2); ++degree) {
      const Coefficients c = fit_rational(*data, degree, 0).over;
      const std::string name = "polynomial of degree " + std::to_string(degree);
      const bool affordable = consider(named(name, shape), Builder(problem, shape).polynomial(c));
      const auto sparing = preconditioned(Builder(problem, shape), c);
      const bool others = sparing && consider(named(name + ", preconditioned", shape), *sparing);
      if (!affordable && !others) break;
    }
    bool cheap = allowed(problem, quotient());
    for (int under = 1; cheap && 2 * under + 3 < points; ++under) {
      cheap = false;
      for (int over = under - 1; over <= under + 1; ++over) {
        Builder builder(problem, shape);
        const std::string core = "(" + std::to_string(over) + "," + std::to_string(under) + ")";
        const Program p = builder.fraction(fit_rational(*data, over, under));
        cheap = consider(named("rational " + core, shape), p) || cheap;
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.cost < b.cost || (a.cost == b.cost && a.error < b.error);
  });
  return all;
}

}  // namespace

std::vector<Baseline> make_baselines(const Problem& problem) {
  std::vector<Baseline> front;
  double least = std::numeric_limits<double>::infinity();
  for (Candidate& next : candidates_for(problem)) {
    if (!(next.error < least * kHopeful)) continue;
    least = std::min(least, next.error);
    Approximation done = finish(problem, next.program);
    if (!std::isfinite(done.error)) continue;
    if (!front.empty() && !(done.error < front.back().error)) continue;
    if (!front.empty() && front.back().cost == next.cost) front.pop_back();
    front.push_back({std::move(next.name), next.cost, done.error, std::move(done.program),
                     std::move(done.constants)});
  }
  return front;
}

}  // namespace cambrian::approximation
