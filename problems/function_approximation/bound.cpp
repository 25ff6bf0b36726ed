#include "problems/function_approximation/bound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "operators/program/evaluate.hpp"
#include "problems/function_approximation/branches.hpp"
#include "problems/function_approximation/taylor.hpp"

namespace cambrian::approximation {
namespace {

using expression::Node;
using expression::Op;

constexpr std::size_t kTerms = Taylor::kTerms;
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kSlack = 1.001;  // the bound may exceed the error seen by so much
constexpr int kFirstPieces = 16;
constexpr std::size_t kMostPieces = 4000;
constexpr std::size_t kMostPiecesWithJumps = 20'000;
constexpr int kDeepest = 40;
// From so small pieces on a jump inside may be left: it hardly matters which side of it goes on.
constexpr int kJumpDepth = 20;

Taylor unknown() { return Taylor(Ball(0, kInfinite)); }

Taylor whole_power(const Taylor& a, int exponent) {
  if (exponent < 0) return Taylor(Quad(1)) / whole_power(a, -exponent);
  Taylor y(Quad(1));
  for (int k = 0; k < exponent; ++k) y = y * a;
  return y;
}

Taylor power(const Taylor& a, const Node* exponent, const Taylor& b) {
  if (exponent != nullptr && exponent->is_constant()) {
    const double n = exponent->value;
    if (n == std::floor(n) && std::fabs(n) <= 64) return whole_power(a, static_cast<int>(n));
    if (n == 0.5) return sqrt(a);
  }
  return exp(b * log(a));
}

Taylor unary(Op op, const Taylor& a) {
  const Taylor one(Quad(1));
  switch (op) {
    case Op::neg:
      return -a;
    case Op::inv:
      return one / a;
    case Op::square:
      return a * a;
    case Op::cube:
      return a * a * a;
    case Op::sqrt:
      return sqrt(a);
    case Op::cbrt:
      return exp(log(a) / Taylor(Quad(3)));
    case Op::exp:
      return exp(a);
    case Op::log:
      return log(a);
    case Op::log2:
      return log(a) / log(Taylor(Quad(2)));
    case Op::log10:
      return log(a) / log(Taylor(Quad(10)));
    case Op::log1p:
      return log1p(a);
    case Op::sin:
      return sine_cosine(a, false).sine;
    case Op::cos:
      return sine_cosine(a, false).cosine;
    case Op::tan: {
      const TaylorPair pair = sine_cosine(a, false);
      return pair.sine / pair.cosine;
    }
    case Op::sinh:
      return sine_cosine(a, true).sine;
    case Op::cosh:
      return sine_cosine(a, true).cosine;
    case Op::tanh: {
      const TaylorPair pair = sine_cosine(a, true);
      return pair.sine / pair.cosine;
    }
    case Op::asin:
      return asin(a);
    case Op::acos:
      return Taylor(literal(M_PI / 2)) - asin(a);
    case Op::atan:
      return atan(a);
    case Op::asinh:
      return asinh(a);
    case Op::atanh:
      return atanh(a);
    case Op::erf:
      return erf(a);
    case Op::sigmoid:
      return one / (one + exp(-a));
    default:
      return unknown();
  }
}

Taylor expand(std::span<const Node> nodes, const expression::Vocabulary& words, const Taylor& x) {
  std::vector<Taylor> stack;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    if (node.op == Op::constant) {
      const Quad value = literal(node.value);
      // pi and e are rounded; other literals are meant as doubles.
      stack.emplace_back(Ball(value, value == Quad(node.value) ? 0 : Ball::rounding(value) * 16));
    } else if (node.op == Op::variable) {
      stack.push_back(x);
    } else if (node.op == Op::user) {
      const expression::Definition& definition = words.definitions[node.index];
      if (definition.name == "erfc") {
        stack.back() = erfc(stack.back());
      } else if (definition.name == "airy") {
        stack.back() = unknown();
      } else {
        stack.back() = expand(definition.body.nodes, words, stack.back());
      }
    } else if (node.arity == 1) {
      stack.back() = unary(node.op, stack.back());
    } else {
      const Taylor b = stack.back();
      stack.pop_back();
      Taylor& a = stack.back();
      const bool literal_exponent = nodes[i - 1].is_constant();
      switch (node.op) {
        case Op::add:
          a = a + b;
          break;
        case Op::sub:
          a = a - b;
          break;
        case Op::mul:
          a = a * b;
          break;
        case Op::div:
          a = a / b;
          break;
        case Op::pow:
          a = power(a, literal_exponent ? &nodes[i - 1] : nullptr, b);
          break;
        default:
          a = unknown();
      }
    }
  }
  return stack.back();
}

// f as a polynomial around the centre, whose last coefficient holds for the whole piece.
Taylor model(const Taylor& centre, const Taylor& piece) {
  Taylor y = centre;
  y[kTerms - 1] = piece[kTerms - 1];
  return y;
}

double power_up(double x, std::size_t exponent) {
  double y = 1;
  for (std::size_t k = 0; k < exponent; ++k) y = Ball::up(y * x);
  return y;
}

// The largest |sum of coefficients t^k| for |t| <= reach.
double largest(const Taylor& a, double reach) {
  double sum = 0;
  for (std::size_t k = kTerms; k-- > 0;) sum = Ball::up(Ball::up(sum * reach) + a[k].largest());
  return sum;
}

// A quotient that is not carried out: poles on the way, as of c/x at 0, do no harm where the whole
// has none.
struct Quotient {
  Taylor over, under{Quad(1)};

