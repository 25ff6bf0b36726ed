// Library: all small expressions of some columns, by rising cost, one of each affine class.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "operators/expression/library/contrasts.hpp"
#include "operators/expression/library/enumeration.hpp"
#include "operators/expression/library/grammar.hpp"
#include "operators/expression/library/key_table.hpp"
#include "operators/expression/library/probe.hpp"
#include "operators/expression/library/units_table.hpp"

namespace cambrian::expression {

/// How an expression of the library is made of two others (or of one, or of a column).
struct Entry {
  std::uint32_t left;   ///< entry; the column of a variable
  std::uint32_t right;  ///< entry; the definition of a user's operator; else unused below arity 2
  Op op;
  Form left_form, right_form;
  std::uint8_t cost;
};
// Arrays of entries are not touched before they are filled.
static_assert(std::is_trivially_default_constructible_v<Entry>);

/// An entry in a form.
struct Term {
  std::uint32_t entry = 0;
  Form form = Form::plain;
  bool operator==(const Term&) const = default;
};

/// The first entries of a library: what a look-up sees. A view is a pure function of the probe, the
/// vocabulary and its size, whoever built the library, and stays valid while the library lives.
class LibraryView {
 public:
  std::uint32_t size() const { return size_; }
  const Entry& entry(std::uint32_t index) const { return entries_[index]; }
  /// Values on probe row r, by entry; readable up to padded(size()).
  const double* values(std::size_t r) const { return values_[r]; }
  /// Values of a term on the probe rows.
  std::vector<double> values(Term term) const;

  /// Dimensions of the view's entries, when those of the columns are known.
  bool has_units() const { return !kinds_.empty(); }
  const Dimensions& dimensions(std::uint32_t index) const { return kinds_[unit(index)]; }
  /// The same as a number below kinds().size().
  UnitsTable::Id unit(std::uint32_t index) const { return entry_units_[index]; }
  const std::vector<Dimensions>& kinds() const { return kinds_; }

  const KeyTable& affine() const { return *affine_; }
  const KeyTable& monomial() const { return *monomial_; }
  /// The entry of an affine key, if the view holds it.
  std::optional<Term> find_affine(std::uint64_t key) const;
  /// The term of a monomial key.
  std::optional<Term> find_monomial(std::uint64_t key) const;

 private:
  friend class Library;
  std::uint32_t size_ = 0;
  const Entry* entries_ = nullptr;
  std::vector<const double*> values_;
  const UnitsTable::Id* entry_units_ = nullptr;
  std::vector<Dimensions> kinds_;
  std::shared_ptr<const KeyTable> affine_, monomial_;
};

/// log|v| of every value.
std::vector<double> logarithms(std::vector<double> values);

struct LibraryOptions {
  std::size_t memory = std::size_t{256} << 20;  ///< bytes
  std::vector<Dimensions> units = {};           ///< of the columns; empty: not known
};

/// Enumerates bottom-up: every rule of the grammar applied to all entries of fitting cost. What is
/// not finite on the probe rows, constant, or of the class of an earlier entry (u ~ c0 + c1 u) is
/// dropped. With units, what contradicts them is never made. Thread-safe; built as far as asked
/// for, once for all threads.
class Library {
 public:
  /// Requires a probe of at least kKeyCoordinates + 2 rows.
  Library(Probe probe, const Vocabulary& vocabulary, LibraryOptions options = {});
  ~Library();

  /// The first `entries` entries, or all there are room for, building them if need be.
  LibraryView view(std::size_t entries);
  /// Most entries that the memory allows.
  std::size_t capacity() const { return capacity_; }

  const Probe& probe() const { return probe_; }
  std::size_t rows() const { return probe_.rows.size(); }
  /// Contrasts of the affine class (one more than a key needs, to take away a second term).
  const Contrasts& affine_contrasts() const { return affine_contrasts_; }
  /// Contrasts of the monomial class, for logarithms.
  const Contrasts& monomial_contrasts() const { return monomial_contrasts_; }

  /// An entry as an expression of the columns; a term with its form.
  Expression expression(std::uint32_t entry) const;
  Expression expression(Term term) const { return in_form(term.form, expression(term.entry)); }
  /// Values of a term on rows of the columns.
  std::vector<double> values(Term term, const Columns& columns) const;
  const UserFunctions& functions() const { return functions_; }
  /// Candidates enumerated so far, duplicates and undefined ones included.
  std::uint64_t candidates() const { return candidates_.load(std::memory_order_relaxed); }

 private:
  class Builder;

  LaneBlock values_from(std::size_t entry) {
    return {reinterpret_cast<double*>(values_.data()) + entry, stride_};
  }

  Probe probe_;
  std::size_t capacity_;
  Contrasts affine_contrasts_, monomial_contrasts_;
  UserFunctions functions_;
  std::vector<Rule> rules_;
  std::unique_ptr<Entry[]> entries_;
  std::unique_ptr<UnitsTable::Id[]> entry_units_;  ///< null without units
  UnitsTable units_;
  std::size_t stride_;  ///< between the values of two probe rows
  HugeArray values_;    ///< of doubles, by probe row
  std::shared_ptr<KeyTable> affine_, monomial_;
  std::atomic<std::uint64_t> candidates_ = 0;
  std::mutex mutex_;
  std::unique_ptr<Builder> builder_;
};

}  // namespace cambrian::expression
