#include "problems/function_approximation/full_range.hpp"

#include <cmath>
#include <limits>

#include "operators/program/quad.hpp"

namespace cambrian::approximation {
namespace {

using program::Op;
using program::Operand;
using program::Program;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();
constexpr float kLeastNormal = std::numeric_limits<float>::min();
constexpr float kLeast = std::numeric_limits<float>::denorm_min();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// As far as the three parts of pi carry the argument of sin.
constexpr float kFarthest = 65536;

// The complete function while it is put together around the core.
class Builder {
 public:
  explicit Builder(const Program& core) : core_(core) { made_.constants = core.constants; }

  Operand x() const { return Operand::input(0); }
  Operand constant(double value) { return made_.append_constant(static_cast<float>(value)); }
  Operand apply(Op op, std::initializer_list<Operand> operands) {
    return made_.append(op, operands);
  }
  Operand core(Operand argument) {
    const std::size_t base = made_.code.size();
    const auto moved = [&](Operand o) {
      if (o.is_value()) return Operand::value(base + o.index);
      return o.is_input() ? argument : o;
    };
    for (program::Instruction i : core_.code) {
      for (Operand& o : i.arguments()) o = moved(o);
      made_.code.push_back(i);
    }
    return moved(core_.result);
  }
  Program finish(Operand result) {
    made_.result = result;
    return std::move(made_);
  }

 private:
  const Program& core_;
  Program made_;
};

// x - n*c for the parts of c, each but the last exact.
Operand reduced(Builder& b, Operand n, Quad c, int parts) {
  Operand rest = b.x();
  for (int part = 0; part < parts; ++part) {
    const float head = static_cast<float>(c);
    rest = b.apply(Op::fma, {n, b.constant(-head), rest});
    c -= head;
  }
  return rest;
}

Program exp2_of(const Program& core) {
  Builder b(core);
  const Operand below = b.apply(Op::min, {b.x(), b.constant(129)});
  const Operand x = b.apply(Op::max, {below, b.constant(-151)});
  const Operand n = b.apply(Op::round, {x});
  const Operand y = b.core(b.apply(Op::sub, {x, n}));
  return b.finish(b.apply(Op::scale, {y, n}));
}

Program exp_of(const Program& core) {
  Builder b(core);
  const Quad ln2 = program::log(Quad(2));
  const Operand t = b.apply(Op::mul, {b.x(), b.constant(static_cast<double>(1 / ln2))});
  const Operand below = b.apply(Op::min, {t, b.constant(129)});
  const Operand n = b.apply(Op::round, {b.apply(Op::max, {below, b.constant(-151)})});
  const Operand rest = reduced(b, n, ln2, 2);
  // Beyond the clamp the rest is large, and of no meaning.
  const Operand least = b.apply(Op::max, {rest, b.constant(-0.35)});
  const Operand y = b.core(b.apply(Op::min, {least, b.constant(0.35)}));
  return b.finish(b.apply(Op::scale, {y, n}));
}

Program log2_of(const Program& core) {
  Builder b(core);
  const Operand exponent = b.apply(Op::exponent, {b.x()});
  const Operand significand = b.apply(Op::significand, {b.x()});
  const Operand y = b.core(b.apply(Op::sub, {significand, b.constant(1)}));
  return b.finish(b.apply(Op::add, {y, exponent}));
}

Program sin_of(const Program& core) {
  Builder b(core);
  const Quad pi = 4 * program::atan(Quad(1));
  const Operand turns = b.apply(Op::mul, {b.x(), b.constant(static_cast<double>(1 / pi))});
  const Operand n = b.apply(Op::round, {turns});
  const Operand y = b.core(reduced(b, n, pi, 3));
  // -1 for odd n.
  const Operand half = b.apply(Op::round, {b.apply(Op::mul, {n, b.constant(0.5)})});
  const Operand odd = b.apply(Op::fma, {half, b.constant(-2), n});
  const Operand square = b.apply(Op::mul, {odd, odd});
  const Operand sign = b.apply(Op::fma, {square, b.constant(-2), b.constant(1)});
  return b.finish(b.apply(Op::mul, {y, sign}));
}

FloatRange known(float low, float high, double constant) {
  return {.low = low, .high = high, .is_constant = true, .constant = constant};
}
FloatRange asked(float low, float high) { return {.low = low, .high = high}; }
FloatRange library(float low, float high, double (*function)(double)) {
  return {.low = low, .high = high, .library = function};
}
float after(float x) { return std::nextafter(x, kInfinity); }
float before(float x) { return std::nextafter(x, -kInfinity); }

std::vector<FullRange> make_ranges() {
  std::vector<FullRange> all;
  // 0 stands for what is less than a millionth of the least float.
  all.push_back({.function = "exp2",
                 .core = "2^x",
                 .core_low = "-1/2",
                 .core_high = "1/2",
                 .library = [](double x) { return std::exp2(x); },
                 .fast_low = -125,
                 .fast_high = 125,
                 .library_beyond = false,
                 .assemble = exp2_of,
                 .ranges = {known(-kInfinity, -170, 0), asked(after(-170), 129),
                            known(after(129), kInfinity, kInfinity)},
                 .focus_low = -0.5,
                 .focus_high = 0.5});
  all.push_back({.function = "exp",
                 .core = "exp(x)",
                 .core_low = "-log(2)/2",
                 .core_high = "log(2)/2",
                 .library = [](double x) { return std::exp(x); },
                 .fast_low = -86,
                 .fast_high = 86,
                 .library_beyond = false,
                 .assemble = exp_of,
                 .ranges = {known(-kInfinity, -120, 0), asked(after(-120), 89),
                            known(after(89), kInfinity, kInfinity)},
                 .focus_low = -0.34657F,
                 .focus_high = 0.34657F});
  all.push_back(
      {.function = "log2",
       .core = "log2(1+x)",
       .core_low = "sqrt(1/2)-1",
       .core_high = "sqrt(2)-1",
       .library = [](double x) { return std::log2(x); },
       .fast_low = kLeastNormal,
       .fast_high = kLargest,
       .library_beyond = false,
       .assemble = log2_of,
       .ranges = {known(-kInfinity, -kLeast, kNan), known(0, 0, -kInfinity), asked(kLeast, 0.5F),
                  library(after(0.5F), before(2), [](double x) { return std::log2(x); }),
                  asked(2, kLargest), known(kInfinity, kInfinity, kInfinity)},
       .focus_low = 0.7071F,
       .focus_high = 1.4142F});
  all.push_back(
      {.function = "sin",
       .core = "sin(x)",
       .core_low = "-pi/2",
       .core_high = "pi/2",
       .library = [](double x) { return std::sin(x); },
       .fast_low = -kFarthest,
       .fast_high = kFarthest,
       .library_beyond = true,
       .assemble = sin_of,
       .ranges = {library(-kFarthest, before(-1), [](double x) { return std::sin(x); }),
                  asked(-1, 1), library(after(1), kFarthest, [](double x) { return std::sin(x); })},
       .focus_low = -1.5708F,
       .focus_high = 1.5708F});
  return all;
}

}  // namespace

std::span<const FullRange> full_ranges() {
  static const std::vector<FullRange> all = make_ranges();
  return all;
}

const FullRange* find_full_range(std::string_view function) {
  for (const FullRange& range : full_ranges()) {
    if (range.function == function) return &range;
  }
  return nullptr;
}

}  // namespace cambrian::approximation
