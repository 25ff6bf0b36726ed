// DataSet: rows of numbers with a class or a number each, in three parts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/random.hpp"
#include "engine/core/result.hpp"

namespace cambrian::training {

struct Part {
  std::vector<float> rows;            ///< one after the other
  std::vector<std::uint32_t> labels;  ///< classes; empty: numbers
  std::vector<float> values;          ///< numbers; empty: classes

  std::size_t size() const { return labels.empty() ? values.size() : labels.size(); }
};

struct DataSet {
  std::size_t inputs = 0;
  std::size_t classes = 0;  ///< 0: numbers
  Part train;
  Part validation;
  Part test;
};

/// How many rows each part gets.
struct PartSizes {
  std::uint64_t train = 300;
  std::uint64_t validation = 400;
  std::uint64_t test = 1000;
  std::uint64_t all() const { return train + validation + test; }
};

/// Rows that are not yet parted.
struct Rows {
  std::size_t inputs = 0;
  std::size_t classes = 0;  ///< 0: numbers
  std::vector<double> inputs_by_row = {};
  std::vector<double> targets = {};  ///< numbers of classes, or numbers
  bool pixels = false;               ///< inputs have one scale together

  std::size_t size() const { return targets.size(); }
};

/// Pictures of 8 x 8 of the ten digits, from bitmaps of 5 x 7 by random shifts, sizes, slants,
/// brightnesses and noise.
Rows draw_digits(std::size_t count, Random& random);
/// Pictures of 8 x 8 of ten shapes, from discs and frames to crosses and stripes, of random places,
/// sizes, brightnesses and noise; half of them dark on light.
Rows draw_shapes(std::size_t count, Random& random);
/// Five classes in 16 dimensions, each of three normal clouds that overlap with the others'.
Rows draw_clusters(std::size_t count, Random& random);
/// Two spirals in the plane, of five quarters of a turn each, blurred.
Rows draw_spirals(std::size_t count, Random& random);
/// Four classes by the highest output of a random network of 16 normal inputs and 32 hidden units;
/// one label in twenty is drawn at random.
Rows draw_teacher(std::size_t count, Random& random);
/// A number from ten uniform inputs, five of which say nothing (Friedman 1991), with normal noise.
Rows draw_friedman(std::size_t count, Random& random);

/// A table (CSV, or a gzip of it; a first line without numbers is a header) whose last column is
/// the class, any text, or with `numbers` a number; all others are numbers. Errors name the line.
Result<Rows> read_rows(const std::string& path, bool numbers);

/// Two files in the format of MNIST, plain or gzip: items of one shape, and a label for each.
struct IdxPaths {
  std::string items = {};
  std::string labels = {};
};
/// At most `count` of the items, drawn by `random`; what an item consists of becomes a row. Labels
/// are classes, whole numbers from 0 on, or with `numbers` numbers. Errors name the file, and what
/// its shape is.
Result<Rows> read_idx(const IdxPaths& paths, bool numbers, std::size_t count, Random& random);

/// Shuffles the rows by `random` and parts them; inputs and numbers are scaled to mean 0 and
/// deviation 1 over the training rows, pixels all alike. An error names the setting.
Result<DataSet> part_rows(const Rows& rows, PartSizes sizes, Random& random);

}  // namespace cambrian::training
