// RealSpace: candidates that are real vectors within bounds.
#pragma once

#include <string>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/space/real_vectors.hpp"
#include "engine/space/search_space.hpp"
#include "operators/vector/real_variation.hpp"

namespace cambrian::vectors {

enum class Crossover { simulated_binary, uniform };
enum class Mutation { polynomial, gaussian };

/// How children of real vectors come about.
struct RealVariation {
  Crossover crossover = Crossover::simulated_binary;
  double crossover_eta = 20;  ///< of simulated binary crossover, >= 0
  Mutation mutation = Mutation::polynomial;
  double mutation_eta = 20;  ///< of polynomial mutation, >= 0
  double sigma = 0.1;        ///< of Gaussian mutation, > 0
  double mutation_rate = 0;  ///< probability of each variable; 0: one over their number
};

template <class Visitor>
void fields(Visitor& v, RealVariation& p) {
  v("crossover", p.crossover,
    Named<Crossover>{{Crossover::simulated_binary, "simulated_binary"},
                     {Crossover::uniform, "uniform"}},
    "Of two parents: near the values of either, or exactly these");
  v("crossover_eta", p.crossover_eta, Range{0, 1000},
    "Simulated binary crossover: the larger, the nearer to the parents");
  v("mutation", p.mutation,
    Named<Mutation>{{Mutation::polynomial, "polynomial"}, {Mutation::gaussian, "gaussian"}},
    "Distribution of the steps");
  v("mutation_eta", p.mutation_eta, Range{0, 1000},
    "Polynomial mutation: the larger, the smaller the steps");
  v("sigma", p.sigma, Range{.low = 0, .high = 10, .above_low = true},
    "Gaussian mutation: standard deviation of the steps, as a part of the variable's range");
  v("mutation_rate", p.mutation_rate, Range{0, 1},
    "Probability that a variable mutates, 0: one over their number");
}

/// The genome is the vector: 8 bytes for each variable. Every variable of a child mutates with the
/// same probability; of one parent's at least one does.
class RealSpace : public SearchSpace, public RealVectors {
 public:
  /// At least one variable.
  RealSpace(std::vector<Interval> bounds, RealVariation variation);

  Genome sample(Random& random) const override;
  /// Of more than two parents the first two count.
  Genome vary(std::span<const Genome> parents, Random& random) const override;
  std::vector<Operator> operators() const override;
  /// Euclidean, with the range of every variable as its unit.
  double distance(const Genome& a, const Genome& b) const override;
  bool has_distance() const override { return true; }
  /// "0.5 0.25 -3": six significant digits.
  std::string describe(const Genome& genome) const override;
  /// json: "[0.5,0.25,-3]", with digits enough for the values.
  std::vector<std::string> formats() const override { return {"json"}; }
  std::string print(const Genome& genome, std::size_t format) const override;

  /// A variable's bounds are 0 and 1 of a coordinate; beyond them it goes back and forth.
  std::size_t dimension() const override { return bounds_.size(); }
  Genome encode(std::span<const double> vector, std::span<const double> context) const override;
  std::vector<double> decode(const Genome& genome) const override;
  std::vector<double> middle() const override { return std::vector(bounds_.size(), 0.5); }

  const std::vector<Interval>& bounds() const { return bounds_; }

 private:
  void mutate(double& variable, Interval bounds, Random& random) const;

  std::vector<Interval> bounds_;
  RealVariation variation_;
};

Genome encode_reals(std::span<const double> values);
/// Throws std::invalid_argument for bytes that are no vector.
Reals decode_reals(const Genome& genome);

}  // namespace cambrian::vectors
