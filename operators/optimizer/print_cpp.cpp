#include <array>

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/print.hpp"
#include "operators/optimizer/writing.hpp"

namespace cambrian::optimizer {
namespace {

std::string cpp_function(Function function) {
  switch (function) {
    case Function::add:
      return "{0} + {1}";
    case Function::sub:
      return "{0} - {1}";
    case Function::mul:
    case Function::dot:
      return "{0} * {1}";
    case Function::div:
      return "{0} / ({1} + 1e-8f)";
    case Function::max:
      return "std::max<float>({0}, {1})";
    case Function::min:
      return "std::min<float>({0}, {1})";
    case Function::power:
      return "std::pow(std::abs({0}), {1})";
    case Function::interp:
      return "(1 - {2}) * {0} + {2} * {1}";
    case Function::cosine_sim:
      return "{0} * {1} / (std::abs({0}) * std::abs({1}) + 1e-8f)";
    case Function::clip:
      return "{0} * std::min<float>({1} / (std::abs({0}) + 1e-8f), 1)";
    case Function::global_norm:
    case Function::norm:
    case Function::abs:
      return "std::abs({0})";
    case Function::mean:
      return "{0}";
    case Function::std:
      return "{0} - {0}";
    case Function::negative:
      return "-{0}";
    case Function::reciprocal:
      return "1 / ({0} + 1e-8f)";
    case Function::square:
      return "{0} * {0}";
    case Function::cube:
      return "{0} * {0} * {0}";
    case Function::sqrt:
      return "std::sqrt(std::abs({0}))";
    case Function::sign:
      return "float({0} > 0) - float({0} < 0)";
    case Function::exp10:
      return "std::pow(10.0f, {0})";
    case Function::log:
    case Function::log2:
    case Function::log10:
      return "std::" + std::string(info(function).name) + "(std::abs({0}))";
    case Function::log1p:
      return "std::log(std::abs(1 + {0}))";
    case Function::arcsin:
    case Function::arccos:
    case Function::arctan:
    case Function::arcsinh:
    case Function::arccosh:
    case Function::arctanh:
      return "std::a" + std::string(info(function).name.substr(3)) + "({0})";
    case Function::pi:
      return "3.14159265f";
    case Function::e:
      return "2.71828183f";
    case Function::eps:
      return "1e-8f";
    default:
      return "std::" + std::string(info(function).name) + "({0})";
  }
}

// What folds the sums over tensors of what is in [brackets].
std::string cpp_reduction(Function function) {
  switch (function) {
    case Function::dot:
      return "sums([{0} * {1}])";
    case Function::norm:
      return "roots(sums([{0} * {0}]))";
    case Function::mean:
      return "means(sums([{0}]))";
    case Function::std:
      return "deviations(sums([{0}]), sums([{0} * {0}]))";
    case Function::cosine_sim:
      return "cosines(sums([{0} * {1}]), sums([{0} * {0}]), sums([{1} * {1}]))";
    default:
      return "std::sqrt(total(sums([{0} * {0}])))";
  }
}

/// [f] is a function of i and t, <f> one of t alone.
std::string with_lambdas(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[') {
      out += "[&]([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t t) { return ";
    } else if (c == '<') {
      out += "[&](std::size_t t) { return ";
    } else if (c == ']' || c == '>') {
      out += "; }";
    } else {
      out += c;
    }
  }
  return out;
}

class CppWriter {
 public:
  explicit CppWriter(const Program& program) : program_(program) {
    result_types_ = analyze(program).analysis.types;
    for (std::uint8_t i = 0; i < update; ++i) {
      types_[i] = input_type(i);
      declared_[i] = true;
    }
  }

  std::string body() {
    std::string text;
    for (std::size_t i = 0; i < program_.statements.size(); ++i)
      text += statement(program_.statements[i], result_types_[i]);
    return text;
  }

 private:
  /// The element at i (of tensor t) of an argument; `index` is "i" or "t" for vectors.
  std::string element(const Argument& argument) const {
    if (argument.constant) return "float(" + number_text(argument.value) + ")";
    const std::string name = variable_name(argument.variable);
    switch (types_[argument.variable]) {
      case ValueType::scalar:
        return name;
      case ValueType::per_tensor:
        return name + "[t]";
      case ValueType::vector:
        return name + "[i]";
    }
    return name;
  }

  std::string declaration(std::uint8_t target, ValueType type) {
    types_[target] = type;
    if (declared_[target]) return "";
    declared_[target] = true;
    const std::string name = variable_name(target);
    if (type == ValueType::scalar) return "    float " + name + " = 0;\n";
    return "    std::vector<float> " + name +
           (type == ValueType::vector ? "(size());\n" : "(tensors());\n");
  }

