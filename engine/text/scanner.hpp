// Scanner: reads small languages of one statement a line, and names the place of a fault.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace cambrian {

/// What its owner reads with. `#` begins a comment; names are letters, digits and `_`. The text
/// must outlive it.
class Scanner {
 public:
  /// What ends reading; its `where` is e.g. "line 3, column 9", after the text's name.
  struct Fault {
    Error error;
  };

  /// `name`: of the text, in faults; may be empty.
  Scanner(std::string_view text, std::string name);

 protected:
  ~Scanner() = default;

  /// Throws a Fault at a place of the text.
  [[noreturn]] void fail(std::size_t at, std::string what, std::string hint = "") const;

  /// The next character; a new line at the end.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  /// What comes next, as faults say it.
  std::string found() const;
  /// Passes spaces and a comment; empty lines, too.
  void skip_spaces();
  void skip_lines();
  /// Takes a character after spaces, if it is the next; or fails.
  bool take(char c);
  void expect(char c);
  /// A name after spaces.
  std::string word();

  static bool letter(char c);
  static bool digit(char c);

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  std::string name_;
};

}  // namespace cambrian
