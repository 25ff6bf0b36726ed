#include "operators/expression/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <variant>

#include "engine/core/assert.hpp"
#include "engine/core/suggest.hpp"
#include "operators/expression/evaluation/reference.hpp"
#include "operators/expression/parse.hpp"
#include "operators/expression/tokens.hpp"

namespace cambrian::expression {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

constexpr std::string_view kForm =
    "a definition is written name(x) = formula or name(x, y) = formula";

// name(a, b) = right
struct Equation {
  std::string name;
  std::vector<std::string> arguments;
  Expression right;
};

// Name and arguments of `name(a, b)`.
Result<Equation> parse_head(std::string_view head, const std::string& where) {
  Equation definition;
  const std::size_t open = head.find('(');
  const std::string whole = trimmed(head);
  if (open == std::string_view::npos || whole.back() != ')')
    return Error{where, "no arguments in parentheses before '='", std::string(kForm)};
  definition.name = trimmed(head.substr(0, open));
  const std::size_t close = head.rfind(')');
  std::string_view list = head.substr(open + 1, close - open - 1);
  while (true) {
    const std::size_t comma = list.find(',');
    definition.arguments.push_back(trimmed(list.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  if (!is_plain_name(definition.name))
    return Error{where, "'" + definition.name + "' cannot be the name of a function",
                 "letters, digits and _ only"};
  if (definition.arguments.size() > 2)
    return Error{where, "a user-defined operator has 1 or 2 arguments", std::string(kForm)};
  for (const std::string& argument : definition.arguments) {
    if (!is_plain_name(argument))
      return Error{where, "'" + argument + "' cannot be the name of an argument",
                   "letters, digits and _ only"};
  }
  if (definition.arguments.size() == 2 && definition.arguments[0] == definition.arguments[1])
    return Error{where, "two arguments are both called '" + definition.arguments[0] + "'", ""};
  return definition;
}

Result<void> check_name(const std::string& name, const Vocabulary& vocabulary,
                        const std::string& where) {
  if (find_op(name)) return Error{where, "'" + name + "' is a built-in operator", "rename it"};
  for (const Definition& earlier : vocabulary.definitions) {
    if (earlier.name == name) return Error{where, "'" + name + "' is defined twice", "rename one"};
  }
  const auto& columns = vocabulary.variables;
  if (std::find(columns.begin(), columns.end(), name) != columns.end())
    return Error{where, "'" + name + "' is also a column", "rename the operator"};
  return {};
}

bool calls(std::string_view body, std::string_view name) {
  for (Tokens tokens(body); tokens.peek().kind != TokenKind::end; tokens.next()) {
    if (tokens.peek().kind == TokenKind::name && tokens.peek().text == name &&
        tokens.peek_second().kind == TokenKind::open)
      return true;
  }
  return false;
}

// The equation between two places of a text.
Result<Equation> parse_equation(std::string_view text, std::size_t begin, std::size_t end,
                                const Vocabulary& vocabulary, const std::string& where) {
  const std::size_t equals = text.find('=', begin);
  if (equals >= end) return Error{where, "'=' is missing", std::string(kForm)};
  Result<Equation> equation = parse_head(text.substr(begin, equals - begin), where);
  if (!equation) return equation;
  const std::string_view right = text.substr(equals + 1, end - equals - 1);
  if (calls(right, equation->name))
    return Error{where, "'" + equation->name + "' is defined by itself",
                 "recursion is not possible"};
  Vocabulary inner;
  inner.variables = equation->arguments;
  inner.definitions = vocabulary.definitions;
  auto parsed = parse_or_fault(right, inner);
  if (auto* fault = std::get_if<ParseFault>(&parsed)) {
    fault->offset += equals + 1;
    Error error = fault->error(text);
    error.where = where + ", " + error.where;
    return error;
  }
  equation->right = std::get<Expression>(std::move(parsed));
  try {
    static_cast<void>(expand(equation->right, inner));
  } catch (const std::length_error&) {
    return Error{where, "the formula is too long once earlier definitions are put in", ""};
  }
  return equation;
}

// Undoing has to give some arguments back, and where the operator is defined no other value.
Result<void> check_inverse(const Definition& definition, const Vocabulary& vocabulary,
                           const std::string& where) {
  int right = 0;
  for (const double value : {-2.5, -.6, -.1, .2, .45, .7, .9, 1.3, 2.1, 6.5, 40.}) {
    const double argument = reference_value(definition.inverse.nodes, {&value, 1}, &vocabulary);
    const double again = reference_value(definition.body.nodes, {&argument, 1}, &vocabulary);
    if (!std::isfinite(argument) || !std::isfinite(again)) continue;
    if (std::fabs(again - value) > 1e-6 * std::max(1.0, std::fabs(value))) {
      return Error{where,
                   "inverse(" + std::to_string(value) + ") does not undo '" + definition.name +
                       "', which gives " + std::to_string(again) + " there",
                   "write what solves " + definition.name + "(" + definition.arguments[0] +
                       ") = y for " + definition.arguments[0]};
    }
    ++right;
  }
  if (right > 0) return {};
  return Error{where, "inverse(y) is nowhere defined", ""};
}

Result<std::vector<Node>> find_operators(const std::vector<std::string>& words,
                                         const Vocabulary& vocabulary, std::string_view where) {
  std::vector<Node> found;
  std::string unknown, hint;
  std::vector<std::string> names;
  for (const OpInfo& known : all_ops()) names.emplace_back(known.name);
  for (const Definition& definition : vocabulary.definitions) names.push_back(definition.name);
  for (const std::string& word : words) {
    bool defined = false;
    for (const Definition& definition : vocabulary.definitions) defined |= definition.name == word;
    if (const auto op = find_op(word)) {
      found.push_back(Node::operation(*op));
    } else if (!defined) {
      unknown += (unknown.empty() ? "'" : ", '") + word + "'";
      const std::string meant = did_you_mean(word, names);
      if (!meant.empty()) hint += (hint.empty() ? "" : " ") + meant;
    }
  }
  if (unknown.empty()) return found;
  return Error{std::string(where), "unknown operator " + unknown,
               hint.empty() ? "`cambrian regress --help` lists them" : hint};
}

void add_operator(const Node& node, Vocabulary& vocabulary) {
  auto& list = node.arity == 1 ? vocabulary.unary : vocabulary.binary;
  if (std::find(list.begin(), list.end(), node) == list.end()) list.push_back(node);
}

Result<void> check_columns(const std::vector<std::string>& columns) {
  if (columns.size() > 65536) return Error{"columns", "more than 65536 columns", ""};
  std::set<std::string> seen;
  for (const std::string& column : columns) {
    if (column.empty()) return Error{"columns", "a column has no name", ""};
    if (!seen.insert(column).second)
      return Error{"columns", "two columns are both called '" + column + "'", "rename one"};
  }
  return {};
}

}  // namespace

bool Vocabulary::allows(Op op) const {
  const auto is_op = [op](const Node& node) { return node.op == op; };
  return std::any_of(unary.begin(), unary.end(), is_op) ||
         std::any_of(binary.begin(), binary.end(), is_op);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view kBetween = " \t\r\n,;";
  for (std::size_t at = 0; (at = text.find_first_not_of(kBetween, at)) < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

Result<Definition> parse_definition(std::string_view text, const Vocabulary& vocabulary) {
  const std::string where = "definition \"" + trimmed(text) + "\"";
  const std::size_t end = std::min(text.find(';'), text.size());
  Result<Equation> equation = parse_equation(text, 0, end, vocabulary, where);
  if (!equation) return equation.error();
  Definition definition{std::move(equation->name), std::move(equation->arguments),
                        std::move(equation->right)};
  if (const auto named = check_name(definition.name, vocabulary, where); !named)
    return named.error();
  if (end == text.size()) return definition;
  Result<Equation> inverse = parse_equation(text, end + 1, text.size(), vocabulary, where);
  if (!inverse) return inverse.error();
  if (inverse->name != "inverse" || inverse->arguments.size() != 1 ||
      definition.arguments.size() != 1) {
    return Error{where, "only inverse(y) = formula may follow ';'",
                 "and only where the operator has one argument"};
  }
  definition.inverse = std::move(inverse->right);
  if (const auto undone = check_inverse(definition, vocabulary, where); !undone)
    return undone.error();
  return definition;
}

Result<Vocabulary> make_vocabulary(const VocabularyRequest& request) {
  if (const auto columns = check_columns(request.variables); !columns) return columns.error();
  Vocabulary vocabulary;
  vocabulary.variables = request.variables;
  for (const std::string& text : request.definitions) {
    Result<Definition> definition = parse_definition(text, vocabulary);
    if (!definition) return definition.error();
    vocabulary.definitions.push_back(std::move(definition).value());
  }
  const auto operators = find_operators(request.operators, vocabulary, "operators");
  if (!operators) return operators.error();
  for (const Node& node : *operators) add_operator(node, vocabulary);
  for (std::size_t i = 0; i < vocabulary.definitions.size(); ++i) {
    const auto arity = static_cast<std::uint8_t>(vocabulary.definitions[i].arguments.size());
    add_operator(Node::user(static_cast<std::uint16_t>(i), arity), vocabulary);
  }
  const auto rare = find_operators(request.rare, vocabulary, "law_functions");
  if (!rare) return rare.error();
  for (const Node& node : *rare) {
    if (node.arity != 1 && node.op != Op::pow)
      return Error{"law_functions", "'" + std::string(info(node.op).name) + "' is no function",
                   "functions of one argument and pow can be; --operators takes the others"};
    if (!vocabulary.allows(node.op)) vocabulary.rare.push_back(node);
  }
  return vocabulary;
}

std::string_view name_of(const Node& node, const Vocabulary& vocabulary) {
  CAMBRIAN_ASSERT(!node.is_leaf());
  if (node.op != Op::user) return info(node.op).name;
  return vocabulary.definitions.at(node.index).name;
}

Expression expression_of(const Genome& genome, const Vocabulary& vocabulary) {
  Expression expression = from_genome(genome, {.variables = vocabulary.variables.size(),
                                               .definitions = vocabulary.definitions.size()});
  for (const Node& node : expression.nodes) {
    if (node.op == Op::user && node.arity != vocabulary.definitions[node.index].arguments.size())
      throw DecodeError("an expression genome calls an operator with a wrong number of arguments");
  }
  return expression;
}

namespace {

void push_node(std::vector<Node>& out, Node node) {
  if (out.size() >= Expression::kMaxNodes)
    throw std::length_error("an expression is too long once its operators are expanded");
  node.length = 1;
  for (int k = 0; k < node.arity; ++k) node.length += out[out.size() - node.length].length;
  out.push_back(node);
}

/// Appends `body`, whose variables stand for `arguments` (complete, expanded subtrees).
void push_body(std::vector<Node>& out, const Expression& body, const Vocabulary& vocabulary,
               const std::vector<std::vector<Node>>& arguments) {
  for (const Node& node : body.nodes) {
    if (node.is_variable() && !arguments.empty()) {
      for (const Node& inner : arguments.at(node.index)) push_node(out, inner);
    } else if (node.op == Op::user) {
      const Definition& definition = vocabulary.definitions.at(node.index);
      std::vector<std::vector<Node>> taken(node.arity);
      for (std::size_t k = node.arity; k-- > 0;) {
        const auto from = out.end() - static_cast<std::ptrdiff_t>(out.back().length);
        taken[k].assign(from, out.end());
        out.erase(from, out.end());
      }
      push_body(out, definition.body, vocabulary, taken);
    } else {
      push_node(out, node);
    }
  }
}

}  // namespace

Expression expand(const Expression& expression, const Vocabulary& vocabulary) {
  Expression result;
  result.nodes.reserve(expression.size());
  push_body(result.nodes, expression, vocabulary, {});
  return result;
}

}  // namespace cambrian::expression
