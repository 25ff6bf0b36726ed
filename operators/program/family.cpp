#include "operators/program/family.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cambrian::program {
namespace {

std::uint64_t mix(std::uint64_t h) {
  h = (h ^ h >> 31) * 0x9E3779B97F4A7C15ULL;
  h = (h ^ h >> 29) * 0xD6E8FEB86659FD93ULL;
  return h ^ h >> 32;
}

constexpr std::uint64_t kConstant = 0xC0;
constexpr std::uint64_t kInput = 0x1000;
constexpr std::uint64_t kSum = 0x51;
constexpr std::uint64_t kProduct = 0x52;
constexpr std::uint64_t kOther = 0x2000;

// A term of a sum or a factor of a product: what `hash` stands for, or its negative.
struct Part {
  std::uint64_t hash = 0;
  bool negative = false;
  bool free = false;     ///< a constant of its own takes any factor up
  bool divides = false;  ///< in a product
};

enum class Kind { sum, product, other };

struct Node {
  Kind kind = Kind::other;
  std::vector<Part> parts;
  Part whole;
};

class Families {
 public:
  explicit Families(const Program& program)
      : program_(program), uses_(use_counts(program)), nodes_(program.code.size()) {}

  std::uint64_t run() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) read(i);
    const Part result = part(program_.result);
    return mix(result.hash + (result.negative && !result.free ? 1 : 0));
  }

 private:
  Part part(Operand o) const {
    if (o.is_constant()) return {.hash = kConstant, .free = true};
    if (o.is_input()) return {.hash = kInput + o.index};
    Part p = nodes_[o.index].whole;
    if (uses_[o.index] > 1) {
      // One constant cannot please two readers.
      p.hash = mix(p.hash + uses_[o.index]);
      p.free = false;
    }
    return p;
  }

  void join(Node& to, Kind kind, Operand o, bool inverse) const {
    to.kind = kind;
    const std::size_t first = to.parts.size();
    if (o.is_value() && nodes_[o.index].kind == kind && uses_[o.index] == 1) {
      const std::vector<Part>& parts = nodes_[o.index].parts;
      to.parts.insert(to.parts.end(), parts.begin(), parts.end());
    } else {
      to.parts.push_back(part(o));
    }
    if (!inverse) return;
    for (std::size_t k = first; k < to.parts.size(); ++k) {
      bool& turned = kind == Kind::sum ? to.parts[k].negative : to.parts[k].divides;
      turned = !turned;
    }
  }

  void read(std::size_t i) {
    const Instruction& code = program_.code[i];
    Node& node = nodes_[i];
    switch (code.op) {
      case Op::add:
      case Op::sub:
        join(node, Kind::sum, code.operands[0], false);
        join(node, Kind::sum, code.operands[1], code.op == Op::sub);
        node.whole = sum(node.parts);
        return;
      case Op::mul:
      case Op::div:
        join(node, Kind::product, code.operands[0], false);
        join(node, Kind::product, code.operands[1], code.op == Op::div);
        node.whole = product(node.parts);
        return;
      case Op::fma: {
        Node factors;
        join(factors, Kind::product, code.operands[0], false);
        join(factors, Kind::product, code.operands[1], false);
        node.parts.push_back(product(factors.parts));
        join(node, Kind::sum, code.operands[2], false);
        node.whole = sum(node.parts);
        return;
      }
      default:
        node.whole.hash = mix(kOther + static_cast<std::uint64_t>(code.op));
        for (const Operand o : code.arguments()) {
          const Part p = part(o);
          node.whole.hash = mix(node.whole.hash + 2 * p.hash + (p.negative && !p.free ? 1 : 0));
        }
    }
  }

  // Of a sum and its negative, the one with the smaller hash stands for both.
  static Part sum(const std::vector<Part>& parts) {
    std::uint64_t plus = kSum, minus = kSum;
    bool free = true;
    for (const Part& p : parts) {
      plus += mix(4 * p.hash + (p.free ? 2 : p.negative ? 1 : 0));
      minus += mix(4 * p.hash + (p.free ? 2 : p.negative ? 0 : 1));
      free = free && p.free;
    }
    return {.hash = mix(std::min(plus, minus)), .negative = !free && minus < plus, .free = free};
  }

  static Part product(const std::vector<Part>& parts) {
    std::uint64_t hash = kProduct;
    bool negative = false, free = false;
    for (const Part& p : parts) {
      hash += mix(4 * p.hash + (p.divides ? 1 : 0));
      negative = negative != p.negative;
      free = free || p.free;
    }
    return {.hash = mix(hash), .negative = !free && negative, .free = free};
  }

  const Program& program_;
  std::vector<std::uint32_t> uses_;
  std::vector<Node> nodes_;
};

}  // namespace

std::uint64_t family_hash(const Program& program) { return Families(program).run(); }

}  // namespace cambrian::program
