#include "operators/expression/writer.hpp"

#include <algorithm>
#include <set>

#include "operators/expression/exact_value.hpp"

namespace cambrian::expression {

std::string Writer::write(const Expression& expression) {
  std::vector<Text> stack;
  for (const Node& node : expression.nodes) {
    if (node.is_constant()) {
      stack.push_back(constant(node.value));
    } else if (node.is_variable()) {
      stack.push_back(variable(node.index));
    } else {
      const std::span<Text> arguments = std::span(stack).last(node.arity);
      Text made = operation(node, arguments);
      stack.resize(stack.size() - node.arity);
      stack.push_back(std::move(made));
    }
  }
  return stack.empty() ? "" : std::move(stack.back().text);
}

std::string Writer::at_least(Level least, Text& text) const {
  if (text.level >= least) return std::move(text.text);
  return "(" + text.text + ")";
}

Text Writer::infix(Level level, std::string_view sign, Text& left, Text& right) const {
  std::string text = at_least(level, left);
  text += sign;
  text += at_least(stronger(level), right);
  return {std::move(text), level};
}

Text Writer::product(std::string_view sign, Text& left, Text& right) const {
  const bool numbered = left.literal || left.factored;
  const bool turned = !numbered && (right.literal || right.factored);
  Text &first = turned ? right : left, &second = turned ? left : right;
  const bool factored = first.literal || first.factored;
  std::string text = at_least(Level::product, first);
  text += sign;
  text += at_least(second.begins_with_minus() ? Level::power : Level::product, second);
  return {std::move(text), Level::product, false, factored};
}

Text Writer::call(std::string_view name, std::span<Text> arguments) {
  std::string text(name);
  for (std::size_t k = 0; k < arguments.size(); ++k)
    text += (k == 0 ? "(" : ", ") + arguments[k].text;
  return {text + ")"};
}

std::optional<Text> named_constant(double value) {
  const auto exact = exact_value(value);
  if (!exact) return std::nullopt;
  std::string text = to_text(*exact);
  const bool product = text.find_first_of("*/") != std::string::npos;
  const Level level = product ? Level::product : exact->up < 0 ? Level::sign : Level::atom;
  return Text{std::move(text), level, true};
}

std::vector<std::string> identifiers(const std::vector<std::string>& columns,
                                     std::span<const std::string_view> taken) {
  std::set<std::string> used(taken.begin(), taken.end());
  std::vector<std::string> names;
  for (const std::string& column : columns) {
    std::string name;
    for (char c : column) {
      const bool digit = c >= '0' && c <= '9';
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (digit && name.empty()) name += 'x';
      name += digit || letter ? c : '_';
    }
    if (name.empty()) name += 'x';
    while (!used.insert(name).second) name += '_';
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::uint16_t> columns_of(const Expression& expression) {
  std::set<std::uint16_t> columns;
  for (const Node& node : expression.nodes) {
    if (node.is_variable()) columns.insert(node.index);
  }
  return {columns.begin(), columns.end()};
}

}  // namespace cambrian::expression