  Quotient() = default;
  explicit Quotient(const Taylor& value) : over(value) {}
  Quotient(const Taylor& a, const Taylor& b) : over(a), under(b) {}
};
Quotient operator+(const Quotient& a, const Quotient& b) {
  return {a.over * b.under + b.over * a.under, a.under * b.under};
}
Quotient operator-(const Quotient& a, const Quotient& b) {
  return {a.over * b.under - b.over * a.under, a.under * b.under};
}
Quotient operator*(const Quotient& a, const Quotient& b) {
  return {a.over * b.over, a.under * b.under};
}
Quotient operator/(const Quotient& a, const Quotient& b) {
  return {a.over * b.under, a.under * b.over};
}
Quotient sqrt(const Quotient& a) { return Quotient(sqrt(a.over / a.under)); }
Quotient fma(const Quotient& a, const Quotient& b, const Quotient& c) { return a * b + c; }

struct Piece {
  Quad low, high;
  int depth = 0;
};

class Prover {
 public:
  Prover(const Problem& problem, const program::Program& program, std::span<const Quad> constants)
      : problem_(problem), program_(program) {
    for (const Quad c : constants) constants_.emplace_back(c);
    numbers_.assign(constants.begin(), constants.end());
  }

  // What the error at a place surely exceeds; 0 where it cannot be told.
  double certain(Quad place) {
    const Quad y = problem_.target(place);
    const Quad error = (number_(program_, numbers_, place) - y) * problem_.weight(y);
    // Rounding is far below the slack of the bound.
    return program::is_finite(error) ? std::fabs(static_cast<double>(error)) * (1 - 1e-6) : 0;
  }

  // The largest error in the piece, or infinite.
  double bound(const Piece& piece) {
    const double plain = bound_of(piece, false);
    return plain < kInfinite ? plain : bound_of(piece, true);
  }

 private:
  double bound_of(const Piece& piece, bool quotient) {
    const bool at_zero = problem_.zero_inside && (piece.low == 0 || piece.high == 0);
    const Quad centre = at_zero ? Quad(0) : (piece.low + piece.high) / 2;
    const double reach =
        std::max(Ball::above(piece.high - centre), Ball::above(centre - piece.low));
    const Taylor here = Taylor::variable(Ball(centre));
    const Taylor all = Taylor::variable(Ball(centre, reach));
    Taylor f = model(target(here), target(all));
    Taylor difference;
    if (quotient) {
      const Quotient p_here = value(Quotient(here)), p_all = value(Quotient(all));
      // The products of models hold no more than their first terms: expand them anew.
      difference =
          model(p_here.over - target(here) * p_here.under, p_all.over - target(all) * p_all.under);
      f = problem_.error == ErrorKind::absolute
              ? model(p_here.under, p_all.under)
              : model(target(here) * p_here.under, target(all) * p_all.under);
      if (problem_.error == ErrorKind::absolute) return largest_ratio(difference, f, reach);
    } else {
      const Taylor p =
          model(evaluate_(program_, constants_, here), evaluate_(program_, constants_, all));
      difference = p - f;
      if (problem_.error == ErrorKind::absolute) return largest(difference, reach);
    }
    if (at_zero) {
      if (!difference[0].is_zero() || !f[0].is_zero()) return kInfinite;
      divide_by_variable(difference);
      divide_by_variable(f);
    }
    return largest_ratio(difference, f, reach);
  }

  Quotient value(const Quotient& x) {
    std::vector<Quotient> constants;
    for (const Taylor& c : constants_) constants.emplace_back(c);
    return quotients_(program_, constants, x);
  }
  Taylor target(const Taylor& x) const {
    return expand(problem_.target.expression().nodes, problem_.target.vocabulary(), x);
  }

  static void divide_by_variable(Taylor& a) {
    for (std::size_t k = 0; k + 1 < kTerms; ++k) a[k] = a[k + 1];
    a[kTerms - 1] = Ball();
  }

