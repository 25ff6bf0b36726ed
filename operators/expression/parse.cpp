#include "operators/expression/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <optional>
#include <unordered_map>

#include "engine/core/suggest.hpp"
#include "operators/expression/tokens.hpp"

namespace cambrian::expression {
namespace {

constexpr int kDeepest = 200;

std::optional<double> number_word(std::string_view name) {
  if (name == "inf") return std::numeric_limits<double>::infinity();
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

std::optional<double> named_constant(std::string_view name) {
  if (name == "pi" || name == "\xCF\x80") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  return std::nullopt;
}

/// Functions that are read but are no operators: the reciprocal of one.
struct Reciprocal {
  std::string_view name;
  Op of;
};
constexpr std::array kReciprocals = {
    Reciprocal{"cot", Op::tan},   Reciprocal{"sec", Op::cos},   Reciprocal{"csc", Op::sin},
    Reciprocal{"coth", Op::tanh}, Reciprocal{"sech", Op::cosh}, Reciprocal{"csch", Op::sinh},
};

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// Recursive descent; each method appends the postfix nodes of what it reads and says whether it
/// could. The first fault ends the parse.
class Parser {
 public:
  Parser(std::string_view text, const Vocabulary& vocabulary)
      : tokens_(text), vocabulary_(vocabulary) {
    for (std::size_t i = 0; i < vocabulary.variables.size(); ++i)
      columns_.emplace(vocabulary.variables[i], i);
    for (std::size_t i = 0; i < vocabulary.definitions.size(); ++i)
      definitions_.emplace(vocabulary.definitions[i].name, i);
  }

  std::variant<Expression, ParseFault> run() {
    if (tokens_.peek().kind == TokenKind::end) fail(tokens_.peek(), "the formula is empty");
    if (fault_ || !comparison()) return *fault_;
    if (tokens_.peek().kind != TokenKind::end) return unexpected(), *fault_;
    return std::move(result_);
  }

 private:
  bool comparison();
  bool sum();
  bool product();
  bool unary();
  bool power();
  bool primary();
  bool name(const Token& word);
  bool call(const Token& word);
  bool number(const Token& word);
  bool arguments(const Token& word, const Node& operation, bool many);
  bool unknown_name(const Token& word);
  bool unknown_function(const Token& word);
  bool unexpected();
  bool sign_belongs_to_literal();

  bool fail(const Token& at, std::string what, std::string hint = "") {
    fault_ = ParseFault{at.offset, std::max<std::size_t>(at.text.size(), 1), std::move(what),
                        std::move(hint)};
    return false;
  }
  bool deeper(const Token& at) {
    if (++depth_ <= kDeepest) return true;
    return fail(at, "the formula is nested too deeply", "at most 200 levels can be read");
  }
  bool push(Node node, const Token& at) {
    if (result_.nodes.size() >= Expression::kMaxNodes)
      return fail(at, "the formula is too long", "at most 4096 operators, columns and numbers");
    node.length = 1;
    for (int k = 0; k < node.arity; ++k)
      node.length += result_.nodes[result_.nodes.size() - node.length].length;
    result_.nodes.push_back(node);
    return true;
  }
  bool push(Op op, const Token& at) { return push(Node::operation(op), at); }

  Tokens tokens_;
  const Vocabulary& vocabulary_;
  std::unordered_map<std::string_view, std::size_t> columns_, definitions_;
  Expression result_;
  std::optional<ParseFault> fault_;
  int depth_ = 0;
};

std::optional<Op> comparison_of(const Token& token) {
  switch (token.kind) {
    case TokenKind::less:
      return Op::less;
    case TokenKind::less_equal:
      return Op::less_equal;
    case TokenKind::greater:
      return Op::greater;
    case TokenKind::greater_equal:
      return Op::greater_equal;
    default:
      return std::nullopt;
  }
}

bool Parser::comparison() {
  if (!sum()) return false;
  const Token sign = tokens_.peek();
  const auto op = comparison_of(sign);
  if (!op) return true;
  tokens_.next();
  if (!sum() || !push(*op, sign)) return false;
  if (comparison_of(tokens_.peek()))
    return fail(tokens_.peek(), "comparisons do not chain", "write (a < b) * (b < c)");
  return true;
}

bool Parser::sum() {
  if (!product()) return false;
  while (true) {
    const Token sign = tokens_.peek();
    if (sign.kind != TokenKind::plus && sign.kind != TokenKind::minus) return true;
    tokens_.next();
    if (!product() || !push(sign.kind == TokenKind::plus ? Op::add : Op::sub, sign)) return false;
  }
}

bool Parser::product() {
  if (!unary()) return false;
  while (true) {
    const Token sign = tokens_.peek();
    Op op = Op::mul;
    if (sign.kind == TokenKind::divide) {
      op = Op::div;
    } else if (sign.kind == TokenKind::percent) {
      op = Op::mod;
    } else if (sign.kind != TokenKind::times) {
      return true;
    }
    tokens_.next();
    if (!unary() || !push(op, sign)) return false;
  }
}

/// After a minus: whether a literal comes that no power takes first (-2 is a number, -2^2 is not).
bool Parser::sign_belongs_to_literal() {
  const Token& literal = tokens_.peek();
  const bool is_number = literal.kind == TokenKind::number ||
                         (literal.kind == TokenKind::name && number_word(literal.text).has_value());
  return is_number && tokens_.peek_second().kind != TokenKind::power;
}

bool Parser::unary() {
  const Token sign = tokens_.peek();
  if (sign.kind != TokenKind::minus && sign.kind != TokenKind::plus) return power();
  tokens_.next();
  if (!deeper(sign)) return false;
  const bool literal = sign.kind == TokenKind::minus && sign_belongs_to_literal();
  if (!unary()) return false;
  --depth_;
  if (sign.kind == TokenKind::plus) return true;
  if (!literal) return push(Op::neg, sign);
  result_.nodes.back().value = -result_.nodes.back().value;
  return true;
}

bool Parser::power() {
  if (!primary()) return false;
  const Token sign = tokens_.peek();
  if (sign.kind != TokenKind::power) return true;
  tokens_.next();
  if (!deeper(sign) || !unary()) return false;
  --depth_;
  return push(Op::pow, sign);
}

bool Parser::primary() {
  const Token token = tokens_.peek();
  switch (token.kind) {
    case TokenKind::number:
      tokens_.next();
      return number(token);
    case TokenKind::name:
      tokens_.next();
      return tokens_.peek().kind == TokenKind::open ? call(token) : name(token);
    case TokenKind::quoted_name:
      tokens_.next();
      return name(token);
    case TokenKind::open: {
      tokens_.next();
      if (!deeper(token) || !comparison()) return false;
      --depth_;
      if (tokens_.peek().kind != TokenKind::close) {
        if (tokens_.peek().kind == TokenKind::end)
          return fail(token, "a parenthesis is not closed", "add ')'");
        return unexpected();
      }
      tokens_.next();
      return true;
    }
    default:
      return unexpected();
  }
}

bool Parser::number(const Token& word) {
  double value = 0;
  const char* first = word.text.data();
  const auto [end, error] = std::from_chars(first, first + word.text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Too small is 0 or denormal; only too large is a fault.
    value = std::strtod(std::string(word.text).c_str(), nullptr);
    if (!std::isfinite(value)) return fail(word, "the number is too large for a double");
  } else if (error != std::errc() || end != first + word.text.size()) {
    return fail(word, "a number cannot be read");
  }
  return push(Node::constant(value), word);
}

bool Parser::name(const Token& word) {
  const std::string unquoted = word.name();
  // inf and nan are numbers first, so that a printed constant is always read back.
  if (word.kind == TokenKind::name) {
    if (const auto value = number_word(unquoted)) return push(Node::constant(*value), word);
  }
  const auto column = columns_.find(unquoted);
  if (column != columns_.end())
    return push(Node::variable(static_cast<std::uint16_t>(column->second)), word);
  const auto value = named_constant(unquoted);
  if (value && word.kind == TokenKind::name) return push(Node::constant(*value), word);
  return unknown_name(word);
}

bool Parser::unknown_name(const Token& word) {
  const std::string text = word.name();
  if (definitions_.count(text) > 0 || find_op(text)) {
    return fail(word, "the function " + quoted(text) + " needs its argument in parentheses",
                "write " + text + "(x)");
  }
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(vocabulary_.variables.size(), 8); ++i)
    names += (i == 0 ? "known: " : ", ") + vocabulary_.variables[i];
  if (vocabulary_.variables.size() > 8) names += ", ...";
  return fail(word, "unknown name " + quoted(text),
              did_you_mean(text, vocabulary_.variables, names));
}

bool Parser::unknown_function(const Token& word) {
  const std::string text(word.text);
  if (columns_.count(text) > 0 || named_constant(text))
    return fail(word, quoted(text) + " is no function", "write " + text + " * (...)");
  std::vector<std::string> names;
  for (const Definition& definition : vocabulary_.definitions) names.push_back(definition.name);
  for (const OpInfo& known : all_ops()) names.emplace_back(known.name);
  return fail(word, "unknown function " + quoted(text), did_you_mean(text, names));
}

bool Parser::call(const Token& word) {
  const auto user = definitions_.find(word.text);
  if (user != definitions_.end()) {
    const auto arity = vocabulary_.definitions[user->second].arguments.size();
    return arguments(
        word,
        Node::user(static_cast<std::uint16_t>(user->second), static_cast<std::uint8_t>(arity)),
        false);
  }
  const auto op = find_op(word.text);
  for (const Reciprocal& known : kReciprocals) {
    if (known.name == word.text)
      return arguments(word, Node::operation(known.of), false) && push(Op::inv, word);
  }
  if (!op) return unknown_function(word);
  return arguments(word, Node::operation(*op), *op == Op::min || *op == Op::max);
}

/// The arguments in parentheses, and the operation on them; with `many`, two or more are folded
/// from the left.
bool Parser::arguments(const Token& word, const Node& operation, bool many) {
  const Token open = tokens_.peek();
  tokens_.next();
  if (!deeper(open)) return false;
  int count = 0;
  while (true) {
    if (!(count == 0 && tokens_.peek().kind == TokenKind::close)) {
      if (!comparison()) return false;
      ++count;
      if (many && count >= 2 && !push(operation, word)) return false;
    }
    const Token token = tokens_.peek();
    if (token.kind == TokenKind::end)
      return fail(open, "the parenthesis of " + quoted(word.text) + " is not closed", "add ')'");
    if (token.kind != TokenKind::comma && token.kind != TokenKind::close) return unexpected();
    tokens_.next();
    if (token.kind == TokenKind::close) break;
  }
  --depth_;
  if (many ? count < 2 : count != operation.arity) {
    const std::string wanted = (many ? "at least " : "") + std::to_string(operation.arity) +
                               (operation.arity == 1 ? " argument, " : " arguments, ");
    return fail(word, quoted(word.text) + " takes " + wanted + std::to_string(count) + " given");
  }
  return many || push(operation, word);
}

bool Parser::unexpected() {
  const Token& token = tokens_.peek();
  const bool after_operand = !result_.nodes.empty() && tokens_.after_operand();
  switch (token.kind) {
    case TokenKind::end:
      return fail(token, "the formula ends too early", "a number, a name or '(' is missing");
    case TokenKind::close:
      return fail(token, after_operand ? "')' without '('" : "something is missing before ')'");
    case TokenKind::comma:
      return fail(token, "',' outside the arguments of a function", "decimals are written 1.5");
    case TokenKind::unclosed_quote:
      return fail(token, "a backquote is not closed", "add '`'");
    case TokenKind::unknown:
      return fail(token, "unexpected " + quoted(token.text), token.hint());
    case TokenKind::number:
    case TokenKind::name:
    case TokenKind::quoted_name:
    case TokenKind::open:
      return fail(token, "an operator is missing before " + quoted(token.text),
                  "products are written a * b");
    default:
      return fail(token, "unexpected " + quoted(token.text),
                  "a number, a name or '(' is missing before it");
  }
}

/// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) >> 6) == 2; }

}  // namespace

Error ParseFault::error(std::string_view text) const {
  const std::size_t column = characters(text.substr(0, offset)) + 1;
  return {"column " + std::to_string(column), what, hint};
}

std::string ParseFault::caret(std::string_view text) const {
  constexpr std::size_t kBefore = 48, kAfter = 24;
  std::size_t begin = offset > kBefore ? offset - kBefore : 0;
  while (begin > 0 && continues_character(text[begin])) --begin;
  std::size_t end = std::min(text.size(), offset + kAfter);
  while (end < text.size() && continues_character(text[end])) ++end;
  std::string line(text.substr(begin, end - begin));
  for (char& c : line) {
    // A line break or tab within the text would tear the caret from its place.
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  const std::string lead = begin > 0 ? "..." : "";
  const std::size_t spaces = lead.size() + characters(text.substr(begin, offset - begin));
  const std::size_t shown = characters(text.substr(offset, std::min(length, end - offset)));
  std::string marks = std::string(spaces, ' ') + "^";
  if (shown > 1) marks.append(shown - 1, '~');
  return lead + line + (end < text.size() ? "..." : "") + "\n" + marks;
}

std::variant<Expression, ParseFault> parse_or_fault(std::string_view text,
                                                    const Vocabulary& vocabulary) {
  return Parser(text, vocabulary).run();
}

Result<Expression> parse(std::string_view text, const Vocabulary& vocabulary) {
  auto parsed = parse_or_fault(text, vocabulary);
  if (auto* fault = std::get_if<ParseFault>(&parsed)) return fault->error(text);
  return std::get<Expression>(std::move(parsed));
}

std::vector<std::string> free_names(std::string_view text) {
  std::vector<std::string> names;
  for (Tokens tokens(text); tokens.peek().kind != TokenKind::end; tokens.next()) {
    const Token& token = tokens.peek();
    if (token.kind == TokenKind::name) {
      if (tokens.peek_second().kind == TokenKind::open) continue;
      if (number_word(token.text) || named_constant(token.text)) continue;
    } else if (token.kind != TokenKind::quoted_name) {
      continue;
    }
    std::string name = token.name();
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace cambrian::expression
