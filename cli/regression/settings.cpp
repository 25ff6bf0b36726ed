#include "cli/regression/settings.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/field_flag.hpp"
#include "operators/expression/op.hpp"

namespace cambrian::cli {
namespace {

constexpr double kDefaultSeconds = 60;

// The fields from `first` on, up to the next section's, are one group of the help.
struct Section {
  std::string_view first;
  std::string_view group;
  bool common;
};
constexpr std::array kSections{
    Section{"data", "Data", true},
    Section{"operators", "What a formula may be", true},
    Section{"loss", "What a good formula is", true},
    Section{"islands", "The search", false},
    Section{"mutate_constant", "Rates of the mutations", false},
    Section{"library", "Library of small formulas", false},
    Section{"target_loss", "When to stop, which formula to choose", true},
    Section{"time", "Run", true},
};

// Fields that people look for elsewhere than where their struct has them.
constexpr std::array kMoved{Section{"seed", "Run", true}};

// What `--operators` may name.
std::string operator_names() {
  std::string text;
  for (const expression::OpInfo& op : expression::all_ops()) text += " " + std::string(op.name);
  return text;
}

}  // namespace

std::optional<double> RegressSettings::seconds() const {
  if (time) return *time > 0 ? time : std::nullopt;
  if (evaluations > 0) return std::nullopt;
  return kDefaultSeconds;
}

regression::DatasetOptions RegressSettings::dataset_options() const {
  regression::DatasetOptions options;
  options.targets = target;
  options.features = features;
  options.drop = drop;
  options.weights = weights;
  options.units.assign(units.begin(), units.end());
  options.table.header = header == "yes"  ? regression::Header::yes
                         : header == "no" ? regression::Header::no
                                          : regression::Header::detect;
  if (delimiter == "comma") options.table.delimiter = ',';
  if (delimiter == "semicolon") options.table.delimiter = ';';
  if (delimiter == "tab") options.table.delimiter = '\t';
  if (delimiter == "blank") options.table.delimiter = ' ';
  options.table.drop_missing = drop_missing;
  if (threads > 0) options.table.threads = threads;
  return options;
}

std::vector<Flag> settings_flags(const FieldList& list) {
  std::vector<Flag> flags;
  Section section = kSections.front();
  for (const Field& field : list.all()) {
    for (const Section& next : kSections) {
      if (field.path == next.first) section = next;
    }
    if (field.path == "data" || field.path == "data_hash") continue;
    Section place = section;
    for (const Section& moved : kMoved) {
      if (field.path == moved.first) place = moved;
    }
    Field described = field;
    if (field.path == "operators") described.help += ", of" + operator_names();
    flags.push_back(field_flag(described));
    flags.back().group = place.group;
    flags.back().common = place.common;
  }
  // People look for the limits first.
  std::stable_partition(flags.begin(), flags.end(),
                        [](const Flag& flag) { return flag.group == "Run"; });
  return flags;
}

}  // namespace cambrian::cli
