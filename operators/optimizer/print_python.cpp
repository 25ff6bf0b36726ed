#include <array>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/print.hpp"
#include "operators/optimizer/writing.hpp"

namespace cambrian::optimizer {
namespace {

// Functions that are not torch.NAME; {0} is the first argument.
std::string python_function(Function function) {
  switch (function) {
    case Function::add:
      return "{0} + {1}";
    case Function::sub:
      return "{0} - {1}";
    case Function::mul:
      return "{0} * {1}";
    case Function::div:
      return "{0} / ({1} + 1e-8)";
    case Function::max:
      return "torch.maximum({0}, {1})";
    case Function::min:
      return "torch.minimum({0}, {1})";
    case Function::power:
      return "torch.pow(torch.abs({0}), {1})";
    case Function::interp:
      return "(1 - {2}) * {0} + {2} * {1}";
    case Function::clip:  // of a scalar
      return "{0} * torch.clamp({1} / (torch.abs({0}) + 1e-8), max=1)";
    case Function::reciprocal:
      return "1 / ({0} + 1e-8)";
    case Function::cube:
      return "{0} * {0} * {0}";
    case Function::sqrt:
      return "torch.sqrt(torch.abs({0}))";
    case Function::cbrt:
      return "torch.sign({0}) * torch.pow(torch.abs({0}), 1 / 3)";
    case Function::exp10:
      return "torch.pow(10.0, {0})";
    case Function::log:
    case Function::log2:
    case Function::log10:
      return "torch." + std::string(info(function).name) + "(torch.abs({0}))";
    case Function::log1p:
      return "torch.log(torch.abs(1 + {0}))";
    default:
      return "torch." + std::string(info(function).name) + "({0})";
  }
}

class PythonWriter {
 public:
  explicit PythonWriter(const Program& program) : program_(program) {
    const Verdict verdict = analyze(program);
    result_types_ = verdict.analysis.types;
    for (std::uint8_t i = 0; i < first_local; ++i) types_[i] = input_type(i);
  }

  std::string body() {
    std::string text;
    for (std::size_t i = 0; i < program_.statements.size(); ++i) {
      const Statement& statement = program_.statements[i];
      text += "        " + variable_name(statement.target) + " = " + value(statement) + "\n";
      types_[statement.target] = result_types_[i];
    }
    return text;
  }

 private:
  bool is_list(const Argument& argument) const {
    return !argument.constant && types_[argument.variable] != ValueType::scalar;
  }
  static std::string number(double value) { return "torch.tensor(" + number_text(value) + ")"; }

  // Numbers for each tensor and vectors are lists of tensors; scalars are tensors of one number.
  std::string value(const Statement& statement) {
    const FunctionInfo& facts = info(statement.function);
    std::array<std::string, kMaxArity> names;
    std::string loop;
    std::string lists;
    std::size_t count = 0;
    std::size_t looped = 0;
    for (const Argument& argument : statement.used()) {
      names[count] = argument.constant ? number(argument.value) : variable_name(argument.variable);
      if (is_list(argument)) {
        const std::string item(1, static_cast<char>('a' + looped++));
        loop += (loop.empty() ? "" : ", ") + item;
        lists += (lists.empty() ? "" : ", ") + names[count];
        names[count] = item;
      }
      ++count;
    }
    if (statement.function == Function::pi) return number(3.14159265358979323846);
    if (statement.function == Function::e) return number(2.71828182845904523536);
    if (statement.function == Function::eps) return number(1e-8);
    if (statement.function == Function::global_norm)
      return looped == 0 ? "torch.abs(" + names[0] + ")" : "_global_norm(" + lists + ")";
    if (statement.function == Function::clip && looped > 0 && is_list(statement.arguments[0])) {
      const std::string whole = variable_name(statement.arguments[0].variable);
      return "_clip(" + whole + ", " +
             (is_list(statement.arguments[1]) ? lists.substr(lists.find(", ") + 2)
                                              : "[" + names[1] + "] * len(" + whole + ")") +
             ")";
    }
    const std::string text = facts.shape == Shape::same
                                 ? filled(python_function(statement.function), names)
                                 : reduction(statement, names);
    if (looped == 0) return text;
    if (looped == 1) return "[" + text + " for " + loop + " in " + lists + "]";
    return "[" + text + " for " + loop + " in zip(" + lists + ")]";
  }
  static std::string reduction(const Statement& statement,
                               const std::array<std::string, kMaxArity>& names) {
    std::string text = "_" + std::string(info(statement.function).name) + "(" + names[0];
    if (info(statement.function).arity == 2) text += ", " + names[1];
    return text + ")";
  }

  const Program& program_;
  std::vector<ValueType> result_types_;
  std::array<ValueType, Program::kMaxVariables> types_ = {};
};

constexpr const char* kHead = R"(import torch


def _dot(a, b):
    return torch.sum(a * b)


def _norm(a):
    return torch.sqrt(torch.sum(a * a))


def _cosine_sim(a, b):
    a, b = torch.broadcast_tensors(a, b)
    return _dot(a, b) / (_norm(a) * _norm(b) + 1e-8)


def _mean(a):
    return torch.mean(a)


def _std(a):
    return torch.sqrt(torch.clamp(torch.mean(a * a) - torch.mean(a) ** 2, min=0))


def _global_norm(tensors):
    return torch.sqrt(sum(torch.sum(a * a) for a in tensors))


def _clip(tensors, limits):
    norm = _global_norm(tensors) + 1e-8
    return [a * torch.clamp(limit / norm, max=1) for a, limit in zip(tensors, limits)]


def train(w, g, m, v, lr):
    """The update, and the new m and v: lists of tensors; lr is a tensor of one number."""
    with torch.no_grad():
)";

constexpr const char* kTail = R"(        return update, m, v


class Optimizer(torch.optim.Optimizer):
    """w -= update; `lr` is the program's lr: 1, times a schedule's factor."""

    def __init__(self, params, lr=1.0):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            if not params:
                continue
            for p in params:
                if not self.state[p]:
                    self.state[p] = {"m": torch.zeros_like(p), "v": torch.zeros_like(p)}
            update, m, v = train(
                params,
                [p.grad for p in params],
                [self.state[p]["m"] for p in params],
                [self.state[p]["v"] for p in params],
                torch.tensor(float(group["lr"])),
            )
            for p, u, new_m, new_v in zip(params, update, m, v):
                p -= u
                self.state[p]["m"], self.state[p]["v"] = new_m, new_v
        return loss
)";

}  // namespace

std::string to_python(const Program& program) {
  return kHead + PythonWriter(program).body() + kTail;
}

}  // namespace cambrian::optimizer
