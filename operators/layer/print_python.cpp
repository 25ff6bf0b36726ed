#include "operators/layer/analysis.hpp"
#include "operators/layer/print.hpp"

namespace cambrian::layer {
namespace {

constexpr const char* kHead = R"(import torch

EPSILON = 1e-5


def _log(a):
    return torch.sign(a) * torch.log(torch.abs(a) + EPSILON)


def _sqrt(a):
    return a / torch.sqrt(torch.abs(a) + EPSILON)


def _moments(a, dims):
    """What stands for mean, rms and std."""
    mean = torch.mean(a, dims, keepdim=True)
    return {
        "mean": mean,
        "rms": torch.mean(a * a, dims, keepdim=True),
        "std": torch.mean((a - mean) * (a - mean), dims, keepdim=True),
    }


class Layer(torch.nn.Module):
    """For tensors of samples x channels x height x width."""

    def __init__(self, channels, group_size=4, momentum=0.1):
        super().__init__()
        self.channels = channels
        self.groups = channels // group_size if channels % group_size == 0 else 1
        self.momentum = momentum
)";

constexpr const char* kMoment = R"(
    def _moment(self, kind, axes, a):
        if axes == "whg":
            a = a.expand(-1, self.channels, -1, -1)
            n, c, h, w = a.shape
            a = a.reshape(n, self.groups, c // self.groups, h, w)
            m = _moments(a, (2, 3, 4))[kind].expand(n, self.groups, c // self.groups, 1, 1)
            m = m.reshape(n, c, 1, 1)
        else:
            m = _moments(a, (2, 3) if axes == "wh" else (1, 2, 3))[kind]
        return m if kind == "mean" else torch.sqrt(m + EPSILON)
)";

constexpr const char* kBatchMoment = R"(
    def _batch_moment(self, kind, place, a):
        running = getattr(self, "running" + str(place))
        if self.training:
            m = _moments(a, (0, 2, 3))[kind].expand(1, self.channels, 1, 1)
            with torch.no_grad():
                running += self.momentum * (m - running)
        else:
            m = running
        return m if kind == "mean" else torch.sqrt(m + EPSILON)
)";

std::string kind_of(const PrimitiveInfo& facts) {
  return std::string(facts.name.substr(0, facts.name.find('_')));
}

class PythonWriter {
 public:
  explicit PythonWriter(const Graph& graph)
      : graph_(canonical(graph)), analysis_(analyze(graph_).analysis) {}

  std::string text() {
    std::string forward = "\n    def forward(self, x):\n";
    std::string buffers;
    bool moments = false;
    std::size_t running = 0;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const Node& node = graph_.nodes[i];
      const PrimitiveInfo& facts = info(node.primitive);
      std::string value = plain(node);
      const std::string a = name(node.arguments[0]);
      if (facts.of_batch()) {
        const std::string place = std::to_string(++running);
        const std::string fill = facts.moment == Moment::mean ? "zeros" : "ones";
        buffers += "        self.register_buffer(\"running" + place + "\", torch." + fill +
                   "(1, channels, 1, 1))\n";
        value = "self._batch_moment(\"" + kind_of(facts) + "\", " + place + ", " + a + ")";
      } else if (facts.moment != Moment::none) {
        moments = true;
        const std::string axes(facts.name.substr(facts.name.find('_') + 1));
        value = "self._moment(\"" + kind_of(facts) + "\", \"" + axes + "\", " + a + ")";
      }
      forward += "        " + value_name(first_node + i) + " = " + value + "\n";
    }
    forward += "        return " + value_name(graph_.values() - 1) + "\n";
    return kHead + parameters() + buffers + (moments ? kMoment : "") +
           (running > 0 ? kBatchMoment : "") + forward;
  }

 private:
  std::string parameters() const {
    std::string lines;
    for (const Input input : {v0, v1, beta, gamma}) {
      if (!analysis_.live[input]) continue;
      lines += "        self." + value_name(input) + " = torch.nn.Parameter(torch." +
               (input == v0 || input == beta ? "zeros" : "ones") + "(1, channels, 1, 1))\n";
    }
    return lines;
  }
  static std::string name(std::size_t value) {
    if (value == zero || value == one) return "torch.tensor(" + value_name(value) + ".0)";
    const bool learnt = value > one && value < first_node;
    return (learnt ? "self." : "") + value_name(value);
  }
  static std::string plain(const Node& node) {
    const PrimitiveInfo& facts = info(node.primitive);
    const std::string a = name(node.arguments[0]);
    const std::string b = name(node.arguments[1]);
    if (node.primitive == Primitive::neg) return "-" + a;
    if (!facts.symbol.empty()) return a + " " + std::string(facts.symbol) + " " + b;
    if (node.primitive == Primitive::max) return "torch.maximum(" + a + ", " + b + ")";
    if (node.primitive == Primitive::log || node.primitive == Primitive::sqrt)
      return "_" + std::string(facts.name) + "(" + a + ")";
    return "torch." + std::string(facts.name) + "(" + a + ")";
  }

  Graph graph_;
  Analysis analysis_;
};

}  // namespace

std::string to_python(const Graph& graph) { return PythonWriter(graph).text(); }

}  // namespace cambrian::layer
