// ShowRequest: what `cambrian show` is to print of a run.
#pragma once

#include <string>

#include "cli/pick.hpp"

namespace cambrian::cli {

enum class Form { text, json, csv, format };

struct ShowRequest {
  std::string run;     ///< folder
  std::string target;  ///< of a regression; empty: all
  Pick pick;
  Form form = Form::text;
  std::string format;       ///< of Form::format
  std::string format_flag;  ///< that named it
  bool schedule = false;    ///< of the best instead, as text or JSON
  bool measure = false;     ///< what the front's code takes, too: as text, JSON or CSV
};

}  // namespace cambrian::cli
