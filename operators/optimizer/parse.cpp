#include "operators/optimizer/parse.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "engine/core/suggest.hpp"
#include "engine/text/scanner.hpp"
#include "operators/optimizer/analysis.hpp"

namespace cambrian::optimizer {
namespace {

class Parser : private Scanner {
 public:
  Parser(std::string_view text, std::string name) : Scanner(text, std::move(name)) {
    for (std::uint8_t i = 0; i < first_local; ++i) names_[variable_name(i)] = i;
  }

  Program program() {
    for (skip_lines(); at_ < text_.size(); skip_lines()) line();
    check();
    return std::move(program_);
  }

 private:
  bool take_line(std::string_view prefix) {
    if (text_.substr(at_, prefix.size()) != prefix) return false;
    const char after = at_ + prefix.size() < text_.size() ? text_[at_ + prefix.size()] : '\n';
    if (letter(after) || digit(after)) return false;
    while (peek() != '\n') ++at_;
    return true;
  }

  void line() {
    if (take_line("def") || take_line("return")) return;
    const std::size_t start = at_;
    const std::string name = word();
    expect('=');
    const Argument value = sum();
    skip_spaces();
    if (peek() != '\n') fail(at_, "expected an operator or the end of the line, not " + found());
    const std::uint8_t target = variable(name, start);
    // The last statement of the right side becomes the assignment, unless it is a mere copy.
    if (!fresh(value)) {
      emit(start, Function::mul, {value, Argument::number(1)});
    }
    program_.statements.back().target = target;
    names_[name] = target;
  }
  bool fresh(const Argument& value) const {
    return !value.constant && value.variable >= kTemporary;
  }
  std::uint8_t variable(const std::string& name, std::size_t at) {
    const auto known = names_.find(name);
    if (known != names_.end()) return known->second;
    if (next_ >= kTemporary) fail(at, "too many variables", "use the same ones again");
    return next_++;
  }

  Argument emit(std::size_t at, Function function, std::initializer_list<Argument> arguments) {
    if (program_.statements.size() == Program::kMaxStatements)
      fail(at,
           "the program is longer than " + std::to_string(Program::kMaxStatements) + " statements");
    Statement statement;
    statement.function = function;
    std::size_t i = 0;
    for (const Argument& argument : arguments) statement.arguments[i++] = argument;
    statement.target = static_cast<std::uint8_t>(kTemporary + program_.statements.size());
    places_.push_back(at);
    program_.statements.push_back(statement);
    return Argument::of(statement.target);
  }

  Argument sum() {
    Argument left = product();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('+')) {
        left = emit(at, Function::add, {left, product()});
      } else if (take('-')) {
        left = emit(at, Function::sub, {left, product()});
      } else {
        return left;
      }
    }
  }
  Argument product() {
    Argument left = factor();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('*')) {
        left = emit(at, Function::mul, {left, factor()});
      } else if (take('/')) {
        left = emit(at, Function::div, {left, factor()});
      } else {
        return left;
      }
    }
  }
  Argument factor() {
    skip_spaces();
    const std::size_t at = at_;
    if (++depth_ > kMaxDepth) fail(at, "the formula is nested too deeply");
    Argument value;
    if (take('-')) {
      value = factor();
      value =
          value.constant ? Argument::number(-value.value) : emit(at, Function::negative, {value});
    } else if (take('(')) {
      value = sum();
      expect(')');
    } else if (digit(peek()) || peek() == '.') {
      value = number();
    } else {
      value = name_or_call();
    }
    --depth_;
    return value;
  }
  Argument number() {
    const std::size_t start = at_;
    double value = 0;
    const auto [end, fault] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (fault != std::errc()) fail(start, "expected a number within the range of doubles");
    at_ = static_cast<std::size_t>(end - text_.data());
    return Argument::number(value);
  }
  Argument name_or_call() {
    skip_spaces();
    const std::size_t at = at_;
    const std::string name = word();
    if (!take('(')) {
      const auto known = names_.find(name);
      if (known != names_.end()) return Argument::of(known->second);
      std::vector<std::string> all;
      for (const auto& entry : names_) all.push_back(entry.first);
      fail(at, "\"" + name + "\" has no value yet", did_you_mean(name, all));
    }
    const auto function = find_function(name);
    if (!function) {
      std::vector<std::string> all;
      for (const FunctionInfo& entry : all_functions()) all.emplace_back(entry.name);
      fail(at, "\"" + name + "\" is not a function", did_you_mean(name, all));
    }
    return call(at, *function);
  }
  Argument call(std::size_t at, Function function) {
    std::vector<Argument> given;
    if (!take(')')) {
      do {
        given.push_back(sum());
      } while (take(','));
      expect(')');
    }
    const FunctionInfo& facts = info(function);
    if (given.size() != facts.arity) {
      fail(at, "\"" + std::string(facts.name) + "\" takes " + std::to_string(facts.arity) +
                   " arguments, not " + std::to_string(given.size()));
    }
    given.resize(kMaxArity);
    return emit(at, function, {given[0], given[1], given[2]});
  }

  /// Gives the temporary variables the numbers after the program's own, and checks the whole.
  void check() {
    std::map<std::uint8_t, std::uint8_t> temporary;
    const auto rename = [&](std::uint8_t& variable) {
      if (variable < kTemporary) return;
      const auto found = temporary.find(variable);
      if (found != temporary.end()) {
        variable = found->second;
        return;
      }
      temporary[variable] = next_;
      variable = next_++;
    };
    for (Statement& statement : program_.statements) {
      for (Argument& argument : statement.used()) {
        if (!argument.constant) rename(argument.variable);
      }
      rename(statement.target);
    }
    const auto fault = analyze(program_).fault;
    if (!fault) return;
    fail(fault->statement < places_.size() ? places_[fault->statement] : text_.size(), fault->what);
  }

  // Numbers from here on are those of temporary variables until all names are known.
  static constexpr std::uint8_t kTemporary = Program::kMaxVariables / 2;
  static constexpr int kMaxDepth = 100;

  int depth_ = 0;
  Program program_;
  std::vector<std::size_t> places_;
  std::map<std::string, std::uint8_t> names_;
  std::uint8_t next_ = first_local;
};

}  // namespace

Result<Program> parse(std::string_view text, const std::string& name) {
  try {
    return Parser(text, name).program();
  } catch (const Scanner::Fault& fault) {
    return fault.error;
  }
}

}  // namespace cambrian::optimizer
