#include "engine/text/scanner.hpp"

#include <cctype>
#include <utility>

namespace cambrian {

Scanner::Scanner(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

void Scanner::fail(std::size_t at, std::string what, std::string hint) const {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < at; ++i) {
    ++column;
    if (text_[i] == '\n') {
      ++line;
      column = 1;
    }
  }
  const std::string place = "line " + std::to_string(line) + ", column " + std::to_string(column);
  throw Fault{{name_.empty() ? place : name_ + ": " + place, std::move(what), std::move(hint)}};
}

std::string Scanner::found() const {
  return peek() == '\n' ? "the end of the line" : std::string("\"") + peek() + "\"";
}

void Scanner::skip_spaces() {
  while (peek() == ' ' || peek() == '\t' || peek() == '\r') ++at_;
  if (peek() == '#') {
    while (peek() != '\n') ++at_;
  }
}

void Scanner::skip_lines() {
  for (skip_spaces(); at_ < text_.size() && text_[at_] == '\n'; skip_spaces()) ++at_;
}

bool Scanner::take(char c) {
  skip_spaces();
  if (peek() != c) return false;
  ++at_;
  return true;
}

void Scanner::expect(char c) {
  if (!take(c)) fail(at_, std::string("expected \"") + c + "\", not " + found());
}

std::string Scanner::word() {
  skip_spaces();
  const std::size_t start = at_;
  if (!letter(peek())) fail(at_, "expected a name, not " + found());
  while (letter(peek()) || digit(peek())) ++at_;
  return std::string(text_.substr(start, at_ - start));
}

bool Scanner::letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool Scanner::digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace cambrian
