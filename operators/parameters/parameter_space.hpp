// ParameterSpace: candidates that are values of named parameters, each of its own type.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/hyperparameters.hpp"
#include "engine/space/search_space.hpp"
#include "operators/parameters/gene.hpp"
#include "operators/parameters/parameter.hpp"

namespace cambrian {

/// A genome holds the parameters that are there, in their order: numbers of 8 bytes for reals, else
/// of as few bytes as they need. Candidates that differ in nothing have equal genomes, since what a
/// condition excludes is not in them.
///
/// A mutant changes each parameter that is there with probability 1/n, and one at least; see
/// GeneKind::mutate. A child of two parents or more takes every parameter from one of them, lists
/// element by element, and is mutated as well if it would equal a parent, else half the time. A
/// parameter that comes to be there and that no parent has is drawn anew.
class ParameterSpace : public SearchSpace, public Hyperparameters {
 public:
  /// All that is wrong is in one error, whose lines begin with `where` and the parameter's name.
  static Result<ParameterSpace> make(const Table<Parameter>& parameters, const std::string& where);

  Genome sample(Random& random) const override;
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override;
  /// A JSON object in one line: the parameters that are there, real numbers to six digits.
  std::string describe(const Genome& genome) const override;
  /// json: the same, with digits enough for the values.
  std::vector<std::string> formats() const override { return {"json"}; }
  std::string print(const Genome& genome, std::size_t format) const override;
  /// Parameters that come to be there are drawn.
  Genome explore(const Genome& genome, const Exploration& how, Random& random) const override;
  std::vector<double> coordinates(const Genome& genome) const override;
  Result<Genome> parse(std::string_view text) const override;

  /// The value of every parameter that is there, by its index; of a list its elements. Empty: not
  /// there.
  std::vector<std::optional<Gene>> values(const Genome& genome) const { return decode(genome); }

  /// One parameter, ready for use.
  struct Entry {
    std::string name;  ///< as a JSON string, with quotes
    GeneKind kind;
    std::vector<std::string> values = {};  ///< JSON of each choice; empty: numbers
    bool list = false;                     ///< JSON array, also when it has one element
    struct Condition {
      std::size_t parameter;       ///< an earlier one
      std::vector<double> values;  ///< any of them
    };
    std::vector<Condition> conditions = {};  ///< all of them
  };

 private:
  /// Empty: not there.
  using Genes = std::vector<std::optional<Gene>>;

  explicit ParameterSpace(std::vector<Entry> entries);
  bool is_there(std::size_t entry, const Genes& genes) const;
  void mutate(Genes& genes, Random& random) const;
  void draw_missing(Genes& genes, Random& random) const;
  Genes cross(const Genes& first, const Genes& second, Random& random) const;
  Genome encode(const Genes& genes) const;
  Genes decode(const Genome& genome) const;
  std::string object(const Genome& genome, int digits) const;

  std::vector<Entry> entries_;
};

/// The entries of described parameters; see ParameterSpace::make.
Result<std::vector<ParameterSpace::Entry>> make_entries(const Table<Parameter>& parameters,
                                                        const std::string& where);

}  // namespace cambrian
