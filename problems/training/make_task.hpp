// make_data and make_task: data and tasks by their settings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

enum class Data : std::uint8_t { digits, clusters, spirals, teacher, friedman, table, shapes, idx };

struct DataSettings {
  Data data = Data::digits;
  std::string table = {};  ///< path
  bool pixels = false;     ///< all columns of the table have one scale
  IdxPaths idx = {};
  bool numbers = false;
  PartSizes rows = {};
  std::uint64_t data_seed = 1;
};

struct TaskSettings : DataSettings {
  std::vector<std::int64_t> hidden = {64};
};

/// Relative paths start at `folder`. An error names the setting.
Result<std::shared_ptr<const DataSet>> make_data(const DataSettings& settings,
                                                 const std::string& folder);
/// Relative paths start at `folder`. An error names the setting.
Result<std::shared_ptr<const Task>> make_task(const TaskSettings& settings,
                                              const std::string& folder);

template <class Visitor>
void fields(Visitor& v, PartSizes& s) {
  v("train", s.train, Range{1, 1e7}, "Rows that the network learns from");
  v("validation", s.validation, Range{1, 1e7}, "Rows by which trainings are compared");
  v("test", s.test, Range{1, 1e7}, "Rows that nothing is decided by");
}

template <class Visitor>
void fields(Visitor& v, IdxPaths& p) {
  v("items", p.items, "Path of the pictures, or of items of any other shape");
  v("labels", p.labels, "Path of what is learnt of each");
}

template <class Visitor>
void fields(Visitor& v, DataSettings& s) {
  v("data", s.data,
    Named<Data>{{Data::digits, "digits"},
                {Data::shapes, "shapes"},
                {Data::clusters, "clusters"},
                {Data::spirals, "spirals"},
                {Data::teacher, "teacher"},
                {Data::friedman, "friedman"},
                {Data::table, "table"},
                {Data::idx, "idx"}},
    "What is learnt: pictures of digits or shapes, overlapping clusters, two spirals, the answers "
    "of a random network, Friedman's function (a number), the rows of a table, or the items of IDX "
    "files (the format of MNIST)");
  v("table", s.table, "Path of a CSV, plain or gzip, whose last column is what is learnt");
  v("pixels", s.pixels,
    "The table's columns but the last are pixels: brought to one scale together, not each to its "
    "own");
  v("idx", s.idx, "IDX files, plain or gzip");
  v("numbers", s.numbers, "The last column, or a label, is a number to be met, not a class");
  v("rows", s.rows, "How the rows are parted");
  v("data_seed", s.data_seed, "Draws generated rows, and parts all");
}

template <class Visitor>
void fields(Visitor& v, TaskSettings& s) {
  fields(v, static_cast<DataSettings&>(s));
  v("hidden", s.hidden, Range{1, 65536}, "Units of each hidden layer");
}

}  // namespace cambrian::training
