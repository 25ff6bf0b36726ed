#include "operators/program/variation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/core/assert.hpp"
#include "operators/program/scaling.hpp"

namespace cambrian::program {
namespace {

constexpr double kConstantOctaves = 4;

std::uint32_t count32(std::size_t n) { return static_cast<std::uint32_t>(n); }

// Puts `made` instructions, whose operands are final, at position `at`: what comes later moves up.
void make_room(Program& program, std::size_t at, std::size_t made) {
  const auto moved = [&](Operand& o) {
    if (o.is_value() && o.index >= at) o.index = static_cast<std::uint8_t>(o.index + made);
  };
  for (std::size_t i = at; i < program.code.size(); ++i) {
    for (Operand& o : program.code[i].arguments()) moved(o);
  }
  moved(program.result);
  program.code.insert(program.code.begin() + static_cast<std::ptrdiff_t>(at), made, Instruction{});
}

// The places where values are read: operands of instructions, and the result.
struct Edge {
  std::size_t reader = 0;  ///< code.size() for the result
  std::size_t slot = 0;
};

Operand& at(Program& program, Edge edge) {
  return edge.reader == program.code.size() ? program.result
                                            : program.code[edge.reader].operands[edge.slot];
}

std::vector<Edge> edges_of(const Program& program) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    for (std::size_t k = 0; k < program.code[i].arguments().size(); ++k) edges.push_back({i, k});
  }
  edges.push_back({program.code.size(), 0});
  return edges;
}

}  // namespace

Variation::Variation(VariationParams params) : params_(std::move(params)) {
  CAMBRIAN_ASSERT(!params_.operators.empty());
  fuses_ = std::ranges::count(params_.operators, Op::fma) > 0;
  const MutationWeights& w = params_.weights;
  weights_ = {w.insert, w.remove, w.rewire, w.constant, w.operation, w.square, w.graft, w.term};
}

double Variation::random_constant(Random& random) const {
  const double size = std::exp2(kConstantOctaves * random.normal());
  return random.chance(0.5) ? size : -size;
}

void Variation::mutate(Program& program, const Program& donor, Random& random) const {
  if (program.constants.size() + 8 > Program::kMaxConstants) return;
  const bool full = program.code.size() >= params_.max_instructions;
  switch (random.weighted(weights_)) {
    case 0:
      return full ? remove(program, random) : insert(program, random);
    case 1:
      return remove(program, random);
    case 2:
      return rewire(program, random);
    case 3:
      return change_constant(program, random);
    case 4:
      return change_operation(program, random);
    case 5:
      return full ? remove(program, random) : square(program, random);
    case 6:
      return full ? rewire(program, random) : graft(program, donor, random);
    default:
      return full ? rewire(program, random) : insert_term(program, random);
  }
}

// A constant, an input or the value of an instruction before `before`.
Operand Variation::any_operand(Program& program, std::size_t before, Random& random) const {
  const std::size_t inputs = program.inputs.size();
  const std::uint32_t draw = random.below(count32(before + inputs + 2));
  if (draw < before) return Operand::value(draw);
  if (draw < before + inputs) return Operand::input(draw - before);
  return program.append_constant(random_constant(random));
}

Op Variation::any_operator(std::size_t arity, Random& random) const {
  std::vector<Op> fitting;
  for (const Op op : params_.operators) {
    if (arity == 0 || info(op).arity == arity) fitting.push_back(op);
  }
  return random.pick(fitting);
}

void Variation::insert(Program& program, Random& random) const {
  const std::vector<Edge> edges = edges_of(program);
  Edge edge = edges[random.below(count32(edges.size()))];
  const Operand old = at(program, edge);
  const Op op = any_operator(0, random);
  const std::size_t place = edge.reader;
  Instruction made{.op = op};
  const std::size_t own = random.below(info(op).arity);
  for (std::size_t k = 0; k < info(op).arity; ++k) {
    made.operands[k] = k == own ? old : any_operand(program, place, random);
  }
  // On every edge from the old value now and then, so that shared values stay shared.
  const bool everywhere = old.is_value() && random.chance(0.3);
  make_room(program, place, 1);
  program.code[place] = made;
  ++edge.reader;
  at(program, edge) = Operand::value(place);
  if (!everywhere) return;
  for (const Edge& other : edges_of(program)) {
    if (other.reader > place && at(program, other) == old)
      at(program, other) = Operand::value(place);
  }
}

