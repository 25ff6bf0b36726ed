#include "problems/function_approximation/problem.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/core/suggest.hpp"
#include "operators/expression/vocabulary.hpp"
#include "operators/program/canonical.hpp"
#include "operators/program/parse.hpp"
#include "problems/function_approximation/symmetry.hpp"

namespace cambrian::approximation {
namespace {

constexpr int kScanned = 4096;  // steps in which the domain is looked through for faults
constexpr std::size_t kBetween = 128;
constexpr std::size_t kGrid = 256;
constexpr std::size_t kDense = 4000;
constexpr std::size_t kPlacesOfParity = 64;
constexpr int kClosing = 60;  // places towards a zero, each half as far

std::string number(Quad x) { return program::to_text(x, 6); }

Result<std::pair<Quad, Quad>> domain_of(const ApproximationConfig& config) {
  if (config.on.size() != 2) {
    return Error{"--on", "takes two numbers, has " + std::to_string(config.on.size()),
                 "for example: --on 0,1 or --on=-pi/4,pi/4"};
  }
  const auto low = constant_of(config.on[0], "--on");
  if (!low) return low.error();
  const auto high = constant_of(config.on[1], "--on");
  if (!high) return high.error();
  if (!program::is_finite(*low) || !program::is_finite(*high)) {
    return Error{"--on", "the domain is not finite", "give two numbers, or reduce the range first"};
  }
  if (!(*low < *high)) {
    return Error{"--on", "the domain from " + number(*low) + " to " + number(*high) + " is empty",
                 "the first number must be the smaller one"};
  }
  return std::pair{*low, *high};
}

Result<void> read_operators(Problem& problem) {
  problem.variation.operators.clear();
  std::vector<std::string> names;
  for (const program::OpInfo& op : program::all_ops()) {
    if (op.searched) names.emplace_back(op.symbol.empty() ? op.name : op.symbol);
  }
  const auto known = [&](const std::string& word) -> Result<program::Op> {
    if (const auto op = program::find_op(word); op && program::info(*op).searched) return *op;
    return Error{
        "operators", "unknown operator '" + word + "'",
        did_you_mean(word, names, "there are: + - * / sqrt fma round scale2 exponent significand")};
  };
  for (const std::string& entry : problem.config.operators) {
    for (const std::string& word : expression::split_words(entry)) {
      const auto op = known(word);
      if (!op) return op.error();
      auto& operators = problem.variation.operators;
      if (std::find(operators.begin(), operators.end(), *op) == operators.end()) {
        operators.push_back(*op);
      }
    }
  }
  const auto jumps =
      std::find_if(problem.variation.operators.begin(), problem.variation.operators.end(),
                   [](program::Op op) { return !program::info(op).smooth; });
  if (problem.full_range != nullptr && jumps != problem.variation.operators.end()) {
    return Error{"operators",
                 std::string(program::info(*jumps).name) +
                     " does not go with --full-range, which reduces the range itself",
                 "leave out the one or the other"};
  }
  if (problem.variation.operators.empty()) {
    return Error{"operators", "none is given", "for example: --operators \"+ - * /\""};
  }
  for (const auto& [word, weight] : problem.config.weights) {
    const auto op = known(word);
    if (!op) return Error{"weights", op.error().what, op.error().hint};
    problem.cost.weights[static_cast<std::size_t>(*op)] =
        static_cast<std::uint32_t>(std::lround(weight));
  }
  return {};
}

Result<void> read_start(Problem& problem) {
  if (problem.config.start.empty()) return {};
  const auto written = program::parse(problem.config.start, "start");
  if (!written) return written.error();
  problem.start = program::canonical(*written);
  const auto& operators = problem.variation.operators;
  for (const program::Instruction& i : problem.start->code) {
    if (std::find(operators.begin(), operators.end(), i.op) != operators.end()) continue;
    return Error{"start",
                 "uses " + std::string(program::info(i.op).name) + ", which the search may not use",
                 "name all operators that it may use: --operators"};
  }
  const std::uint32_t cost = problem.cost.cost(*problem.start);
  if (cost > static_cast<std::uint32_t>(problem.config.max_cost)) {
    return Error{"start",
                 "costs " + std::to_string(cost) + ", and programs may cost " +
                     std::to_string(problem.config.max_cost),
                 "raise --max-cost"};
  }
  return {};
}

std::string name_of(program::Parity parity) {
  return parity == program::Parity::even ? "even" : "odd";
}

bool has_operator(const Problem& problem, program::Op op) {
  const auto& operators = problem.variation.operators;
  return std::find(operators.begin(), operators.end(), op) != operators.end();
}

// Requires a target that is finite everywhere in the domain.
Result<void> read_parity(Problem& problem) {
  using program::Parity;
  const std::string& wanted = problem.config.parity;
  const std::vector<Quad> places = chebyshev_points(problem.low, problem.high, kPlacesOfParity);
  const bool symmetric = problem.low == -problem.high;
  if (symmetric) problem.symmetry = symmetry_of(problem.target, places);
  const bool possible =
      has_operator(problem, program::Op::mul) || has_operator(problem, program::Op::fma);
  if (wanted == "auto" && possible) problem.parity = problem.symmetry;
  if (wanted == "even" || wanted == "odd") {
    problem.parity = wanted == "even" ? Parity::even : Parity::odd;
    if (!symmetric) {
      return Error{"--parity",
                   "the domain from " + number(problem.low) + " to " + number(problem.high) +
                       " is not symmetric around 0",
                   "for example: --on=" + number(-problem.high) + "," + number(problem.high)};
    }
    if (const auto place = asymmetry(problem.target, problem.parity, places)) {
      return Error{"--parity",
                   "the function is not " + wanted + ": it is " + number(problem.target(*place)) +
                       " at x = " + number(*place) + ", and " + number(problem.target(-*place)) +
                       " at x = " + number(-*place),
                   "leave the option out, or say auto"};
    }
    if (!possible) {
      return Error{"--parity", "programs may use neither * nor fma, which make x*x",
                   "name one of them: --operators"};
    }
  }
  if (problem.start && problem.parity != Parity::none &&
      program::parity_of(*problem.start) != problem.parity) {
    return Error{"start", "is not " + name_of(problem.parity) + ", as its structure shows",
                 "programs of another parity are left out: --parity none"};
  }
  return {};
}

// The zero between a and b, where the target has opposite signs.
Quad zero_between(const Target& target, Quad a, Quad b) {
  const bool rising = target(b) > 0;
  for (int step = 0; step < 120; ++step) {
    const Quad middle = (a + b) / 2;
    ((target(middle) > 0) == rising ? b : a) = middle;
  }
  return (a + b) / 2;
}

Error zero_error(Quad x) {
  return {"function", "is 0 at x = " + number(x) + ", where a relative error has no meaning",
          "use --error absolute, leave the place out of the domain, or shift the variable so that "
          "the zero is at x = 0: programs may then be proportional to x"};
}

// Whether the target tends to a finite value at an end of the domain, as sin(x)/x does at 0.
bool has_limit(const Target& f, Quad end, Quad inward) {
  const Quad near = f(end + inward * Quad(1e-6L)), nearer = f(end + inward * Quad(1e-12L));
  return program::fabs(near - nearer) <= program::fabs(near) * Quad(1e-3L);
}

// Whether it tends to 0 there, as sinh(x)/sqrt(x) does at 0.
bool has_zero(const Target& f, Quad end, Quad inward) {
  const Quad near = f(end + inward * Quad(1e-6L)), nearer = f(end + inward * Quad(1e-12L));
  return program::fabs(nearer) <= program::fabs(near) * Quad(1e-2L);
}

// Looks for places where the target has no value or no meaning.
Result<void> scan(Problem& problem) {
  const Target& f = problem.target;
  const Quad width = problem.high - problem.low;
  const bool relative = problem.error != ErrorKind::absolute;
  std::optional<std::pair<Quad, Quad>> before;
  for (int i = 0; i <= kScanned; ++i) {
    const Quad x = i == kScanned ? problem.high : problem.low + width * i / kScanned;
    const Quad y = f(x);
    const bool end = i == 0 || i == kScanned;
    if (!program::is_finite(y)) {
      const Quad inward = i == 0 ? width : -width;
      if (end && has_limit(f, x, inward)) continue;
      if (end && has_zero(f, x, inward)) {
        if (relative && x != 0) return zero_error(x);
        problem.zero_inside = relative;
        continue;
      }
      return Error{
          "function",
          std::string("is ") + (y != y ? "not a number" : "infinite") + " at x = " + number(x),
          "choose a domain without this place: --on A,B"};
    }
    if (y == 0 && relative) {
      if (x != 0) return zero_error(x);
      problem.zero_inside = true;
    }
    if (before && before->second != 0 && y != 0 && (before->second > 0) != (y > 0)) {
      const Quad place = zero_between(f, before->first, x);
      const Quad size = program::fabs(f(place));
      // A change of sign where the values are large is a pole.
      if (size > program::fabs(before->second) + program::fabs(y)) {
        return Error{"function", "has a pole at x = " + number(place),
                     "choose a domain without this place: --on A,B"};
      }
      if (relative && program::fabs(place) > width * Quad(1e-25L)) return zero_error(place);
      if (relative) problem.zero_inside = true;
    }
    before = {x, y};
  }
  return {};
}

void add_sample(program::Samples& samples, Quad x, Quad y, Quad weight) {
  samples.x.push_back(x);
  samples.y.push_back(y);
  samples.weight.push_back(weight);
}

void add_sample(program::FitPoints& samples, Quad x, Quad y, Quad weight) {
  samples.x.push_back(static_cast<double>(x));
  samples.y.push_back(static_cast<double>(y));
  samples.weight.push_back(static_cast<double>(weight));
}

void add_sample(program::DoubleDoublePoints& samples, Quad x, Quad y, Quad weight) {
  samples.x.push_back(static_cast<double>(x));
  samples.y.push_back(program::DoubleDouble(y));
  samples.weight.push_back(static_cast<double>(weight));
}

// Rising places from end to end, the ends included where the target has a value there.
program::Samples closed_grid(const Problem& problem, std::size_t count) {
  const Quad width = problem.high - problem.low;
  std::vector<Quad> places = chebyshev_points(problem.low, problem.high, count);
  for (const Quad end : {problem.low, problem.high}) places.push_back(end);
  if (problem.zero_inside) {
    Quad distance = width / 2;
    for (int i = 0; i < kClosing; ++i, distance /= 2) {
      places.push_back(distance);
      places.push_back(-distance);
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return problem.samples_at(places);
}

// Where Chebyshev points of the whole domain, twice as many, are positive.
std::vector<Quad> points_above_zero(const Problem& problem, std::size_t count) {
  const std::vector<Quad> all = chebyshev_points(problem.low, problem.high, 2 * count);
  return {all.begin() + static_cast<std::ptrdiff_t>(count), all.end()};
}

program::Samples above_zero(const program::Samples& grid) {
  program::Samples half;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (grid.x[i] >= 0) add_sample(half, grid.x[i], grid.y[i], grid.weight[i]);
  }
  return half;
}

// Chebyshev points, two of them next to a zero inside; of the half above 0 only, or of the whole
// domain.
std::vector<Quad> fitting_places(const Problem& problem, bool half) {
  const std::size_t count = (static_cast<std::size_t>(problem.config.points) + 3) / 4 * 4;
  std::vector<Quad> places =
      half ? points_above_zero(problem, count) : chebyshev_points(problem.low, problem.high, count);
  if (problem.zero_inside) {
    const Quad near = (problem.high - problem.low) * Quad(1e-7L);
    places.erase(places.begin());
    if (!half) places.pop_back();
    for (const Quad x : {near, -near}) {
      if (half && x < 0) continue;
      places.push_back(x >= problem.low && x <= problem.high ? x : -2 * x);
    }
    std::sort(places.begin(), places.end());
  }
  return places;
}

// Doubles and binary128 have their own x, and the target there: so none suffers from another's
// rounding.
void sample(Problem& problem) {
  const bool half = problem.parity != program::Parity::none;
  const auto add = [&](auto& samples, Quad x) {
    const Quad y = problem.target(x);
    add_sample(samples, x, y, problem.weight(y));
  };
  for (const Quad x : fitting_places(problem, half)) {
    add(problem.points, static_cast<double>(x));
    add(problem.fine_points, static_cast<double>(x));
    add(problem.quad_points, x);
  }
  for (const Quad x : half ? points_above_zero(problem, kBetween)
                           : chebyshev_points(problem.low, problem.high, kBetween + 1)) {
    if (problem.target(static_cast<double>(x)) == 0 && problem.zero_inside) continue;
    add(problem.between, static_cast<double>(x));
  }
  problem.grid = closed_grid(problem, kGrid);
  problem.dense = closed_grid(problem, kDense);
  if (problem.symmetry != program::Parity::none) {
    for (const Quad x : fitting_places(problem, true)) add(problem.half_points, x);
    problem.half_grid = above_zero(closed_grid(problem, 2 * kGrid));
  }
}

// The domain and the target of the core take the place of the function's.
Result<void> read_full_range(Problem& problem) {
  const std::string& name = problem.config.function;
  problem.full_range = find_full_range(name);
  if (problem.full_range == nullptr) {
    return Error{"--full-range", "no reduction of the range is known for '" + name + "'",
                 "there are exp2, exp, log2 and sin; leave it out for others"};
  }
  const auto core = Target::parse(std::string(problem.full_range->core));
  if (!core) return core.error();
  problem.target = *core;
  problem.config.on = {std::string(problem.full_range->core_low),
                       std::string(problem.full_range->core_high)};
  problem.config.type = "float";
  return {};
}

}  // namespace

Quad Problem::weight(Quad y) const {
  const auto last_place = [y](int digits, int lowest) {
    const double size = std::fabs(static_cast<double>(y));
    const int exponent = size > 0 ? std::max(std::ilogb(size), lowest) : lowest;
    return 1 / static_cast<Quad>(std::ldexp(1.0, exponent - digits + 1));
  };
  switch (error) {
    case ErrorKind::absolute:
      return 1;
    case ErrorKind::ulp32:
      return last_place(24, -126);
    case ErrorKind::ulp64:
      return last_place(53, -970);
    case ErrorKind::relative:
      break;
  }
  return 1 / program::fabs(y);
}

program::Samples Problem::samples_at(const std::vector<Quad>& places) const {
  program::Samples samples;
  for (const Quad x : places) {
    if (x < low || x > high) continue;
    const Quad y = target(x);
    if (!program::is_finite(y) || (y == 0 && zero_inside)) continue;
    add_sample(samples, x, y, weight(y));
  }
  return samples;
}

std::vector<Quad> chebyshev_points(Quad low, Quad high, std::size_t count) {
  const Quad pi = 4 * program::atan(Quad(1));
  std::vector<Quad> points;
  for (std::size_t i = 0; i < count; ++i) {
    const Quad angle = pi * (2 * static_cast<Quad>(i) + 1) / (2 * static_cast<Quad>(count));
    points.push_back((low + high) / 2 - (high - low) / 2 * program::cos(angle));
  }
  return points;
}

Result<std::shared_ptr<const Problem>> make_problem(ApproximationConfig config) {
  Problem problem;
  problem.config = std::move(config);
  if (problem.config.full_range) {
    if (auto read = read_full_range(problem); !read) return read.error();
  } else {
    auto target = Target::parse(problem.config.function);
    if (!target) return target.error();
    problem.target = std::move(*target);
  }
  config = problem.config;
  const auto domain = domain_of(config);
  if (!domain) return domain.error();
  problem.single = config.type == "float";
  problem.low = domain->first;
  problem.high = domain->second;
  problem.error = config.error == "absolute" ? ErrorKind::absolute
                  : config.error == "ulp32"  ? ErrorKind::ulp32
                  : config.error == "ulp64"  ? ErrorKind::ulp64
                                             : ErrorKind::relative;
  problem.cost.kind = config.cost == "weighted" ? program::CostKind::weighted
                      : config.cost == "depth"  ? program::CostKind::depth
                                                : program::CostKind::operations;
  problem.variation.weights = {.insert = config.insert_rate,
                               .remove = config.remove_rate,
                               .rewire = config.rewire_rate,
                               .constant = config.constant_rate,
                               .operation = config.operation_rate,
                               .square = config.square_rate,
                               .graft = config.graft_rate,
                               .term = config.term_rate};
  if (auto read = read_operators(problem); !read) return read.error();
  if (auto read = read_start(problem); !read) return read.error();
  if (auto scanned = scan(problem); !scanned) return scanned.error();
  if (auto read = read_parity(problem); !read) return read.error();
  sample(problem);
  return std::make_shared<const Problem>(std::move(problem));
}

}  // namespace cambrian::approximation
