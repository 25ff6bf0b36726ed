// UserFunction: a user's operator of one argument, as the library applies and undoes it.
#pragma once

#include <memory>
#include <vector>

#include "operators/expression/vocabulary.hpp"

namespace cambrian::expression {

/// In body and inverse, variable 0 is the argument; both hold built-in operators alone.
struct UserFunction {
  Node node;
  Expression body;
  Expression inverse;  ///< no nodes: not known

  double operator()(double argument) const;
  bool undoable() const { return !inverse.nodes.empty(); }
  /// The argument that gives this value; requires an inverse.
  double undo(double value) const;
};
using SharedFunction = std::shared_ptr<const UserFunction>;
/// By the index of a vocabulary's definitions; null where one has two arguments.
using UserFunctions = std::vector<SharedFunction>;
UserFunctions user_functions(const Vocabulary& vocabulary);
/// The function of a node; null when it is none of them.
const UserFunction* find(const UserFunctions& functions, const Node& node);

/// out = the body or inverse of a function of `in`, as lanes.hpp's functions; they may be equal.
void apply_lanes(const Expression& function, const double* in, double* out, std::size_t lanes);

}  // namespace cambrian::expression
