// Families of test functions: what test_function() chooses from.
#pragma once

#include "problems/test_functions/function.hpp"

namespace cambrian::test_functions {

struct Family {
  std::string name;
  std::size_t variables;        ///< as usual
  std::size_t least_variables;  ///< with which it is defined
  std::size_t objectives;       ///< as usual
  /// Any number from two on; each objective but one has a variable of its own, which the two
  /// numbers above do not count.
  bool any_objectives;
  /// Both sizes are given and allowed.
  TestFunction (*make)(Size size);
};

std::vector<Family> single_families();
std::vector<Family> zdt_families();
std::vector<Family> dtlz_families();

/// The same interval for so many variables.
std::vector<vectors::Interval> box(std::size_t variables, double low, double high);

}  // namespace cambrian::test_functions