  std::string statement(const Statement& statement, ValueType type) {
    std::array<std::string, kMaxArity> elements;
    ValueType largest = ValueType::scalar;
    std::size_t count = 0;
    for (const Argument& argument : statement.used()) {
      elements[count++] = element(argument);
      if (!argument.constant) largest = std::max(largest, types_[argument.variable]);
    }
    const std::string name = variable_name(statement.target);
    std::string text = declaration(statement.target, type);
    const FunctionInfo& facts = info(statement.function);
    if (facts.shape == Shape::scalar && largest == ValueType::per_tensor) {
      return text + "    " + name + " = " +
             filled(with_lambdas("std::sqrt(total(each_tensor(<{0} * {0}>)))"), elements) + ";\n";
    }
    if (facts.shape != Shape::same && facts.arity > 0 && largest == ValueType::vector) {
      return text + "    " + name + " = " +
             filled(with_lambdas(cpp_reduction(statement.function)), elements) + ";\n";
    }
    std::string value = filled(cpp_function(statement.function), elements);
    std::string before;
    if (statement.function == Function::clip && elements[0].back() == ']') {
      const std::string norm = elements[0].ends_with("[i]")
                                   ? "std::sqrt(total(sums([{0} * {0}])))"
                                   : "std::sqrt(total(each_tensor(<{0} * {0}>)))";
      before = "    const float norm" + std::to_string(++norms_) + " = " +
               filled(with_lambdas(norm), elements) + ";\n";
      value = elements[0] + " * std::min<float>(" + elements[1] + " / (norm" +
              std::to_string(norms_) + " + 1e-8f), 1)";
    }
    text += before;
    if (type == ValueType::scalar) return text + "    " + name + " = " + value + ";\n";
    text += "    for (std::size_t t = 0; t < tensors(); ++t) ";
    if (type == ValueType::per_tensor) return text + name + "[t] = " + value + ";\n";
    return text + "{\n      for (std::size_t i = begins_[t]; i < begins_[t + 1]; ++i) " + name +
           "[i] = " + value + ";\n    }\n";
  }

  const Program& program_;
  std::vector<ValueType> result_types_;
  std::array<ValueType, Program::kMaxVariables> types_ = {};
  std::array<bool, Program::kMaxVariables> declared_ = {};
  int norms_ = 0;
};

constexpr const char* kHead = R"(#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// w -= update. The tensors of the parameters stand one after the other.
class Optimizer {
 public:
  explicit Optimizer(const std::vector<std::size_t>& sizes) {
    for (const std::size_t size : sizes) begins_.push_back(begins_.back() + size);
    m_.resize(size());
    v_.resize(size());
  }
  std::size_t size() const { return begins_.back(); }
  std::size_t tensors() const { return begins_.size() - 1; }

  /// `lr` is the program's lr: 1, times a schedule's factor.
  void step(float* weights, const float* gradient, float lr = 1) {
    std::vector<float> w(weights, weights + size());
    std::vector<float> g(gradient, gradient + size());
    std::vector<float>& m = m_;
    std::vector<float>& v = v_;
)";

constexpr const char* kTail = R"(    (void)m, (void)v, (void)lr;
    for (std::size_t i = 0; i < size(); ++i) weights[i] -= update[i];
  }

 private:
  template <class F>
  std::vector<float> each_tensor(F f) const {
    std::vector<float> out(tensors());
    for (std::size_t t = 0; t < tensors(); ++t) out[t] = f(t);
    return out;
  }
  template <class F>
  std::vector<float> sums(F f) const {
    return each_tensor([&](std::size_t t) {
      double sum = 0;
      for (std::size_t i = begins_[t]; i < begins_[t + 1]; ++i) sum += f(i, t);
      return float(sum);
    });
  }
  std::vector<float> roots(const std::vector<float>& x) const {
    return each_tensor([&](std::size_t t) { return std::sqrt(x[t]); });
  }
  std::vector<float> means(const std::vector<float>& x) const {
    return each_tensor([&](std::size_t t) { return x[t] / float(begins_[t + 1] - begins_[t]); });
  }
  std::vector<float> deviations(const std::vector<float>& x, const std::vector<float>& y) const {
    const std::vector<float> mean = means(x), square = means(y);
    return each_tensor(
        [&](std::size_t t) { return std::sqrt(std::max(square[t] - mean[t] * mean[t], 0.0f)); });
  }
  std::vector<float> cosines(const std::vector<float>& ab, const std::vector<float>& aa,
                             const std::vector<float>& bb) const {
    return each_tensor([&](std::size_t t) {
      return ab[t] / (std::sqrt(aa[t]) * std::sqrt(bb[t]) + 1e-8f);
    });
  }
  static float total(const std::vector<float>& x) {
    double sum = 0;
    for (const float value : x) sum += value;
    return float(sum);
  }

  std::vector<std::size_t> begins_ = {0};
  std::vector<float> m_, v_;
};
)";

}  // namespace

std::string to_cpp(const Program& program) { return kHead + CppWriter(program).body() + kTail; }

}  // namespace cambrian::optimizer
