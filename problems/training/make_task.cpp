#include "problems/training/make_task.hpp"

#include <filesystem>
#include <utility>

#include "problems/training/perceptron.hpp"

namespace cambrian::training {
namespace {

Result<Rows> idx_rows(const DataSettings& settings, const std::string& folder, Random& random) {
  const std::filesystem::path place(folder);
  const IdxPaths& idx = settings.idx;
  if (idx.items.empty())
    return Error{"idx.items", "is missing",
                 "the path of an IDX file, e.g. train-images-idx3-ubyte"};
  if (idx.labels.empty())
    return Error{"idx.labels", "is missing",
                 "the path of an IDX file, e.g. train-labels-idx1-ubyte"};
  return read_idx({place / idx.items, place / idx.labels}, settings.numbers, settings.rows.all(),
                  random);
}

Result<Rows> rows_of(const DataSettings& settings, const std::string& folder, Random& random) {
  const std::size_t count = settings.rows.all();
  switch (settings.data) {
    case Data::digits:
      return draw_digits(count, random);
    case Data::clusters:
      return draw_clusters(count, random);
    case Data::spirals:
      return draw_spirals(count, random);
    case Data::teacher:
      return draw_teacher(count, random);
    case Data::friedman:
      return draw_friedman(count, random);
    case Data::shapes:
      return draw_shapes(count, random);
    case Data::idx:
      return idx_rows(settings, folder, random);
    case Data::table:
      break;
  }
  if (settings.table.empty()) return Error{"table", "is missing", "the path of a CSV"};
  auto rows = read_rows(std::filesystem::path(folder) / settings.table, settings.numbers);
  if (rows) rows->pixels = settings.pixels;
  return rows;
}

}  // namespace

Result<std::shared_ptr<const DataSet>> make_data(const DataSettings& settings,
                                                 const std::string& folder) {
  if (settings.data != Data::table && !settings.table.empty())
    return Error{"table", "is given, but the data are others", "set data to table"};
  if (settings.data != Data::table && settings.pixels)
    return Error{"pixels", "is about a table, but the data are others", "leave it out"};
  if (settings.data != Data::idx && !(settings.idx.items + settings.idx.labels).empty())
    return Error{"idx", "is given, but the data are others", "set data to idx"};
  Random random({.seed = settings.data_seed, .purpose = Purpose::split});
  const auto rows = rows_of(settings, folder, random);
  if (!rows) return rows.error();
  auto data = part_rows(*rows, settings.rows, random);
  if (!data) return Error{"rows." + data.error().where, data.error().what, data.error().hint};
  return std::make_shared<const DataSet>(std::move(*data));
}

Result<std::shared_ptr<const Task>> make_task(const TaskSettings& settings,
                                              const std::string& folder) {
  auto data = make_data(settings, folder);
  if (!data) return data.error();
  return std::shared_ptr<const Task>(std::make_shared<Perceptron>(
      std::move(*data), std::vector<std::size_t>(settings.hidden.begin(), settings.hidden.end())));
}

}  // namespace cambrian::training
