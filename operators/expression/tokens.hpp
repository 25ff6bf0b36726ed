// Tokens: the words and signs of a formula's text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cambrian::expression {

enum class TokenKind : std::uint8_t {
  end,
  number,          ///< 1, 1.5e-3, .5
  name,            ///< letters, digits, _ and ., not beginning with a digit
  quoted_name,     ///< `any text`
  unclosed_quote,  ///< ` without an end
  plus,
  minus,
  times,
  divide,
  percent,
  power,  ///< ^ or **
  open,
  close,
  comma,
  less,
  less_equal,
  greater,
  greater_equal,
  unknown,  ///< a character that means nothing
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;  ///< in bytes
  std::string_view text;   ///< as written, backquotes included

  /// The name meant by `name` or `quoted_name`: without its backquotes, doubled ones made single.
  std::string name() const;
  /// What to write instead of an `unknown` character; may be empty.
  std::string hint() const;
};

/// Reads a text token by token, looking at most two ahead. The text must outlive it. The signs
/// − × · ÷ of text processors are read as - * * /.
class Tokens {
 public:
  explicit Tokens(std::string_view text);

  const Token& peek() const { return current_; }
  const Token& peek_second() const { return following_; }
  /// Steps forward; at the end it stays there.
  void next();
  /// Whether the token before peek() ends an operand: a number, a name or ')'.
  bool after_operand() const;

 private:
  Token read();

  std::string_view text_;
  std::size_t position_ = 0;
  TokenKind previous_ = TokenKind::end;
  Token current_, following_;
};

/// Whether a text can be written as a name without backquotes.
bool is_plain_name(std::string_view text);

}  // namespace cambrian::expression
