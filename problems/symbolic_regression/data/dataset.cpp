#include "problems/symbolic_regression/data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace cambrian::regression {
namespace {

/// The columns of a table by their roles, as positions in its names.
struct Roles {
  std::vector<std::size_t> features;
  std::vector<std::size_t> targets;
  std::optional<std::size_t> weights;
};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// Gives each column at most one role.
class Casting {
 public:
  explicit Casting(const TableReader& reader) : reader_(reader), role_(reader.names().size()) {}

  Result<std::size_t> cast(const std::string& name, const std::string& role) {
    const Result<std::size_t> column = reader_.find(name);
    if (!column) return column.error();
    std::string& taken = role_[*column];
    if (!taken.empty()) {
      const std::string what = taken == role ? "is named twice as a " + role
                                             : "cannot be both a " + taken + " and a " + role;
      return Error{reader_.source(), "column " + quoted(name) + " " + what,
                   "name it once, in one role"};
    }
    taken = role;
    return column;
  }

  Result<std::vector<std::size_t>> cast_all(const std::vector<std::string>& names,
                                            const std::string& role) {
    std::vector<std::size_t> columns;
    for (const std::string& name : names) {
      const Result<std::size_t> column = cast(name, role);
      if (!column) return column.error();
      columns.push_back(*column);
    }
    return columns;
  }

  std::vector<std::size_t> without_role() const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < role_.size(); ++i) {
      if (role_[i].empty()) columns.push_back(i);
    }
    return columns;
  }

 private:
  const TableReader& reader_;
  std::vector<std::string> role_;  ///< by column; empty: none
};

Result<Roles> cast_roles(const TableReader& reader, const DatasetOptions& options) {
  Casting casting(reader);
  Roles roles;
  if (auto dropped = casting.cast_all(options.drop, "dropped column"); !dropped) {
    return dropped.error();
  }
  if (!options.weights.empty()) {
    const auto weights = casting.cast(options.weights, "weights column");
    if (!weights) return weights.error();
    roles.weights = *weights;
  }
  auto targets = casting.cast_all(options.targets, "target");
  if (!targets) return targets.error();
  roles.targets = *targets;
  auto features = casting.cast_all(options.features, "feature");
  if (!features) return features.error();
  roles.features = *features;
  std::vector<std::size_t> rest = casting.without_role();
  if (roles.targets.empty() && !rest.empty()) {
    roles.targets.push_back(rest.back());
    rest.pop_back();
  }
  if (options.features.empty()) roles.features = rest;
  if (roles.targets.empty() || roles.features.empty()) {
    return Error{reader.source(),
                 roles.targets.empty() ? "no column is left to be the target"
                                       : "no column is left to be a feature",
                 reader.names().size() == 1
                     ? "the table has one column; is its delimiter right? see --delimiter"
                     : "drop fewer columns"};
  }
  return roles;
}

Result<void> set_units(Dataset& data, const TableReader& reader, const DatasetOptions& options) {
  for (const auto& [name, unit] : options.units) {
    if (const auto known = reader.find(name); !known) return known.error();
    for (std::vector<Column>* columns : {&data.features, &data.targets}) {
      for (Column& column : *columns) {
        if (column.name == name) column.unit = unit;
      }
    }
  }
  return {};
}

Result<void> check_weights(const Dataset& data) {
  const std::vector<double>& weights = data.weights;
  const auto negative =
      std::find_if(weights.begin(), weights.end(), [](double w) { return w < 0; });
  if (negative != weights.end()) {
    return Error{data.source,
                 "weights column " + quoted(data.weights_name) + " is negative in data row " +
                     std::to_string(negative - weights.begin() + 1),
                 "weights are 0 or more"};
  }
  if (!weights.empty() &&
      std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; })) {
    return Error{data.source, "all weights in column " + quoted(data.weights_name) + " are 0",
                 "leave --weights out, or correct the column"};
  }
  return {};
}

Result<void> check_for_search(const Dataset& data) {
  if (data.rows() < 2) {
    return Error{
        data.source,
        "has only one row" + std::string(data.dropped_rows > 0 ? " without missing values" : ""),
        "a search needs two or more, better dozens"};
  }
  for (const Column& target : data.targets) {
    const auto& values = target.values;
    if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) {
      return Error{data.source, "the target " + quoted(target.name) + " is the same in every row",
                   "nothing is to be explained; choose another column with --target"};
    }
  }
  return {};
}

