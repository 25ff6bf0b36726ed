// IDX files that users bring: a type, sizes, and numbers with their highest byte first.
#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include "engine/text/text_source.hpp"
#include "problems/training/data.hpp"

namespace cambrian::training {
namespace {

// As the third byte of a file says.
enum class Type : unsigned char {
  uint8 = 0x08,
  int8 = 0x09,
  int16 = 0x0b,
  int32 = 0x0c,
  float32 = 0x0d,
  float64 = 0x0e,
};

std::size_t width_of(unsigned char type) {
  switch (Type{type}) {
    case Type::uint8:
    case Type::int8:
      return 1;
    case Type::int16:
      return 2;
    case Type::int32:
    case Type::float32:
      return 4;
    case Type::float64:
      return 8;
  }
  return 0;
}

std::uint64_t big_endian(const std::string& bytes, std::size_t first, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[first + i]);
  return value;
}

struct Idx {
  std::string bytes;
  Type type = Type::uint8;
  std::vector<std::uint64_t> sizes;  ///< of items first

  std::uint64_t items() const { return sizes.front(); }
  std::uint64_t item_size() const {
    return std::accumulate(sizes.begin() + 1, sizes.end(), std::uint64_t{1}, std::multiplies<>());
  }
  double at(std::uint64_t i) const {
    const std::size_t width = width_of(static_cast<unsigned char>(type));
    const std::uint64_t bits = big_endian(bytes, 4 + 4 * sizes.size() + i * width, width);
    switch (type) {
      case Type::uint8:
        return static_cast<double>(bits);
      case Type::int8:
        return static_cast<std::int8_t>(bits);
      case Type::int16:
        return static_cast<std::int16_t>(bits);
      case Type::int32:
        return static_cast<std::int32_t>(bits);
      case Type::float32:
        return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      case Type::float64:
        return std::bit_cast<double>(bits);
    }
    return 0;
  }
  /// "3 x 28 x 28"
  std::string shape() const {
    std::string text;
    for (const std::uint64_t size : sizes)
      text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text;
  }
};

Result<Idx> open_idx(const std::string& path) {
  auto bytes = text::read_text(path);
  if (!bytes) return bytes.error();
  Idx idx;
  idx.bytes = std::move(*bytes);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(idx.bytes[i]); };
  const bool whole = idx.bytes.size() >= 4 && byte(0) == 0 && byte(1) == 0;
  if (!whole || width_of(byte(2)) == 0 || byte(3) == 0)
    return Error{path, "is no IDX file",
                 "it begins with two bytes of 0, a type and the number of its sizes"};
  idx.type = Type{byte(2)};
  const std::size_t header = 4 + 4 * std::size_t{byte(3)};
  if (idx.bytes.size() < header) return Error{path, "ends within its sizes", "copy the file again"};
  std::uint64_t wanted = width_of(byte(2));
  for (std::size_t i = 4; i < header; i += 4) {
    idx.sizes.push_back(big_endian(idx.bytes, i, 4));
    // No overflow: a factor is below 2^32, and the product so far not above the bytes there are.
    wanted *= idx.sizes.back();
    if (wanted > idx.bytes.size()) break;
  }
  if (const std::size_t there = idx.bytes.size() - header; wanted != there)
    return Error{path,
                 "has " + std::to_string(there) +
                     " bytes of numbers, which is not what its sizes (" + idx.shape() +
                     " ...) ask for",
                 "copy the file again"};
  return idx;
}

Result<void> check_label(const Idx& labels, std::uint64_t i, bool numbers) {
  constexpr double kMostClasses = 65536;
  const double value = labels.at(i);
  const std::string name = "label " + std::to_string(i + 1);
  if (!std::isfinite(value)) return Error{"", name + " is no number", ""};
  if (numbers || (value >= 0 && value < kMostClasses && value == std::floor(value))) return {};
  return Error{"", name + " is " + std::to_string(value) + ", no class",
               "classes are 0, 1, ...; set `numbers` if it is a number to be met"};
}

Result<void> check(const Idx& items, const Idx& labels, const IdxPaths& paths) {
  if (labels.sizes.size() != 1)
    return Error{paths.labels, "has the shape " + labels.shape() + ", not a label for each item",
                 "name the file of the labels"};
  if (items.sizes.size() < 2)
    return Error{paths.items, "has one number for each item", "name the file of the pictures"};
  if (items.items() != labels.items())
    return Error{paths.labels,
                 "has " + std::to_string(labels.items()) + " labels for " +
                     std::to_string(items.items()) + " items in " + paths.items,
                 "name two files that belong together"};
  if (items.items() == 0 || items.item_size() == 0)
    return Error{paths.items, "is empty: its shape is " + items.shape(), ""};
  return {};
}

}  // namespace

Result<Rows> read_idx(const IdxPaths& paths, bool numbers, std::size_t count, Random& random) {
  const auto items = open_idx(paths.items);
  if (!items) return items.error();
  const auto labels = open_idx(paths.labels);
  if (!labels) return labels.error();
  if (auto checked = check(*items, *labels, paths); !checked) return checked.error();
  std::vector<std::uint64_t> order(items->items());
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  shuffle(order, random);
  order.resize(std::min<std::size_t>(count, order.size()));
  Rows rows{.inputs = items->item_size(), .pixels = true};
  for (const std::uint64_t i : order) {
    for (std::uint64_t k = 0; k < rows.inputs; ++k) {
      rows.inputs_by_row.push_back(items->at(i * rows.inputs + k));
      if (!std::isfinite(rows.inputs_by_row.back()))
        return Error{paths.items, "item " + std::to_string(i + 1) + " has what is no number", ""};
    }
    rows.targets.push_back(labels->at(i));
  }
  // By all labels, so that the classes do not depend on what was drawn.
  double highest = 0;
  for (std::uint64_t i = 0; i < labels->items(); ++i) {
    if (auto checked = check_label(*labels, i, numbers); !checked)
      return Error{paths.labels, checked.error().what, checked.error().hint};
    highest = std::max(highest, labels->at(i));
  }
  if (numbers) return rows;
  rows.classes = static_cast<std::size_t>(highest) + 1;
  if (rows.classes < 2) return Error{paths.labels, "has fewer than two classes", ""};
  return rows;
}

}  // namespace cambrian::training
