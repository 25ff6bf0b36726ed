#include "operators/expression/constraints.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/core/suggest.hpp"

namespace cambrian::expression {
namespace {

constexpr std::uint32_t kFirstDefinition = 64;
constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();

/// `left=right`, trimmed of spaces.
struct Setting {
  std::string left, right;
};
std::optional<Setting> split_setting(std::string_view text, char between) {
  const std::size_t at = text.find(between);
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  const auto left = split_words(text.substr(0, at));
  if (left.size() != 1) return std::nullopt;
  return Setting{left[0], std::string(text.substr(at + 1))};
}

template <class T>
std::optional<T> number(std::string_view text) {
  const auto words = split_words(text);
  if (words.size() != 1) return std::nullopt;
  T value{};
  const char* end = words[0].data() + words[0].size();
  const auto [stop, error] = std::from_chars(words[0].data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

struct Operator {
  std::uint32_t key = 0;
  std::size_t arity = 0;
};
Result<Operator> find_operator(const std::string& name, const Vocabulary& vocabulary,
                               const std::string& where) {
  for (std::size_t i = 0; i < vocabulary.definitions.size(); ++i) {
    if (vocabulary.definitions[i].name == name)
      return Operator{kFirstDefinition + static_cast<std::uint32_t>(i),
                      vocabulary.definitions[i].arguments.size()};
  }
  if (const auto op = find_op(name))
    return Operator{static_cast<std::uint32_t>(*op), info(*op).arity};
  std::vector<std::string> names;
  for (const OpInfo& known : all_ops()) names.emplace_back(known.name);
  for (const Definition& definition : vocabulary.definitions) names.push_back(definition.name);
  return Error{where, "unknown operator '" + name + "'", did_you_mean(name, names)};
}

std::string place(std::string_view what, const std::string& text) {
  return std::string(what) + " \"" + text + "\"";
}

}  // namespace

Constraints::Constraints(std::size_t max_size) : max_size_(max_size) {}

Result<Constraints> Constraints::make(const ConstraintRequest& request,
                                      const Vocabulary& vocabulary) {
  if (request.max_size < 1 || request.max_size > Expression::kMaxNodes)
    return Error{"max_size", "must be 1 .. 4096, is " + std::to_string(request.max_size), ""};
  Constraints made(request.max_size);
  made.max_depth_ = request.max_depth;
  for (const std::string& text : request.arguments) {
    if (auto added = made.add_arguments(text, vocabulary); !added) return added.error();
  }
  for (const std::string& text : request.nesting) {
    if (auto added = made.add_nesting(text, vocabulary); !added) return added.error();
  }
  for (const std::string& text : request.complexity) {
    if (auto added = made.add_weight(text, vocabulary); !added) return added.error();
  }
  return made;
}

Result<void> Constraints::add_arguments(const std::string& text, const Vocabulary& vocabulary) {
  const std::string where = place("argument limit", text);
  const Error form{where, "cannot be read", "write pow=9,1 or exp=5; -1 means any size"};
  const auto setting = split_setting(text, '=');
  if (!setting) return form;
  const auto op = find_operator(setting->left, vocabulary, where);
  if (!op) return op.error();
  const auto words = split_words(setting->right);
  if (words.size() != op->arity) {
    return Error{where,
                 "'" + setting->left + "' has " + std::to_string(op->arity) + " argument(s), " +
                     std::to_string(words.size()) + " limit(s) given",
                 form.hint};
  }
  ArgumentLimit limit;
  limit.most = {kAny, kAny};
  for (std::size_t k = 0; k < words.size(); ++k) {
    const auto most = number<int>(words[k]);
    if (!most || *most < -1 || *most == 0) return form;
    if (*most > 0) limit.most[k] = static_cast<std::uint32_t>(*most);
  }
  if (arguments_.empty())
    arguments_.assign(kFirstDefinition + vocabulary.definitions.size(), {{kAny, kAny}});
  arguments_[op->key] = limit;
  return {};
}

Result<void> Constraints::add_nesting(const std::string& text, const Vocabulary& vocabulary) {
  const std::string where = place("nesting limit", text);
  const Error form{where, "cannot be read", "write sin: sin=0 cos=1"};
  const auto parts = split_setting(text, ':');
  if (!parts) return form;
  const auto outer = find_operator(parts->left, vocabulary, where);
  if (!outer) return outer.error();
  const auto words = split_words(parts->right);
  if (words.empty()) return form;
  for (const std::string& word : words) {
    const auto setting = split_setting(word, '=');
    if (!setting) return form;
    const auto inner = find_operator(setting->left, vocabulary, where);
    if (!inner) return inner.error();
    const auto most = number<std::uint32_t>(setting->right);
    if (!most) return form;
    nesting_.push_back({outer->key, inner->key, *most});
  }
  return {};
}

Result<void> Constraints::add_weight(const std::string& text, const Vocabulary& vocabulary) {
  const std::string where = place("complexity", text);
  const Error form{where, "cannot be read", "write exp=2, constant=1.5, variable=1 or x1=3"};
  const auto setting = split_setting(text, '=');
  if (!setting) return form;
  const auto weight = number<double>(setting->right);
  if (!weight) return form;
  if (!(*weight >= 0 && *weight <= 1000)) return Error{where, "must be 0 .. 1000", ""};
  if (weights_.empty()) {
    weights_.assign(kFirstDefinition + vocabulary.definitions.size(), 1.0);
    variable_weights_.assign(vocabulary.variables.size(), 1.0);
    weighted_ = true;
  }
  const auto& columns = vocabulary.variables;
  const auto column = std::find(columns.begin(), columns.end(), setting->left);
  if (column != columns.end()) {
    variable_weights_[static_cast<std::size_t>(column - columns.begin())] = *weight;
  } else if (setting->left == "constant") {
    weights_[static_cast<std::size_t>(Op::constant)] = *weight;
  } else if (setting->left == "variable") {
    std::fill(variable_weights_.begin(), variable_weights_.end(), *weight);
  } else {
    const auto op = find_operator(setting->left, vocabulary, where);
    if (!op) return op.error();
    weights_[op->key] = *weight;
  }
  return {};
}

std::size_t Constraints::complexity(std::span<const Node> nodes) const {
  if (!weighted_) return nodes.size();
  double sum = 0;
  for (const Node& node : nodes)
    sum += node.is_variable() ? variable_weights_[node.index] : weights_[operator_key(node)];
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(sum)));
}

bool Constraints::check(const Expression& expression, std::size_t max_size) const {
  const std::span<const Node> nodes = expression.nodes;
  if (nodes.empty() || nodes.size() > Expression::kMaxNodes) return false;
  if (complexity(nodes) > std::min(max_size, max_size_)) return false;
  if (max_depth_ > 0 && nodes.size() > max_depth_ && expression.depth() > max_depth_) return false;
  if (!arguments_.empty() && !arguments_hold(nodes)) return false;
  return nesting_.empty() || nesting_holds(nodes);
}

bool Constraints::arguments_hold(std::span<const Node> nodes) const {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].is_leaf()) continue;
    const auto& most = arguments_[operator_key(nodes[i])].most;
    if (most[0] == kAny && most[1] == kAny) continue;
    std::size_t root = i - 1;
    for (std::size_t k = nodes[i].arity; k-- > 0;) {
      const std::size_t length = nodes[root].length;
      if (most[k] != kAny && complexity(nodes.subspan(root + 1 - length, length)) > most[k])
        return false;
      root -= length;
    }
  }
  return true;
}

bool Constraints::nesting_holds(std::span<const Node> nodes) const {
  std::array<std::uint16_t, Expression::kMaxNodes> counts;
  for (const NestingLimit& limit : nesting_) {
    std::size_t top = 0;
    for (const Node& node : nodes) {
      std::uint16_t below = 0;
      for (int k = 0; k < node.arity; ++k) below = std::max(below, counts[--top]);
      const std::uint32_t key = operator_key(node);
      if (key == limit.outer && below > limit.most) return false;
      counts[top++] = static_cast<std::uint16_t>(below + (key == limit.inner ? 1 : 0));
    }
  }
  return true;
}

}  // namespace cambrian::expression
