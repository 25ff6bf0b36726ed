// Table: columns of numbers laid out for vector units: aligned, padded, one block per column.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "engine/core/assert.hpp"

namespace cambrian::expression {

/// Rows [begin, end) of a table; `end` beyond the last row means all rows from `begin`.
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();
};

/// One column: `size()` values at a 64-byte boundary, followed by at least kPadding - 1 ones, which
/// kernels may read but whose results nobody sees: a vector may start at any row. Copies are deep.
template <class Real>
class Column {
 public:
  static constexpr std::size_t kPadding = 64;
  static constexpr std::size_t padded(std::size_t size) {
    return size == 0 ? 0 : (size + 2 * kPadding - 2) / kPadding * kPadding;
  }

  Column() = default;
  explicit Column(std::size_t size, Real value = 0) : size_(size), data_(allocate(padded(size))) {
    std::fill_n(data_.get(), padded(size), Real{1});
    std::fill_n(data_.get(), size, value);
  }
  template <class Other>
  explicit Column(std::span<const Other> values) : Column(values.size()) {
    std::transform(values.begin(), values.end(), data_.get(),
                   [](Other value) { return static_cast<Real>(value); });
  }
  Column(const Column& other) : Column(std::span<const Real>(other.values())) {}
  Column(Column&& other) noexcept
      : size_(std::exchange(other.size_, 0)), data_(std::move(other.data_)) {}
  Column& operator=(Column other) noexcept {
    std::swap(size_, other.size_);
    std::swap(data_, other.data_);
    return *this;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Real* data() { return data_.get(); }
  const Real* data() const { return data_.get(); }
  Real& operator[](std::size_t row) { return data_[row]; }
  const Real& operator[](std::size_t row) const { return data_[row]; }
  std::span<Real> values() { return {data_.get(), size_}; }
  std::span<const Real> values() const { return {data_.get(), size_}; }

 private:
  struct Free {
    void operator()(Real* block) const { ::operator delete[](block, std::align_val_t{64}); }
  };
  using Block = std::unique_ptr<Real[], Free>;
  static Block allocate(std::size_t count) {
    if (count == 0) return nullptr;
    return Block(static_cast<Real*>(::operator new[](count * sizeof(Real), std::align_val_t{64})));
  }

  std::size_t size_ = 0;
  Block data_;
};

/// The inputs of expressions, column-major. Variable k of an expression is column k. At most 2^32-1
/// rows. Reading is thread-safe.
template <class Real>
class Table {
 public:
  Table() = default;
  /// All zero.
  Table(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns, Column<Real>(rows)) {
    CAMBRIAN_ASSERT(rows <= std::numeric_limits<std::uint32_t>::max());
  }
  /// The same numbers in another precision.
  template <class Other>
  explicit Table(const Table<Other>& other) : rows_(other.rows()) {
    for (std::size_t k = 0; k < other.columns(); ++k) {
      columns_.emplace_back(std::span<const Other>(other.column(k)));
    }
  }

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_.size(); }
  std::span<Real> column(std::size_t k) { return columns_[k].values(); }
  std::span<const Real> column(std::size_t k) const { return columns_[k].values(); }
  /// Column k from its first row to the end of its padding; null without columns.
  const Real* column_data(std::size_t k) const {
    return columns_.empty() ? nullptr : columns_[k].data();
  }
  Real at(std::size_t row, std::size_t k) const { return columns_[k][row]; }

  /// A table of the rows named, in that order (repeats allowed).
  Table gather(std::span<const std::uint32_t> rows) const {
    Table result(rows.size(), columns());
    for (std::size_t k = 0; k < columns(); ++k) {
      for (std::size_t i = 0; i < rows.size(); ++i) result.columns_[k][i] = columns_[k][rows[i]];
    }
    return result;
  }

 private:
  std::size_t rows_ = 0;
  std::vector<Column<Real>> columns_;
};

/// What a loss is computed over: inputs, the target of each row, and optionally its weight (>= 0,
/// empty: all 1).
template <class Real>
struct Samples {
  Table<Real> inputs;
  Column<Real> target;
  Column<Real> weights;

  std::size_t rows() const { return inputs.rows(); }

  template <class Other>
  Samples<Other> cast() const {
    return {Table<Other>(inputs), Column<Other>(target.values()), Column<Other>(weights.values())};
  }
  Samples gather(std::span<const std::uint32_t> rows) const {
    Samples result{inputs.gather(rows), Column<Real>(rows.size()),
                   Column<Real>(weights.empty() ? 0 : rows.size())};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result.target[i] = target[rows[i]];
      if (!weights.empty()) result.weights[i] = weights[rows[i]];
    }
    return result;
  }
};

}  // namespace cambrian::expression
