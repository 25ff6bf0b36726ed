#include "operators/expression/library/grammar.hpp"

#include <algorithm>

namespace cambrian::expression {
namespace {

using Forms = std::vector<Form>;

bool holds(const std::vector<Node>& nodes, Op op) {
  return std::any_of(nodes.begin(), nodes.end(), [op](const Node& n) { return n.op == op; });
}

// An affine form of the argument is listed where it makes another class of results.
Forms argument_forms(Op op) {
  switch (op) {
    case Op::square:
    case Op::inv:
    case Op::cube:
      return {Form::plain, Form::one_plus, Form::one_minus};
    case Op::sqrt:
    case Op::log:
      return {Form::plain, Form::negated, Form::one_plus, Form::one_minus, Form::minus_one};
    case Op::exp:
      return {Form::plain, Form::negated};
    case Op::sin:
    case Op::cos:
    case Op::tan:
      return {Form::plain, Form::halved, Form::doubled, Form::times_pi, Form::times_two_pi};
    case Op::asin:
    case Op::acos:
    case Op::atan:
    case Op::tanh:
      return {Form::plain, Form::halved};
    case Op::neg:
      return {};
    default:
      return {Form::plain};
  }
}

void add_binary(Op op, std::vector<Rule>& rules) {
  using enum Form;
  switch (op) {
    case Op::add:
    case Op::sub:
      rules.push_back({op, plain, plain, true});
      rules.push_back({op, plain, doubled, false});
      return;
    case Op::mul:
      for (const Form form : {plain, one_plus, one_minus}) rules.push_back({op, form, form, true});
      for (const Form form : {one_plus, one_minus}) rules.push_back({op, plain, form, false});
      rules.push_back({op, one_plus, one_minus, false});
      for (const Form form : {one_plus_two, one_minus_two}) {
        rules.push_back({op, plain, form, false});
      }
      return;
    case Op::div:
      for (const Form a : {plain, one_plus, one_minus}) {
        for (const Form b : {plain, one_plus, one_minus}) rules.push_back({op, a, b, false});
      }
      return;
    default:
      rules.push_back({op, plain, plain, info(op).commutative});
      return;
  }
}

}  // namespace

std::vector<Rule> rules_of(const Vocabulary& vocabulary) {
  std::vector<Rule> rules;
  for (const Op op : {Op::mul, Op::div, Op::add, Op::sub}) {
    if (holds(vocabulary.binary, op)) add_binary(op, rules);
  }
  for (const Node& node : vocabulary.binary) {
    if (node.op != Op::user && info(node.op).symbol.empty()) add_binary(node.op, rules);
  }
  if (holds(vocabulary.binary, Op::pow)) add_binary(Op::pow, rules);
  const auto add_unary = [&rules](Op op) {
    for (const Form form : argument_forms(op)) rules.push_back({op, form, Form::plain, false});
  };
  if (holds(vocabulary.binary, Op::div) && !holds(vocabulary.unary, Op::inv)) add_unary(Op::inv);
  for (const Node& node : vocabulary.unary) {
    if (node.op != Op::user) add_unary(node.op);
  }
  for (const SharedFunction& function : user_functions(vocabulary)) {
    if (function) rules.push_back({Op::user, Form::plain, Form::plain, false, function});
  }
  return rules;
}

Expression in_form(Form form, Expression expression) {
  const FormInfo& f = info(form);
  if (f.scale == -1 && f.offset != 0) {
    return Expression::apply(Op::sub, Expression::of(Node::constant(f.offset)), expression);
  }
  if (f.scale != 1) {
    expression = Expression::apply(Op::mul, Expression::of(Node::constant(f.scale)), expression);
  }
  if (f.offset != 0) {
    expression = Expression::apply(Op::add, Expression::of(Node::constant(f.offset)), expression);
  }
  return expression;
}

}  // namespace cambrian::expression
