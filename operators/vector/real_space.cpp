#include "operators/vector/real_space.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "engine/core/assert.hpp"

namespace cambrian::vectors {

RealSpace::RealSpace(std::vector<Interval> bounds, RealVariation variation)
    : bounds_(std::move(bounds)), variation_(variation) {
  CAMBRIAN_ASSERT(!bounds_.empty());
  if (variation_.mutation_rate == 0)
    variation_.mutation_rate = 1.0 / static_cast<double>(bounds_.size());
}

Genome RealSpace::sample(Random& random) const {
  return encode_reals(sample_reals(bounds_, random));
}

void RealSpace::mutate(double& variable, Interval bounds, Random& random) const {
  variable = variation_.mutation == Mutation::polynomial
                 ? polynomial_mutation(variable, bounds, variation_.mutation_eta, random)
                 : gaussian_mutation(variable, bounds, variation_.sigma, random);
}

std::vector<Operator> RealSpace::operators() const {
  return {variation_.crossover == Crossover::simulated_binary
              ? Operator{"simulated_binary",
                         "Crossover of two parents: each variable near that of either."}
              : Operator{"uniform", "Crossover of two parents: each variable of either."},
          variation_.mutation == Mutation::polynomial
              ? Operator{"polynomial", "Mutation: steps that stay within the bounds."}
              : Operator{"gaussian", "Mutation: steps of the normal distribution."}};
}

double RealSpace::distance(const Genome& a, const Genome& b) const {
  const Reals first = decode_reals(a);
  const Reals second = decode_reals(b);
  double sum = 0;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const double width = bounds_[i].high - bounds_[i].low;
    const double step = width > 0 ? (first[i] - second[i]) / width : 0;
    sum += step * step;
  }
  return std::sqrt(sum);
}

Genome RealSpace::vary(std::span<const Genome> parents, Random& random) const {
  Reals child = decode_reals(parents[0]);
  const bool crossed = parents.size() > 1;
  if (crossed) {
    const Reals second = decode_reals(parents[1]);
    child =
        variation_.crossover == Crossover::simulated_binary
            ? simulated_binary_crossover(child, second, bounds_, variation_.crossover_eta, random)
            : uniform_crossover(child, second, random);
  }
  bool mutated = false;
  for (std::size_t i = 0; i < child.size(); ++i) {
    if (!random.chance(variation_.mutation_rate)) continue;
    mutate(child[i], bounds_[i], random);
    mutated = true;
  }
  if (!crossed && !mutated) {
    const std::size_t i = random.below(static_cast<std::uint32_t>(child.size()));
    mutate(child[i], bounds_[i], random);
  }
  return encode_reals(child);
}

Genome RealSpace::encode(std::span<const double> vector, std::span<const double>) const {
  Reals values(bounds_.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double phase = vector[i] - 2 * std::floor(vector[i] / 2);  // 0 to 2
    const double part = phase > 1 ? 2 - phase : phase;
    const auto [low, high] = bounds_[i];
    values[i] = std::clamp(low + part * (high - low), low, high);
  }
  return encode_reals(values);
}

std::vector<double> RealSpace::decode(const Genome& genome) const {
  Reals parts = decode_reals(genome);
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = (parts[i] - bounds_[i].low) / (bounds_[i].high - bounds_[i].low);
  return parts;
}

std::string RealSpace::describe(const Genome& genome) const {
  constexpr int kDigits = 6;
  std::string text;
  for (double value : decode_reals(genome)) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value,
                                   std::chars_format::general, kDigits)
                         .ptr;
    text += text.empty() ? "" : " ";
    text.append(digits, end);
  }
  return text;
}

std::string RealSpace::print(const Genome& genome, std::size_t /*format*/) const {
  std::string text;
  for (double value : decode_reals(genome)) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    text += text.empty() ? "[" : ",";
    text.append(digits, end);
  }
  return text + "]";
}

Genome encode_reals(std::span<const double> values) {
  const auto bytes = std::as_bytes(values);
  return Genome::of(Bytes(bytes.begin(), bytes.end()));
}

Reals decode_reals(const Genome& genome) {
  if (genome.bytes.empty() || genome.bytes.size() % sizeof(double) != 0)
    throw std::invalid_argument("the genome is no vector of real numbers");
  Reals values(genome.bytes.size() / sizeof(double));
  std::memcpy(values.data(), genome.bytes.data(), genome.bytes.size());
  return values;
}

}  // namespace cambrian::vectors
