// ParameterSpace as the settings of a training: explored, and read as it describes them.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/suggest.hpp"
#include "operators/parameters/parameter_space.hpp"

namespace cambrian {
namespace {

using nlohmann::ordered_json;
using Entry = ParameterSpace::Entry;

std::string name_of(const Entry& entry) {
  return ordered_json::parse(entry.name).get<std::string>();
}

Result<double> read_element(const Entry& entry, const ordered_json& value) {
  const GeneKind& kind = entry.kind;
  if (!entry.values.empty()) {
    const auto found = std::find(entry.values.begin(), entry.values.end(), value.dump());
    if (found != entry.values.end()) return static_cast<double>(found - entry.values.begin());
    return Error{name_of(entry), value.dump() + " is none of its values",
                 did_you_mean(value.dump(), entry.values)};
  }
  if (!value.is_number()) return Error{name_of(entry), value.dump() + " is no number", ""};
  const auto number = value.get<double>();
  if (!(number >= kind.low && number <= kind.high))
    return Error{name_of(entry), value.dump() + " is out of its bounds", ""};
  if (kind.element != GeneKind::Element::real && number != std::trunc(number))
    return Error{name_of(entry), value.dump() + " is not whole", ""};
  return number;
}

Result<Gene> read_gene(const Entry& entry, const ordered_json& value) {
  if (value.is_array() != entry.list)
    return Error{name_of(entry), entry.list ? "must be a list" : "must be a single value", ""};
  Gene gene;
  for (const ordered_json& element : entry.list ? value : ordered_json::array({value})) {
    const auto number = read_element(entry, element);
    if (!number) return number.error();
    gene.push_back(*number);
  }
  const bool fits = gene.size() >= entry.kind.min_length && gene.size() <= entry.kind.max_length;
  if (!fits) return Error{name_of(entry), "is a list of a wrong length", ""};
  Gene sorted = gene;
  std::sort(sorted.begin(), sorted.end());
  if (entry.kind.permutation && std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return Error{name_of(entry), "has a value twice", "a permutation has each of its values once"};
  return gene;
}

}  // namespace

Genome ParameterSpace::explore(const Genome& genome, const Exploration& how, Random& random) const {
  Genes genes = decode(genome);
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (!genes[i]) continue;
    const GeneKind& kind = entries_[i].kind;
    genes[i] = random.chance(how.resample)
                   ? kind.sample(random)
                   : kind.perturb(*std::move(genes[i]), how.perturb, random);
  }
  draw_missing(genes, random);
  return encode(genes);
}

std::vector<double> ParameterSpace::coordinates(const Genome& genome) const {
  const Genes genes = decode(genome);
  std::vector<double> all;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const GeneKind& kind = entries_[i].kind;
    const std::vector<double> own =
        genes[i] ? kind.coordinates(*genes[i]) : std::vector<double>(kind.dimension(), 0.5);
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

Result<Genome> ParameterSpace::parse(std::string_view text) const {
  const ordered_json object = ordered_json::parse(text, nullptr, false);
  if (!object.is_object()) return Error{"", "is no JSON object of parameters", ""};
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(name_of(entry));
  for (const auto& [name, value] : object.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      return Error{name, "there is no such parameter", did_you_mean(name, names)};
  }
  Genes genes(entries_.size());
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const auto place = object.find(names[i]);
    const bool there = is_there(i, genes);
    if (there != (place != object.end()))
      return Error{names[i], there ? "is missing" : "has no place here, by its condition", ""};
    if (!there) continue;
    auto gene = read_gene(entries_[i], *place);
    if (!gene) return gene.error();
    genes[i] = std::move(*gene);
  }
  return encode(genes);
}

}  // namespace cambrian
