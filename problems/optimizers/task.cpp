#include "problems/optimizers/task.hpp"

#include <utility>

#include "engine/core/assert.hpp"

namespace cambrian::optimizers {
namespace {

using Maker = std::unique_ptr<Task> (*)(const TaskSettings&);
constexpr std::pair<const char*, Maker> kKinds[] = {
    {"quadratic", make_quadratic},
    {"rosenbrock", make_rosenbrock},
    {"logistic", make_logistic},
};

}  // namespace

std::vector<std::string> task_kinds() {
  std::vector<std::string> names;
  for (const auto& kind : kKinds) names.emplace_back(kind.first);
  return names;
}

std::unique_ptr<Task> make_task(const TaskSettings& settings) {
  for (const auto& [name, make] : kKinds) {
    if (settings.kind == name) return make(settings);
  }
  CAMBRIAN_ASSERT(false);
  return nullptr;
}

}  // namespace cambrian::optimizers
