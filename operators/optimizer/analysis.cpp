#include "operators/optimizer/analysis.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/core/assert.hpp"

namespace cambrian::optimizer {
namespace {

using Types = std::array<std::optional<ValueType>, Program::kMaxVariables>;
using Flags = std::array<bool, Program::kMaxVariables>;

std::string quoted(std::uint8_t variable) { return "\"" + variable_name(variable) + "\""; }

std::optional<std::string> add_statement(const Statement& statement, Types& types,
                                         std::vector<ValueType>& results) {
  std::array<ValueType, kMaxArity> given{};
  std::size_t count = 0;
  for (const Argument& argument : statement.used()) {
    given[count] = ValueType::scalar;
    if (!argument.constant) {
      const auto type = types[argument.variable];
      if (!type) return quoted(argument.variable) + " has no value yet";
      given[count] = *type;
    }
    ++count;
  }
  const ValueType result = result_type(statement.function, std::span(given.data(), count));
  auto& target = types[statement.target];
  if (target && *target != result) {
    return quoted(statement.target) + " is a " + name_of(*target) + ", and cannot become a " +
           name_of(result);
  }
  if (statement.target == update && result != ValueType::vector)
    return std::string("\"update\" has to be a vector, not a ") + name_of(result);
  target = result;
  results.push_back(result);
  return std::nullopt;
}

/// Marks what is live given that m and v are at the end; tells whether they are at the beginning.
void mark_live(const Program& program, Analysis& analysis) {
  Flags wanted{};
  wanted[update] = true;
  wanted[m] = analysis.keeps_m;
  wanted[v] = analysis.keeps_v;
  for (std::size_t i = program.statements.size(); i-- > 0;) {
    const Statement& statement = program.statements[i];
    analysis.live[i] = wanted[statement.target];
    if (!analysis.live[i]) continue;
    wanted[statement.target] = false;
    for (const Argument& argument : statement.used()) {
      if (!argument.constant) wanted[argument.variable] = true;
    }
  }
  analysis.keeps_m = analysis.keeps_m || wanted[m];
  analysis.keeps_v = analysis.keeps_v || wanted[v];
}

/// Whether the update depends on the gradient of this step or, through m and v, of earlier ones.
bool uses_gradient(const Program& program) {
  Flags tainted{};
  for (int round = 0; round < 3; ++round) {  // through m to v, or the other way
    const bool in_m = tainted[m];
    const bool in_v = tainted[v];
    tainted.fill(false);
    tainted[gradient] = true;
    tainted[m] = in_m;
    tainted[v] = in_v;
    for (const Statement& statement : program.statements) {
      bool any = false;
      for (const Argument& argument : statement.used())
        any = any || (!argument.constant && tainted[argument.variable]);
      tainted[statement.target] = any;
    }
  }
  return tainted[update];
}

}  // namespace

std::size_t Analysis::live_statements() const {
  return static_cast<std::size_t>(std::count(live.begin(), live.end(), true));
}

Verdict analyze(const Program& program) {
  Verdict verdict;
  Types types;
  for (const std::uint8_t input : {weights, gradient, m, v, learning_rate})
    types[input] = input_type(input);
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    auto what = add_statement(program.statements[i], types, verdict.analysis.types);
    if (what) {
      verdict.fault = {i, std::move(*what)};
      return verdict;
    }
  }
  if (!types[update]) {
    verdict.fault = {program.statements.size(), "\"update\" is never assigned"};
    return verdict;
  }
  if (!uses_gradient(program)) {
    verdict.fault = {program.statements.size(), "\"update\" does not depend on the gradient"};
    return verdict;
  }
  verdict.analysis.live.resize(program.statements.size());
  for (int round = 0; round < 3; ++round) mark_live(program, verdict.analysis);
  return verdict;
}

Program without_dead_code(const Program& program) {
  const Verdict verdict = analyze(program);
  CAMBRIAN_ASSERT(!verdict.fault);
  Program lean;
  std::array<std::uint8_t, Program::kMaxVariables> names{};
  for (std::uint8_t i = 0; i < first_local; ++i) names[i] = i;
  std::uint8_t next = first_local;
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    if (!verdict.analysis.live[i]) continue;
    Statement statement = program.statements[i];
    for (Argument& argument : statement.used()) {
      if (!argument.constant) argument.variable = names[argument.variable];
    }
    auto& name = names[statement.target];
    if (name == 0 && statement.target != weights) name = next++;
    statement.target = name;
    lean.statements.push_back(statement);
  }
  return lean;
}

}  // namespace cambrian::optimizer