Result<Dataset> read_roles(TableReader& reader, const Roles& roles) {
  std::vector<std::size_t> columns = roles.features;
  columns.insert(columns.end(), roles.targets.begin(), roles.targets.end());
  if (roles.weights) columns.push_back(*roles.weights);
  Result<Table> table = reader.read(columns);
  if (!table) return table.error();
  Dataset data;
  data.source = table->source;
  data.dropped_rows = table->dropped_rows;
  for (std::size_t i = 0; i < roles.features.size() + roles.targets.size(); ++i) {
    std::vector<Column>& place = i < roles.features.size() ? data.features : data.targets;
    place.push_back({table->names[i], "", std::move(table->columns[i])});
  }
  if (roles.weights) {
    data.weights_name = table->names.back();
    data.weights = std::move(table->columns.back());
  }
  if (auto checked = check_weights(data); !checked) return checked.error();
  return data;
}

}  // namespace

std::vector<std::string> Dataset::feature_names() const {
  std::vector<std::string> names;
  for (const Column& feature : features) names.push_back(feature.name);
  return names;
}

Result<Dataset> load_dataset(TableReader reader, const DatasetOptions& options) {
  const Result<Roles> roles = cast_roles(reader, options);
  if (!roles) return roles.error();
  Result<Dataset> data = read_roles(reader, *roles);
  if (!data) return data;
  if (auto set = set_units(*data, reader, options); !set) return set.error();
  if (auto checked = check_for_search(*data); !checked) return checked.error();
  return data;
}

Result<Dataset> load_dataset(const std::string& path, const DatasetOptions& options) {
  Result<TableReader> reader = TableReader::open(path, options.table);
  if (!reader) return reader.error();
  return load_dataset(std::move(*reader), options);
}

Result<Dataset> load_like(const std::string& path, const Dataset& model,
                          const TableOptions& table) {
  Result<TableReader> reader = TableReader::open(path, table);
  if (!reader) return reader.error();
  DatasetOptions options;
  options.features = model.feature_names();
  for (const Column& target : model.targets) options.targets.push_back(target.name);
  options.weights = model.weights_name;
  const Result<Roles> roles = cast_roles(*reader, options);
  if (!roles) return roles.error();
  Result<Dataset> data = read_roles(*reader, *roles);
  if (!data) return data;
  for (std::size_t i = 0; i < model.features.size(); ++i) {
    data->features[i].unit = model.features[i].unit;
  }
  for (std::size_t i = 0; i < model.targets.size(); ++i) {
    data->targets[i].unit = model.targets[i].unit;
  }
  return data;
}

Dataset take_rows(const Dataset& data, std::span<const std::uint32_t> rows) {
  const auto taken = [&](const std::vector<double>& values) {
    std::vector<double> chosen;
    chosen.reserve(values.empty() ? 0 : rows.size());
    if (!values.empty()) {
      for (const std::uint32_t row : rows) chosen.push_back(values[row]);
    }
    return chosen;
  };
  Dataset part;
  part.source = data.source;
  part.weights_name = data.weights_name;
  part.dropped_rows = data.dropped_rows;
  part.weights = taken(data.weights);
  for (const Column& c : data.features) part.features.push_back({c.name, c.unit, taken(c.values)});
  for (const Column& c : data.targets) part.targets.push_back({c.name, c.unit, taken(c.values)});
  return part;
}

std::vector<std::uint32_t> sample_rows(std::size_t rows, std::size_t count, Random& random) {
  const auto all = static_cast<std::uint32_t>(rows);
  if (count >= rows) {
    std::vector<std::uint32_t> every(rows);
    std::iota(every.begin(), every.end(), 0U);
    return every;
  }
  std::set<std::uint32_t> chosen;
  for (std::uint32_t last = all - static_cast<std::uint32_t>(count); last < all; ++last) {
    const std::uint32_t row = random.below(last + 1);
    chosen.insert(chosen.contains(row) ? last : row);
  }
  return {chosen.begin(), chosen.end()};
}

Result<Split> split_rows(const Dataset& data, double validation_fraction, Random& random) {
  if (!(validation_fraction > 0.0 && validation_fraction < 1.0)) {
    return Error{
        "",
        "the validation share " + std::to_string(validation_fraction) + " is not between 0 and 1",
        "0.25 keeps a quarter of the rows for validation"};
  }
  const std::size_t rows = data.rows();
  const auto count = static_cast<std::size_t>(
      std::max(1.0, std::round(validation_fraction * static_cast<double>(rows))));
  if (count + 2 > rows) {
    return Error{data.source,
                 "of " + std::to_string(rows) + " rows fewer than two would remain for training",
                 "take a smaller validation share"};
  }
  const std::vector<std::uint32_t> held = sample_rows(rows, count, random);
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0, next = 0; row < rows; ++row) {
    if (next < held.size() && held[next] == row) {
      ++next;
    } else {
      kept.push_back(row);
    }
  }
  return Split{take_rows(data, kept), take_rows(data, held)};
}

}  // namespace cambrian::regression
