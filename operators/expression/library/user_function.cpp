#include "operators/expression/library/user_function.hpp"

#include <algorithm>

#include "operators/expression/evaluation/reference.hpp"
#include "operators/expression/library/lanes.hpp"

namespace cambrian::expression {

double UserFunction::operator()(double argument) const {
  return reference_value(body.nodes, {&argument, 1});
}

double UserFunction::undo(double value) const {
  return reference_value(inverse.nodes, {&value, 1});
}

const UserFunction* find(const UserFunctions& functions, const Node& node) {
  return node.op == Op::user && node.index < functions.size() ? functions[node.index].get()
                                                              : nullptr;
}

UserFunctions user_functions(const Vocabulary& vocabulary) {
  UserFunctions functions;
  for (std::size_t i = 0; i < vocabulary.definitions.size(); ++i) {
    const Definition& definition = vocabulary.definitions[i];
    SharedFunction& function = functions.emplace_back();
    if (definition.arguments.size() != 1) continue;
    UserFunction made{Node::user(static_cast<std::uint16_t>(i), 1),
                      expand(definition.body, vocabulary), definition.inverse};
    if (!made.inverse.nodes.empty()) made.inverse = expand(made.inverse, vocabulary);
    function = std::make_shared<const UserFunction>(std::move(made));
  }
  return functions;
}

void apply_lanes(const Expression& function, const double* in, double* out, std::size_t lanes) {
  const std::size_t room = padded(lanes);
  std::vector<double> stack;
  stack.reserve(function.depth() * room);
  const auto top = [&](std::size_t below) { return stack.data() + stack.size() - below * room; };
  for (const Node& node : function.nodes) {
    if (node.is_constant()) {
      stack.resize(stack.size() + room, node.value);
    } else if (node.is_variable()) {
      stack.insert(stack.end(), in, in + room);
    } else if (node.arity == 1) {
      apply_lanes(node.op, top(1), top(1), lanes);
    } else {
      apply_lanes(node.op, top(2), top(1), top(2), lanes);
      stack.resize(stack.size() - room);
    }
  }
  std::copy_n(stack.data(), lanes, out);
}

}  // namespace cambrian::expression
