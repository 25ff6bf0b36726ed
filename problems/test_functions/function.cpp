#include "problems/test_functions/function.hpp"

#include "engine/core/suggest.hpp"
#include "problems/test_functions/families.hpp"

namespace cambrian::test_functions {
namespace {

std::vector<Family> families() {
  std::vector<Family> all = single_families();
  for (const auto& more : {zdt_families(), dtlz_families()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

Result<TestFunction> make(const Family& family, Size size) {
  if (size.objectives == 0) size.objectives = family.objectives;
  const bool fits =
      family.any_objectives ? size.objectives >= 2 : size.objectives == family.objectives;
  if (!fits) {
    const std::string number = std::to_string(family.objectives);
    return Error{"objectives",
                 family.name + " has " + (family.any_objectives ? "two or more" : number) +
                     " objectives, not " + std::to_string(size.objectives),
                 "0: as usual, " + number};
  }
  const std::size_t own = family.any_objectives ? size.objectives - 1 : 0;
  if (size.variables == 0) size.variables = family.variables + own;
  if (size.variables < family.least_variables + own) {
    return Error{"variables",
                 family.name + " needs at least " + std::to_string(family.least_variables + own) +
                     " variables",
                 "0: as usual, " + std::to_string(family.variables + own)};
  }
  TestFunction function = family.make(size);
  function.name = family.name;
  function.objectives = size.objectives;
  return function;
}

}  // namespace

std::vector<vectors::Interval> box(std::size_t variables, double low, double high) {
  return std::vector<vectors::Interval>(variables, {low, high});
}

std::vector<std::string> test_function_names() {
  std::vector<std::string> names;
  for (const Family& family : families()) names.push_back(family.name);
  return names;
}

Result<TestFunction> test_function(const std::string& name, Size size) {
  for (const Family& family : families())
    if (family.name == name) return make(family, size);
  return Error{"function", "there is no test function " + name,
               did_you_mean(name, test_function_names())};
}

}  // namespace cambrian::test_functions
