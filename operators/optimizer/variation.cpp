#include "operators/optimizer/variation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/core/assert.hpp"
#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/fingerprint.hpp"

namespace cambrian::optimizer {
namespace {

constexpr double kLargestConstant = 1e10;

std::size_t below(std::size_t n, Random& random) {
  return random.below(static_cast<std::uint32_t>(n));
}

/// Those with a value before statement `end`.
std::vector<std::uint8_t> variables_before(const Program& program, std::size_t end) {
  std::array<bool, Program::kMaxVariables> known{};
  for (std::uint8_t i = 0; i < update; ++i) known[i] = true;
  for (std::size_t i = 0; i < end; ++i) known[program.statements[i].target] = true;
  std::vector<std::uint8_t> all;
  for (std::uint8_t i = 0; i < Program::kMaxVariables; ++i) {
    if (known[i]) all.push_back(i);
  }
  return all;
}

/// A name that no statement has; empty when there is none left.
std::optional<std::uint8_t> fresh_variable(const Program& program) {
  std::array<bool, Program::kMaxVariables> taken{};
  for (const Statement& statement : program.statements) taken[statement.target] = true;
  for (std::uint8_t i = first_local; i < Program::kMaxVariables; ++i) {
    if (!taken[i]) return i;
  }
  return std::nullopt;
}

double changed(double constant, Random& random) {
  const double value = random.chance(0.5) ? random.normal() : constant * std::exp2(random.normal());
  // Six digits are more than a search can tell apart, and read well.
  const double scale = value == 0 ? 1 : std::pow(10, 5 - std::floor(std::log10(std::abs(value))));
  return std::clamp(std::round(value * scale) / scale, -kLargestConstant, kLargestConstant);
}

}  // namespace

Variation::Variation(VariationParams params) : params_(std::move(params)) {
  CAMBRIAN_ASSERT(params_.max_statements <= Program::kMaxStatements);
  if (params_.functions.empty()) {
    for (const FunctionInfo& facts : all_functions()) params_.functions.push_back(facts.function);
  }
  const MutationWeights& w = params_.weights;
  weights_ = {w.insert, w.remove, w.argument, w.constant};
}

Program Variation::vary(const Program& parent, Random& random, VariationCounts* counts) const {
  VariationCounts ignored;
  VariationCounts& count = counts == nullptr ? ignored : *counts;
  for (std::uint32_t i = 0; i < params_.tries; ++i) {
    Program child = parent;
    if (!mutate(child, random)) continue;
    while (params_.weights.more > 0 && random.chance(params_.weights.more)) mutate(child, random);
    ++count.drawn;
    if (analyze(child).fault) {
      ++count.wrong;
    } else if (!fingerprint(child)) {
      ++count.not_finite;
    } else {
      return child;
    }
  }
  return parent;
}

bool Variation::mutate(Program& program, Random& random) const {
  switch (random.weighted(weights_)) {
    case 0:
      return insert(program, random);
    case 1:
      return remove(program, random);
    case 2:
      return change_argument(program, random);
    default:
      return change_constant(program, random);
  }
}

bool Variation::insert(Program& program, Random& random) const {
  if (program.statements.size() >= params_.max_statements) return false;
  const std::size_t place = below(program.statements.size() + 1, random);
  const std::vector<std::uint8_t> sources = variables_before(program, place);
  Statement statement;
  statement.function = random.pick(params_.functions);
  for (Argument& argument : statement.used()) {
    const std::size_t choice = below(sources.size() + 1, random);
    argument = choice == sources.size() ? Argument::number(1) : Argument::of(sources[choice]);
  }
  std::vector<std::uint8_t> targets = variables_before(program, program.statements.size());
  if (const auto fresh = fresh_variable(program)) targets.push_back(*fresh);
  statement.target = random.pick(targets);
  program.statements.insert(program.statements.begin() + static_cast<std::ptrdiff_t>(place),
                            statement);
  return true;
}

bool Variation::remove(Program& program, Random& random) const {
  if (program.statements.empty()) return false;
  const std::size_t place = below(program.statements.size(), random);
  program.statements.erase(program.statements.begin() + static_cast<std::ptrdiff_t>(place));
  return true;
}

bool Variation::change_argument(Program& program, Random& random) const {
  if (program.statements.empty()) return false;
  const std::size_t place = below(program.statements.size(), random);
  const std::span<Argument> arguments = program.statements[place].used();
  if (arguments.empty()) return false;
  const std::vector<std::uint8_t> sources = variables_before(program, place);
  const std::size_t choice = below(sources.size() + 1, random);
  Argument& argument = arguments[below(arguments.size(), random)];
  const Argument before = argument;
  argument = choice == sources.size() ? Argument::number(changed(1, random))
                                      : Argument::of(sources[choice]);
  return !(argument == before);
}

bool Variation::change_constant(Program& program, Random& random) const {
  std::vector<Argument*> constants;
  for (Statement& statement : program.statements) {
    for (Argument& argument : statement.used()) {
      if (argument.constant) constants.push_back(&argument);
    }
  }
  if (constants.empty()) return false;
  Argument& constant = *random.pick(constants);
  constant.value = changed(constant.value, random);
  return true;
}

}  // namespace cambrian::optimizer
