#include "problems/optimizers/task.hpp"

#include <utility>

namespace cambrian::optimizers {
namespace {

using Maker = Result<std::unique_ptr<Task>> (*)(const TaskSettings&, const std::string& folder);

template <std::unique_ptr<Task> (*make)(const TaskSettings&)>
Result<std::unique_ptr<Task>> without_files(const TaskSettings& settings, const std::string&) {
  return make(settings);
}

constexpr std::pair<const char*, Maker> kKinds[] = {
    {"network", make_network},
    {"language", make_language},
    {"quadratic", without_files<make_quadratic>},
    {"rosenbrock", without_files<make_rosenbrock>},
    {"logistic", without_files<make_logistic>},
};

}  // namespace

std::vector<std::string> task_kinds() {
  std::vector<std::string> names;
  for (const auto& kind : kKinds) names.emplace_back(kind.first);
  return names;
}

Result<std::unique_ptr<Task>> make_task(const TaskSettings& settings, const std::string& folder) {
  for (const auto& [name, make] : kKinds) {
    if (settings.kind == name) return make(settings, folder);
  }
  return Error{"kind", "\"" + settings.kind + "\" is no kind of task", ""};
}

}  // namespace cambrian::optimizers
