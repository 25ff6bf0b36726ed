#include "cli/config_file.hpp"

#include <fstream>
#include <sstream>
#include <vector>

#include "engine/config/config.hpp"

namespace cambrian::cli {

Result<std::string> read_config(const std::string& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) return Error{path, "cannot read the configuration", "check the name of the file"};
  return content.str();
}

Result<void> read_settings(const FieldList& settings, const std::string& path) {
  const auto text = read_config(path);
  if (!text) return text.error();
  const std::vector<Error> errors = read_json(settings, *text, path);
  if (errors.empty()) return {};
  return join(errors);
}

bool gives_text(const std::string& path, const std::string& setting) {
  std::string value;
  FieldList sign;
  if (const std::size_t dot = setting.find('.'); dot != std::string::npos)
    sign.add(FieldGroup{setting.substr(0, dot), ""});
  sign(setting, value, "");
  if (const auto text = read_config(path)) (void)read_json(sign, *text, path, {""});
  return !value.empty();
}

}  // namespace cambrian::cli