  // |d / f| for |t| <= reach: q from the leading coefficients, and what q * f leaves of d.
  static double largest_ratio(const Taylor& d, const Taylor& f, double reach) {
    Taylor q = d / f;
    q[kTerms - 1] = Ball();
    double rest = 0;
    const auto at = [](const Taylor& a, std::size_t k) { return k < kTerms ? a[k] : Ball(); };
    for (std::size_t k = kTerms - 1; k < 2 * kTerms - 1; ++k) {
      Ball left = at(d, k);
      for (std::size_t i = 0; i < kTerms; ++i) {
        if (k >= i) left = left - q[i] * at(f, k - i);
      }
      rest = Ball::up(rest + Ball::up(left.largest() * power_up(reach, k)));
    }
    Taylor changing = f;
    changing[0] = Ball();
    const double smallest = f[0].smallest() - Ball::up(largest(changing, reach));
    if (!(smallest > 0)) return kInfinite;
    return Ball::up(largest(q, reach) + Ball::up(rest / (smallest * (1 - 0x1p-50))));
  }

  const Problem& problem_;
  const program::Program& program_;
  std::vector<Taylor> constants_;
  std::vector<Quad> numbers_;
  program::Evaluator<Quad> number_;
  program::Evaluator<Taylor> evaluate_;
  program::Evaluator<Quotient> quotients_;
};

// The same for a program that jumps: on each piece one that does not, and on small pieces around a
// jump all that it may be.
class PiecewiseProver {
 public:
  PiecewiseProver(const Problem& problem, const program::Program& program,
                  std::span<const Quad> constants)
      : problem_(problem),
        program_(program),
        constants_(constants),
        smooth_(program::is_smooth(program)),
        whole_(problem, program, constants) {}

  double certain(Quad place) { return whole_.certain(place); }

  double bound(const Piece& piece) {
    if (smooth_) return whole_.bound(piece);
    const Quad centre = (piece.low + piece.high) / 2;
    const Ball x(centre,
                 std::max(Ball::above(piece.high - centre), Ball::above(centre - piece.low)));
    const auto branches = branches_on(program_, constants_, x);
    if (!branches || (branches->size() > 1 && piece.depth < kJumpDepth)) return kInfinite;
    double worst = 0;
    for (const Branch& branch : *branches) worst = std::max(worst, part(branch).bound(piece));
    return worst;
  }

 private:
  struct Part {
    Part(const Problem& problem, SmoothPart what)
        : smooth(std::move(what)), prover(problem, smooth.program, smooth.constants) {}
    SmoothPart smooth;
    Prover prover;
  };

  Prover& part(const Branch& branch) {
    std::unique_ptr<Part>& known = parts_[branch];
    if (!known) {
      known = std::make_unique<Part>(problem_, on_branch(program_, constants_, branch));
    }
    return known->prover;
  }

  const Problem& problem_;
  const program::Program& program_;
  std::span<const Quad> constants_;
  bool smooth_;
  Prover whole_;
  std::map<Branch, std::unique_ptr<Part>> parts_;
};

}  // namespace

std::optional<double> proven_bound(const Problem& problem, const program::Program& program,
                                   std::span<const Quad> constants, double seen) {
  if (problem.error == ErrorKind::ulp32 || problem.error == ErrorKind::ulp64) return std::nullopt;
  PiecewiseProver prover(problem, program, constants);
  std::vector<Piece> pieces;
  const auto add = [&](Quad low, Quad high) {
    for (int i = 0; i < kFirstPieces; ++i) {
      const Quad a = low + (high - low) * i / kFirstPieces;
      const Quad b = i + 1 == kFirstPieces ? high : low + (high - low) * (i + 1) / kFirstPieces;
      pieces.push_back({a, b});
    }
  };
  if (problem.zero_inside && problem.low < 0 && problem.high > 0) {
    add(problem.low, 0);
    add(0, problem.high);
  } else {
    add(problem.low, problem.high);
  }
  const std::size_t most = program::is_smooth(program) ? kMostPieces : kMostPiecesWithJumps;
  double worst = 0;
  for (std::size_t done = 0; done < pieces.size(); ++done) {
    const Piece piece = pieces[done];
    const double bound = prover.bound(piece);
    if (bound <= seen * kSlack) {
      worst = std::max(worst, bound);
      continue;
    }
    // At its middle the error is known: then no halving helps.
    if (prover.certain((piece.low + piece.high) / 2) > seen * kSlack) return std::nullopt;
    if (piece.depth >= kDeepest || pieces.size() >= most) return std::nullopt;
    const Quad middle = (piece.low + piece.high) / 2;
    pieces.push_back({piece.low, middle, piece.depth + 1});
    pieces.push_back({middle, piece.high, piece.depth + 1});
  }
  return worst;
}

}  // namespace cambrian::approximation
