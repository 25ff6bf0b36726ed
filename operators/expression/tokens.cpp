#include "operators/expression/tokens.hpp"

#include <array>

namespace cambrian::expression {
namespace {

struct Sign {
  std::string_view text;
  TokenKind kind;
};
/// Longer signs before their beginnings.
constexpr std::array kSigns = {
    Sign{"**", TokenKind::power},         Sign{"<=", TokenKind::less_equal},
    Sign{">=", TokenKind::greater_equal}, Sign{"\xE2\x88\x92", TokenKind::minus},
    Sign{"\xC3\x97", TokenKind::times},   Sign{"\xC2\xB7", TokenKind::times},
    Sign{"\xC3\xB7", TokenKind::divide},  Sign{"+", TokenKind::plus},
    Sign{"-", TokenKind::minus},          Sign{"*", TokenKind::times},
    Sign{"/", TokenKind::divide},         Sign{"%", TokenKind::percent},
    Sign{"^", TokenKind::power},          Sign{"(", TokenKind::open},
    Sign{")", TokenKind::close},          Sign{",", TokenKind::comma},
    Sign{"<", TokenKind::less},           Sign{">", TokenKind::greater},
};

const Sign* sign_at(std::string_view rest) {
  for (const Sign& sign : kSigns) {
    if (rest.substr(0, sign.text.size()) == sign.text) return &sign;
  }
  return nullptr;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t number_length(std::string_view rest) {
  std::size_t i = 0;
  while (i < rest.size() && is_digit(rest[i])) ++i;
  if (i < rest.size() && rest[i] == '.') ++i;
  while (i < rest.size() && is_digit(rest[i])) ++i;
  if (i < rest.size() && (rest[i] == 'e' || rest[i] == 'E')) {
    std::size_t j = i + 1;
    if (j < rest.size() && (rest[j] == '+' || rest[j] == '-')) ++j;
    if (j < rest.size() && is_digit(rest[j])) {
      i = j;
      while (i < rest.size() && is_digit(rest[i])) ++i;
    }
  }
  return i;
}

std::size_t name_length(std::string_view rest) {
  std::size_t i = 0;
  while (i < rest.size() &&
         (is_letter(rest[i]) || (i > 0 && (is_digit(rest[i]) || rest[i] == '.')))) {
    // The signs among the bytes above 127 end a name.
    if (static_cast<unsigned char>(rest[i]) >= 0x80 && sign_at(rest.substr(i)) != nullptr) break;
    ++i;
  }
  return i;
}

/// Length of `...` with doubled backquotes inside; 0 when it does not end.
std::size_t quote_length(std::string_view rest) {
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '`') continue;
    if (i + 1 < rest.size() && rest[i + 1] == '`') {
      ++i;
    } else {
      return i + 1;
    }
  }
  return 0;
}

}  // namespace

std::string Token::name() const {
  if (kind != TokenKind::quoted_name) return std::string(text);
  std::string result;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    result += text[i];
    if (text[i] == '`') ++i;
  }
  return result;
}

std::string Token::hint() const {
  if (text == "=") return "a formula is written without '='; comparisons are <, <=, > and >=";
  if (text == "[" || text == "]" || text == "{" || text == "}") return "use ( and )";
  if (text == "\"" || text == "'") return "odd names are written in `backquotes`";
  if (text == "&" || text == "|") return "use * for and, max for or";
  return "odd names are written in `backquotes`";
}

Tokens::Tokens(std::string_view text) : text_(text) {
  current_ = read();
  following_ = read();
}

void Tokens::next() {
  previous_ = current_.kind;
  current_ = following_;
  following_ = read();
}

bool Tokens::after_operand() const {
  return previous_ == TokenKind::number || previous_ == TokenKind::name ||
         previous_ == TokenKind::quoted_name || previous_ == TokenKind::close;
}

Token Tokens::read() {
  while (position_ < text_.size() && is_space(text_[position_])) ++position_;
  const std::string_view rest = text_.substr(position_);
  TokenKind kind = TokenKind::end;
  std::size_t length = 0;
  if (rest.empty()) {
    return {TokenKind::end, text_.size(), {}};
  } else if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]))) {
    kind = TokenKind::number;
    length = number_length(rest);
  } else if (rest[0] == '`') {
    length = quote_length(rest);
    kind = length > 0 ? TokenKind::quoted_name : TokenKind::unclosed_quote;
    if (length == 0) length = rest.size();
  } else if (const Sign* sign = sign_at(rest)) {
    kind = sign->kind;
    length = sign->text.size();
  } else if (is_letter(rest[0])) {
    kind = TokenKind::name;
    length = name_length(rest);
  } else {
    kind = TokenKind::unknown;
    length = 1;
  }
  const Token token{kind, position_, rest.substr(0, length)};
  position_ += length;
  return token;
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && sign_at(text) == nullptr &&
         name_length(text) == text.size();
}

}  // namespace cambrian::expression