// An operation between the value of an edge and that of another operation, which often reads the
// same value: neither alone would be worth much.
void Variation::insert_term(Program& program, Random& random) const {
  const std::vector<Edge> edges = edges_of(program);
  Edge edge = edges[random.below(count32(edges.size()))];
  const Operand old = at(program, edge);
  const std::size_t place = edge.reader;
  const auto draw = [&](Instruction& made) {
    made.op = any_operator(0, random);
    for (Operand& o : made.arguments()) o = any_operand(program, place, random);
    return random.below(count32(made.arguments().size()));
  };
  Instruction inner, outer;
  const std::size_t own = draw(inner);
  if (random.chance(0.5)) inner.operands[own] = old;
  const std::size_t first = draw(outer);
  const std::size_t arity = outer.arguments().size();
  outer.operands[first] = arity > 1 ? old : Operand::value(place);
  if (arity > 1) {
    outer.operands[(first + 1 + random.below(count32(arity - 1))) % arity] = Operand::value(place);
  }
  make_room(program, place, 2);
  program.code[place] = inner;
  program.code[place + 1] = outer;
  edge.reader += 2;
  at(program, edge) = Operand::value(place + 1);
}

void Variation::remove(Program& program, Random& random) const {
  if (program.code.empty()) return;
  const std::size_t victim = random.below(count32(program.code.size()));
  const auto arguments = program.code[victim].arguments();
  const Operand heir = arguments[random.below(count32(arguments.size()))];
  for (const Edge& edge : edges_of(program)) {
    if (at(program, edge) == Operand::value(victim)) at(program, edge) = heir;
  }
}

void Variation::rewire(Program& program, Random& random) const {
  const std::vector<Edge> edges = edges_of(program);
  const Edge edge = edges[random.below(count32(edges.size()))];
  at(program, edge) = any_operand(program, edge.reader, random);
}

void Variation::change_constant(Program& program, Random& random) const {
  const std::vector<Edge> edges = edges_of(program);
  const Edge edge = edges[random.below(count32(edges.size()))];
  at(program, edge) = program.append_constant(random_constant(random));
}

void Variation::change_operation(Program& program, Random& random) const {
  if (program.code.empty()) return;
  Instruction& i = program.code[random.below(count32(program.code.size()))];
  const std::size_t arity = info(i.op).arity;
  const bool others = std::any_of(params_.operators.begin(), params_.operators.end(),
                                  [&](Op op) { return op != i.op && info(op).arity == arity; });
  if (arity > 1 && (!others || random.chance(0.3))) {
    const std::size_t a = random.below(count32(arity));
    const std::size_t b = (a + 1 + random.below(count32(arity - 1))) % arity;
    std::swap(i.operands[a], i.operands[b]);
  } else if (others) {
    i.op = any_operator(arity, random);
  }
}

// The square has the values at x that the program has at x/2, squared: what is wanted where
// f(x) = f(x/2)^2, and elsewhere no worse than another place to start from. A fused operation adds
// a constant for nothing.
void Variation::square(Program& program, Random& random) const {
  const std::vector<double> exponents = scaling_exponents(program);
  for (std::size_t p = 0; p < program.constants.size(); ++p) {
    program.constants[p] *= std::exp2(exponents[p]);
  }
  const Operand root = program.result;
  if (fuses_ && random.chance(0.5)) {
    program.result = program.append(Op::fma, {root, root, program.append_constant(0)});
  } else {
    program.result = program.append(Op::mul, {root, root});
  }
}

void Variation::graft(Program& program, const Program& donor, Random& random) const {
  if (donor.code.empty() || donor.inputs.size() != program.inputs.size()) return;
  const std::size_t root = random.below(count32(donor.code.size()));
  // What the root needs, in order.
  std::vector<bool> needed(root + 1, false);
  needed[root] = true;
  for (std::size_t i = root + 1; i-- > 0;) {
    if (!needed[i]) continue;
    for (const Operand o : donor.code[i].arguments()) {
      if (o.is_value()) needed[o.index] = true;
    }
  }
  const auto size = static_cast<std::size_t>(std::count(needed.begin(), needed.end(), true));
  if (program.code.size() + size > params_.max_instructions ||
      program.constants.size() + kMaxArity * size > Program::kMaxConstants) {
    return;
  }
  const std::vector<Edge> edges = edges_of(program);
  Edge edge = edges[random.below(count32(edges.size()))];
  const std::size_t place = edge.reader;
  make_room(program, place, size);
  std::vector<Operand> copies(root + 1);
  std::size_t next = place;
  for (std::size_t i = 0; i <= root; ++i) {
    if (!needed[i]) continue;
    Instruction made = donor.code[i];
    for (Operand& o : made.arguments()) {
      if (o.is_value()) o = copies[o.index];
      if (o.is_constant()) o = program.append_constant(donor.constants[o.index]);
    }
    program.code[next] = made;
    copies[i] = Operand::value(next++);
  }
  edge.reader += size;
  at(program, edge) = copies[root];
}

}  // namespace cambrian::program
