// What tests of the library share.
#pragma once

#include <functional>
#include <vector>

#include "operators/expression/library/library.hpp"

namespace cambrian::expression {

/// Of one row.
using Formula = std::function<double(const std::vector<double>&)>;

/// + - * / square sqrt exp log sin cos.
inline Vocabulary usual_vocabulary() {
  Vocabulary vocabulary;
  for (const Op op : {Op::add, Op::sub, Op::mul, Op::div}) {
    vocabulary.binary.push_back(Node::operation(op));
  }
  for (const Op op : {Op::square, Op::sqrt, Op::exp, Op::log, Op::sin, Op::cos}) {
    vocabulary.unary.push_back(Node::operation(op));
  }
  return vocabulary;
}

}  // namespace cambrian::expression
