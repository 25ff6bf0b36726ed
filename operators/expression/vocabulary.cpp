#include "operators/expression/vocabulary.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <variant>

#include "engine/core/assert.hpp"
#include "engine/core/suggest.hpp"
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

/// Name and arguments of `name(a, b)`.
Result<Definition> parse_head(std::string_view head, const std::string& where) {
  Definition definition;
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
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return Error{where, "'=' is missing", std::string(kForm)};
  Result<Definition> head = parse_head(text.substr(0, equals), where);
  if (!head) return head;
  Definition definition = std::move(head).value();
  if (const auto named = check_name(definition.name, vocabulary, where); !named)
    return named.error();
  const std::string_view body = text.substr(equals + 1);
  if (calls(body, definition.name))
    return Error{where, "'" + definition.name + "' is defined by itself",
                 "recursion is not possible"};
  Vocabulary inner;
  inner.variables = definition.arguments;
  inner.definitions = vocabulary.definitions;
  auto parsed = parse_or_fault(body, inner);
  if (auto* fault = std::get_if<ParseFault>(&parsed)) {
    fault->offset += equals + 1;
    Error error = fault->error(text);
    error.where = where + ", " + error.where;
    return error;
  }
  definition.body = std::get<Expression>(std::move(parsed));
  try {
    static_cast<void>(expand(definition.body, inner));
  } catch (const std::length_error&) {
    return Error{where, "the formula is too long once earlier definitions are put in", ""};
  }
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
