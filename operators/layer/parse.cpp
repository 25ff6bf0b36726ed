#include "operators/layer/parse.hpp"

#include <map>
#include <utility>
#include <vector>

#include "engine/core/suggest.hpp"
#include "engine/text/scanner.hpp"
#include "operators/layer/analysis.hpp"

namespace cambrian::layer {
namespace {

class Parser : private Scanner {
 public:
  Parser(std::string_view text, std::string name) : Scanner(text, std::move(name)) {
    for (const Input input : {x, v0, v1, beta, gamma}) names_[value_name(input)] = input;
  }

  Graph graph() {
    for (skip_lines(); at_ < text_.size(); skip_lines()) line();
    if (!returned_) fail(text_.size(), "nothing is returned", "end with e.g. return max(x, 0)");
    const auto fault = analyze(graph_).fault;
    if (fault) fail(fault->node < places_.size() ? places_[fault->node] : *returned_, fault->what);
    return std::move(graph_);
  }

 private:
  using Id = std::uint8_t;

  void line() {
    const std::size_t start = at_;
    const std::string name = word();
    if (returned_) fail(start, "nothing may come after return");
    const bool last = name == "return";
    if (!last) {
      for (std::size_t i = 0; i < first_node; ++i)
        if (name == value_name(i)) fail(start, "\"" + name + "\" cannot be assigned");
      expect('=');
    }
    skip_spaces();
    const std::size_t formula = at_;
    const Id value = sum();
    skip_spaces();
    if (peek() != '\n') fail(at_, "expected an operator or the end of the line, not " + found());
    if (!last) {
      names_[name] = value;
      return;
    }
    returned_ = formula;
    // What was computed after it is of no use.
    if (value < first_node)
      emit(formula, Primitive::add, value, zero);
    else
      graph_.nodes.resize(value - first_node + 1U);
  }

  Id emit(std::size_t at, Primitive primitive, Id a, Id b = 0) {
    if (graph_.nodes.size() == Graph::kMaxNodes)
      fail(at, "the layer has more than " + std::to_string(Graph::kMaxNodes) + " nodes");
    graph_.nodes.push_back({primitive, {a, b}});
    places_.push_back(at);
    return static_cast<Id>(graph_.values() - 1);
  }

  Id sum() {
    Id left = product();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('+')) {
        left = emit(at, Primitive::add, left, product());
      } else if (take('-')) {
        const Id right = emit(at, Primitive::neg, product());
        left = emit(at, Primitive::add, left, right);
      } else {
        return left;
      }
    }
  }
  Id product() {
    Id left = factor();
    while (true) {
      skip_spaces();
      const std::size_t at = at_;
      if (take('*')) {
        left = emit(at, Primitive::mul, left, factor());
      } else if (take('/')) {
        left = emit(at, Primitive::div, left, factor());
      } else {
        return left;
      }
    }
  }
  Id factor() {
    skip_spaces();
    const std::size_t at = at_;
    if (++depth_ > kMaxDepth) fail(at, "the formula is nested too deeply");
    Id value = zero;
    if (take('-')) {
      value = emit(at, Primitive::neg, factor());
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
  Id number() {
    const std::size_t start = at_;
    while (digit(peek()) || peek() == '.') ++at_;
    const std::string_view digits = text_.substr(start, at_ - start);
    if (digits == "0") return zero;
    if (digits == "1") return one;
    fail(start, "the only numbers are 0 and 1", "v0 and v1 are learnt");
  }
  Id name_or_call() {
    const std::size_t at = at_;
    const std::string name = word();
    std::vector<std::string> all;
    if (!take('(')) {
      const auto known = names_.find(name);
      if (known != names_.end()) return known->second;
      for (const auto& entry : names_) all.push_back(entry.first);
      fail(at, "\"" + name + "\" has no value yet", did_you_mean(name, all));
    }
    const auto primitive = find_primitive(name);
    if (primitive) return call(at, *primitive);
    for (const PrimitiveInfo& entry : all_primitives()) all.emplace_back(entry.name);
    fail(at, "\"" + name + "\" is not a primitive", did_you_mean(name, all));
  }
  Id call(std::size_t at, Primitive primitive) {
    std::vector<Id> given;
    do {
      given.push_back(sum());
    } while (take(','));
    expect(')');
    const PrimitiveInfo& facts = info(primitive);
    if (given.size() != facts.arity) {
      fail(at, "\"" + std::string(facts.name) + "\" takes " + std::to_string(facts.arity) +
                   (facts.arity == 1 ? " argument, not " : " arguments, not ") +
                   std::to_string(given.size()));
    }
    return emit(at, primitive, given[0], given.size() == 2 ? given[1] : Id{0});
  }

  static constexpr int kMaxDepth = 100;

  int depth_ = 0;
  Graph graph_;
  std::optional<std::size_t> returned_;  // where its formula begins
  std::vector<std::size_t> places_;      // of the nodes
  std::map<std::string, Id> names_;
};

}  // namespace

Result<Graph> parse(std::string_view text, const std::string& name) {
  try {
    return Parser(text, name).graph();
  } catch (const Scanner::Fault& fault) {
    return fault.error;
  }
}

}  // namespace cambrian::layer
