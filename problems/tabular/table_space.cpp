#include "problems/tabular/table_space.hpp"

#include <cstring>

namespace cambrian::tabular {

TableSpace::TableSpace(std::shared_ptr<const CandidateTable> table) : table_(std::move(table)) {
  for (std::size_t k = 0; k < table_->columns().size(); ++k)
    if (table_->columns()[k].values.size() > 1) varying_.push_back(k);
}

Genome TableSpace::sample(Random& random) const {
  return encode(table_->choices(random.below(static_cast<std::uint32_t>(table_->rows()))));
}

Genome TableSpace::mutant(const Choices& parent, Random& random) const {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries && !varying_.empty(); ++i) {
    const std::size_t column = random.pick(varying_);
    const auto count = static_cast<std::uint32_t>(table_->columns()[column].values.size());
    // One of the others: the present one is left out of the count.
    std::uint32_t value = random.below(count - 1);
    if (value >= parent[column]) ++value;
    Choices child = parent;
    child[column] = static_cast<std::uint16_t>(value);
    if (table_->find(child)) return encode(child);
  }
  return sample(random);
}

double TableSpace::distance(const Genome& a, const Genome& b) const {
  const Choices first = decode(a);
  const Choices second = decode(b);
  double count = 0;
  for (std::size_t k = 0; k < first.size(); ++k) count += first[k] != second[k] ? 1 : 0;
  return count;
}

Genome TableSpace::vary(std::span<const Genome> parents, Random& random) const {
  const Choices first = decode(parents[0]);
  if (parents.size() == 1) return mutant(first, random);
  const Choices second = decode(parents[1]);
  Choices child = first;
  for (std::size_t k = 0; k < child.size(); ++k)
    if (random.chance(0.5)) child[k] = second[k];
  const bool mutate = child == first || child == second || random.chance(0.5);
  if (mutate) return mutant(child, random);
  return table_->find(child) ? encode(child) : mutant(first, random);
}

std::string TableSpace::describe(const Genome& genome) const {
  const Choices choices = decode(genome);
  std::string text;
  for (std::size_t k = 0; k < choices.size(); ++k) {
    const auto& column = table_->columns()[k];
    text += (k == 0 ? "" : ", ") + column.name + "=" + column.values[choices[k]];
  }
  return text;
}

std::size_t TableSpace::neighbours() const {
  std::size_t count = 0;
  for (std::size_t column : varying_) count += table_->columns()[column].values.size() - 1;
  return count;
}

Genome encode(const Choices& choices) {
  const auto bytes = std::as_bytes(std::span(choices));
  return Genome::of(Bytes(bytes.begin(), bytes.end()));
}

Choices decode(const Genome& genome) {
  Choices choices(genome.bytes.size() / sizeof(Choices::value_type));
  std::memcpy(choices.data(), genome.bytes.data(), choices.size() * sizeof(Choices::value_type));
  return choices;
}

}  // namespace cambrian::tabular
