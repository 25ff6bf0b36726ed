#include "cli/methods.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace cambrian::cli {
namespace {

using Json = nlohmann::json;
using Settings = std::map<std::string, std::string>;  // JSON pointer → value

constexpr std::size_t kLongest = 60;  // bytes of a name made of settings

Settings settings_of(const RunTrace& run) {
  Settings settings = {{"/command", run.command}};
  Json config = Json::parse(run.config, nullptr, false);
  if (!config.is_object()) return settings;
  // What does not change how a search goes.
  for (const char* key : {"seed", "seeds", "threads", "folder", "output", "verbosity"})
    config.erase(key);
  const Json flat = config.flatten();
  for (const auto& [path, value] : flat.items())
    settings[path] = value.is_string() ? value.get<std::string>() : value.dump();
  return settings;
}

// "/algorithm/population" as "population=27"; of names their value says it all. A plugin that was
// built anew may search differently: it is told by the beginning of its hash.
std::string words(const std::string& path, const std::string& value) {
  constexpr std::size_t kDigits = 8;
  if (path.starts_with("/plugin_hashes/")) return "plugin=" + value.substr(0, kDigits);
  const std::string last = path.substr(path.rfind('/') + 1);
  return last == "name" || last == "command" ? value : last + "=" + value;
}

std::string name_of(const Settings& settings, const std::set<std::string>& differing) {
  // Names come first.
  std::vector<std::string> parts;
  for (const bool names : {true, false}) {
    for (const std::string& path : differing) {
      const auto found = settings.find(path);
      if (found != settings.end() && path.ends_with("/name") == names)
        parts.push_back(words(path, found->second));
    }
  }
  std::string name;
  for (const std::string& part : parts) {
    if (!name.empty() && name.size() + part.size() > kLongest) return name + " ...";
    name += (name.empty() ? "" : " ") + part;
  }
  return name.size() > kLongest ? name.substr(0, kLongest) + " ..." : name;
}

}  // namespace

std::vector<std::pair<std::string, std::vector<RunTrace>>> by_method(std::vector<RunTrace> runs) {
  std::vector<Settings> settings;
  std::vector<std::pair<std::string, std::vector<RunTrace>>> methods;
  for (RunTrace& run : runs) {
    const Settings own = settings_of(run);
    const auto place = std::find(settings.begin(), settings.end(), own);
    const auto index = static_cast<std::size_t>(place - settings.begin());
    if (place == settings.end()) {
      settings.push_back(own);
      methods.push_back({run.name(), {}});
    }
    methods[index].second.push_back(std::move(run));
  }
  std::set<std::string> differing;
  for (const Settings& one : settings) {
    for (const auto& [path, value] : one) {
      for (const Settings& other : settings) {
        const auto found = other.find(path);
        if (found == other.end() || found->second != value) differing.insert(path);
      }
    }
  }
  // Where problems and algorithms have other names, these tell enough; else those of what is within
  // them.
  std::set<std::string> named;
  for (const std::string& path : differing) {
    if (path.ends_with("/name")) named.insert(path);
  }
  std::set<std::string> outer;
  for (const std::string& path : named) {
    const std::string group = path.substr(0, path.rfind('/'));
    if (named.count(group.substr(0, group.rfind('/')) + "/name") == 0) outer.insert(path);
  }
  for (const std::set<std::string>& paths : {outer, named, differing}) {
    std::vector<std::string> names;
    for (const Settings& one : settings) names.push_back(name_of(one, paths));
    const bool telling = std::set(names.begin(), names.end()).size() == names.size() &&
                         std::count(names.begin(), names.end(), "") == 0;
    if (!telling) continue;
    for (std::size_t i = 0; i < methods.size(); ++i) methods[i].first = names[i];
    break;
  }
  return methods;
}

}  // namespace cambrian::cli
