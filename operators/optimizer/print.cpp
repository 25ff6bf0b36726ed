#include "operators/optimizer/print.hpp"

#include "operators/optimizer/writing.hpp"

namespace cambrian::optimizer {
namespace {

std::string argument_text(const Argument& argument) {
  return argument.constant ? number_text(argument.value) : variable_name(argument.variable);
}

std::string statement_text(const Statement& statement) {
  const FunctionInfo& facts = info(statement.function);
  std::string text = variable_name(statement.target) + " = ";
  if (!facts.symbol.empty()) {
    return text + argument_text(statement.arguments[0]) + " " + std::string(facts.symbol) + " " +
           argument_text(statement.arguments[1]);
  }
  text += std::string(facts.name) + "(";
  bool first = true;
  for (const Argument& argument : statement.used()) {
    text += (first ? "" : ", ") + argument_text(argument);
    first = false;
  }
  return text + ")";
}

}  // namespace

std::string to_text(const Program& program) {
  std::string text = "def train(w, g, m, v, lr):\n";
  for (const Statement& statement : program.statements)
    text += "  " + statement_text(statement) + "\n";
  return text + "  return update, m, v\n";
}

std::string to_line(const Program& program) {
  std::string text;
  for (const Statement& statement : program.statements)
    text += (text.empty() ? "" : "; ") + statement_text(statement);
  return text;
}

}  // namespace cambrian::optimizer
