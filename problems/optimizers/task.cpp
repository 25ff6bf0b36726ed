#include "problems/optimizers/task.hpp"

#include <utility>

namespace cambrian::optimizers {
namespace {

constexpr const char* kNetwork = "network";
using Maker = std::unique_ptr<Task> (*)(const TaskSettings&);
constexpr std::pair<const char*, Maker> kKinds[] = {
    {"quadratic", make_quadratic},
    {"rosenbrock", make_rosenbrock},
    {"logistic", make_logistic},
};

}  // namespace

std::vector<std::string> task_kinds() {
  std::vector<std::string> names = {kNetwork};
  for (const auto& kind : kKinds) names.emplace_back(kind.first);
  return names;
}

Result<std::unique_ptr<Task>> make_task(const TaskSettings& settings, const std::string& folder) {
  for (const auto& [name, make] : kKinds) {
    if (settings.kind == name) return make(settings);
  }
  return make_network(settings, folder);
}

}  // namespace cambrian::optimizers
