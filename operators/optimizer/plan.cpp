#include "operators/optimizer/plan.hpp"

#include <algorithm>
#include <bit>

#include "engine/core/assert.hpp"
#include "operators/optimizer/analysis.hpp"

namespace cambrian::optimizer {
namespace {

using Id = std::uint16_t;
using Kind = Node::Kind;

class Planner {
 public:
  explicit Planner(const Program& program) : verdict_(analyze(program)) {
    CAMBRIAN_ASSERT(!verdict_.fault);
    for (std::uint8_t i = 0; i < update; ++i) {
      Node node;
      node.kind = Kind::input;
      node.index = i;
      node.type = input_type(i);
      current_[i] = add(node);
    }
    for (std::size_t i = 0; i < program.statements.size(); ++i) {
      if (verdict_.analysis.live[i]) add(program.statements[i]);
    }
  }

  Plan plan() {
    plan_.update = current_[update];
    plan_.keeps_m = verdict_.analysis.keeps_m;
    plan_.keeps_v = verdict_.analysis.keeps_v;
    if (plan_.keeps_m && current_[m] != Id{m}) plan_.m = current_[m];
    if (plan_.keeps_v && current_[v] != Id{v}) plan_.v = current_[v];
    for (const Node& node : plan_.nodes)
      plan_.passes = std::max(plan_.passes, static_cast<std::uint8_t>(node.level + 1));
    return std::move(plan_);
  }

 private:
  Id add(Node node) {
    for (std::size_t k = 0; k < node.arity; ++k) {
      const Node& argument = plan_.nodes[node.arguments[k]];
      node.level = std::max(node.level, argument.level);
    }
    if (vector_argument(node) && node.reduces()) ++node.level;
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
      const Node& other = plan_.nodes[i];
      if (other.kind == node.kind && other.function == node.function && other.index == node.index &&
          other.arguments == node.arguments &&
          std::bit_cast<std::uint32_t>(other.value) == std::bit_cast<std::uint32_t>(node.value)) {
        return static_cast<Id>(i);
      }
    }
    plan_.nodes.push_back(node);
    return static_cast<Id>(plan_.nodes.size() - 1);
  }
  bool vector_argument(const Node& node) const {
    for (std::size_t k = 0; k < node.arity; ++k) {
      if (plan_.is_vector(node.arguments[k])) return true;
    }
    return false;
  }

  Id constant(double value) {
    Node node;
    node.kind = Kind::constant;
    node.value = static_cast<float>(value);
    return add(node);
  }
  Id size() {
    Node node;
    node.kind = Kind::size;
    node.type = ValueType::per_tensor;
    return add(node);
  }
  Id call(Function function, std::initializer_list<Id> arguments) {
    Node node;
    node.kind = Kind::elementwise;
    node.function = function;
    for (const Id argument : arguments) {
      node.type = std::max(node.type, plan_.nodes[argument].type);
      node.arguments[node.arity++] = argument;
    }
    if (info(function).commutative && node.arguments[0] > node.arguments[1])
      std::swap(node.arguments[0], node.arguments[1]);
    return add(node);
  }
  Id reduce(Kind kind, Id a, Id b) {
    Node node;
    node.kind = kind;
    node.type = kind == Kind::total_dot ? ValueType::scalar : ValueType::per_tensor;
    node.arguments = {std::min(a, b), std::max(a, b)};
    node.arity = kind == Kind::sum ? 1 : 2;
    return add(node);
  }
  bool any_vector(Id a, Id b) const { return plan_.is_vector(a) || plan_.is_vector(b); }

  // Of what broadcasts to vectors, if `of_vectors`.
  Id dot(Id a, Id b, bool of_vectors) {
    if (any_vector(a, b)) return reduce(Kind::dot, a, b);
    const Id product = call(Function::mul, {a, b});
    return of_vectors ? call(Function::mul, {product, size()}) : product;
  }
  Id global_norm(Id x) {
    if (plan_.nodes[x].type == ValueType::scalar) return call(Function::abs, {x});
    return call(Function::sqrt, {reduce(Kind::total_dot, x, x)});
  }
  Id mean(Id x) {
    if (!plan_.is_vector(x)) return x;
    return call(Function::div, {reduce(Kind::sum, x, x), size()});
  }
  Id deviation(Id x) {
    if (!plan_.is_vector(x)) return call(Function::sub, {x, x});
    const Id middle = mean(x);
    const Id squares = call(Function::div, {dot(x, x, true), size()});
    const Id variance = call(Function::sub, {squares, call(Function::square, {middle})});
    return call(Function::sqrt, {call(Function::max, {variance, constant(0)})});
  }
  Id cosine(Id a, Id b) {
    const bool of_vectors = any_vector(a, b);
    const Id lengths = call(Function::mul, {call(Function::sqrt, {dot(a, a, of_vectors)}),
                                            call(Function::sqrt, {dot(b, b, of_vectors)})});
    return call(Function::div, {dot(a, b, of_vectors), lengths});
  }
  Id clip(Id x, Id limit) {
    const Id factor = call(Function::div, {limit, global_norm(x)});
    return call(Function::mul, {x, call(Function::min, {factor, constant(1)})});
  }

  Id result(Function function, const std::array<Id, kMaxArity>& given) {
    const auto [a, b, c] = given;
    switch (function) {
      case Function::pi:
        return constant(3.14159265358979323846);
      case Function::e:
        return constant(2.71828182845904523536);
      case Function::eps:
        return constant(kEpsilon);
      case Function::dot:
        return dot(a, b, any_vector(a, b));
      case Function::norm:
        return plan_.is_vector(a) ? call(Function::sqrt, {dot(a, a, true)})
                                  : call(Function::abs, {a});
      case Function::cosine_sim:
        return cosine(a, b);
      case Function::clip:
        return clip(a, b);
      case Function::global_norm:
        return global_norm(a);
      case Function::mean:
        return mean(a);
      case Function::std:
        return deviation(a);
      default:
        break;
    }
    const std::size_t arity = info(function).arity;
    if (arity == 1) return call(function, {a});
    if (arity == 2) return call(function, {a, b});
    return call(function, {a, b, c});
  }

  void add(const Statement& statement) {
    std::array<Id, kMaxArity> given{};
    std::size_t count = 0;
    for (const Argument& argument : statement.used()) {
      given[count++] = argument.constant ? constant(argument.value) : current_[argument.variable];
    }
    current_[statement.target] = result(statement.function, given);
  }

  Verdict verdict_;
  Plan plan_;
  std::array<Id, Program::kMaxVariables> current_ = {};
};

}  // namespace

bool Node::reduces() const {
  return kind == Kind::sum || kind == Kind::dot || kind == Kind::total_dot;
}

std::size_t Plan::operations() const {
  return static_cast<std::size_t>(std::count_if(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind == Kind::elementwise || node.reduces();
  }));
}

Plan make_plan(const Program& program) { return Planner(program).plan(); }

}  // namespace cambrian::optimizer
