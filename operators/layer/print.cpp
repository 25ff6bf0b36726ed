#include "operators/layer/print.hpp"

#include <algorithm>
#include <vector>

#include "operators/layer/analysis.hpp"

namespace cambrian::layer {
namespace {

/// How tightly a formula holds together.
enum class Rank { sum, product, sign, whole };

struct Formula {
  std::string text;
  Rank rank = Rank::whole;

  std::string within(Rank least) const { return rank < least ? "(" + text + ")" : text; }
};

class Writer {
 public:
  explicit Writer(Graph graph) : graph_(std::move(graph)), uses_(graph_.values()) {
    for (const Node& node : graph_.nodes) {
      for (const std::uint8_t argument : node.used()) ++uses_[argument];
    }
  }

  std::string text() {
    std::string lines;
    std::size_t names = 0;
    for (std::size_t i = 0; i < first_node; ++i) formulas_.push_back({value_name(i)});
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      Formula formula = formula_of(graph_.nodes[i]);
      if (uses_[first_node + i] > 1) {
        const std::string name = "x" + std::to_string(++names);
        lines += name + " = " + formula.text + "\n";
        formula = {name};
      }
      formulas_.push_back(std::move(formula));
    }
    return lines + "return " + formulas_.back().text + "\n";
  }

 private:
  Formula formula_of(const Node& node) const {
    const PrimitiveInfo& facts = info(node.primitive);
    const Formula& a = formulas_[node.arguments[0]];
    const Formula& b = formulas_[node.arguments[1]];
    switch (node.primitive) {
      case Primitive::add:
        if (b.rank == Rank::sign)
          return {a.within(Rank::sum) + " - " + b.text.substr(1), Rank::sum};
        return {a.within(Rank::sum) + " + " + b.within(Rank::product), Rank::sum};
      case Primitive::mul:
        return {a.within(Rank::product) + " * " + b.within(Rank::sign), Rank::product};
      case Primitive::div:
        return {a.within(Rank::product) + " / " + b.within(Rank::sign), Rank::product};
      case Primitive::neg:
        return {"-" + a.within(Rank::whole), Rank::sign};
      default:
        break;
    }
    std::string text = std::string(facts.name) + "(" + a.text;
    if (facts.arity == 2) text += ", " + b.text;
    return {text + ")"};
  }

  Graph graph_;
  std::vector<int> uses_;
  std::vector<Formula> formulas_;
};

}  // namespace

std::string to_text(const Graph& graph) {
  std::string text;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const PrimitiveInfo& facts = info(node.primitive);
    const std::string a = value_name(node.arguments[0]);
    text += value_name(first_node + i) + " = ";
    if (facts.arity == 1) {
      text += node.primitive == Primitive::neg ? "-" + a : std::string(facts.name) + "(" + a + ")";
    } else {
      const std::string b = value_name(node.arguments[1]);
      text += facts.symbol.empty() ? std::string(facts.name) + "(" + a + ", " + b + ")"
                                   : a + " " + std::string(facts.symbol) + " " + b;
    }
    text += "\n";
  }
  return text + "return " + value_name(graph.values() - 1) + "\n";
}

std::string to_formula(const Graph& graph) { return Writer(canonical(graph)).text(); }

std::string to_line(const Graph& graph) {
  std::string line = to_formula(graph);
  line.pop_back();
  for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at))
    line.replace(at, 1, "; ");
  return line;
}

}  // namespace cambrian::layer
