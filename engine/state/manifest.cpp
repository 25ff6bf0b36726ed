#include "engine/state/manifest.hpp"

#include <nlohmann/json.hpp>

namespace cambrian {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

}  // namespace

std::string Manifest::to_json() const {
  Json json = Json::object();
  json["format"] = kFormat;
  json["version"] = version;
  json["command"] = command;
  json["seed"] = seed;
  json["host"] = host;
  json["config"] = Json::parse(config);
  return json.dump(2) + "\n";
}

Result<Manifest> Manifest::from_json(std::string_view text, const std::string& where) {
  try {
    const Json json = Json::parse(text);
    if (const int format = json.at("format").get<int>(); format != kFormat) {
      return Error{where,
                   "is a run folder of format " + std::to_string(format) +
                       "; this program reads format " + std::to_string(kFormat),
                   "use the version of the program that made the run"};
    }
    Manifest manifest;
    manifest.command = json.at("command").get<std::string>();
    manifest.config = json.at("config").dump();
    manifest.seed = json.at("seed").get<std::uint64_t>();
    manifest.version = json.at("version").get<std::string>();
    manifest.host = json.at("host").get<std::string>();
    return manifest;
  } catch (const Json::exception&) {
    return Error{where, "is no manifest of a run, or a damaged one", "restore it from a copy"};
  }
}

}  // namespace cambrian
