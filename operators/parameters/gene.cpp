#include "operators/parameters/gene.hpp"

#include <algorithm>
#include <cmath>

namespace cambrian {
namespace {

using Element = GeneKind::Element;

// A place in 0..size-1.
std::size_t place(std::size_t size, Random& random) {
  return random.below(static_cast<std::uint32_t>(size));
}

double reflected(double unit) {
  while (unit < 0 || unit > 1) unit = unit < 0 ? -unit : 2 - unit;
  return unit;
}

void rearrange(Gene& gene, Random& random) {
  std::size_t a = place(gene.size(), random);
  std::size_t b = place(gene.size() - 1, random);
  if (b >= a) ++b;
  const auto begin = gene.begin();
  switch (random.below(3)) {
    case 0:
      std::swap(gene[a], gene[b]);
      break;
    case 1:  // from a to b
      if (a < b) {
        std::rotate(begin + a, begin + a + 1, begin + b + 1);
      } else {
        std::rotate(begin + b, begin + a, begin + a + 1);
      }
      break;
    default:
      std::reverse(begin + std::min(a, b), begin + std::max(a, b) + 1);
  }
}

Gene order_crossover(const Gene& first, const Gene& second, Random& random) {
  const std::size_t a = place(first.size(), random);
  const std::size_t b = place(first.size(), random);
  const auto [begin, end] = std::minmax(a, b);  // the stretch, with its end
  std::vector<bool> taken(first.size());
  for (std::size_t i = begin; i <= end; ++i) taken[static_cast<std::size_t>(first[i])] = true;
  Gene child = first;
  std::size_t next = 0;
  for (double value : second) {
    if (taken[static_cast<std::size_t>(value)]) continue;
    if (next == begin) next = end + 1;
    child[next++] = value;
  }
  return child;
}

}  // namespace

// Whole numbers have cells from value - 1/2 to value + 1/2, or in the logarithm from log(value) to
// log(value + 1), so that the ends are as likely as the others.
double GeneKind::to_unit(double value) const {
  if (element == Element::real)
    return log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  if (log) return std::log((value + 0.5) / low) / std::log((high + 1) / low);
  return (value - low + 0.5) / (high - low + 1);
}

double GeneKind::from_unit(double unit) const {
  double value = 0;
  if (element == Element::real) {
    value = log ? low * std::pow(high / low, unit) : low + (high - low) * unit;
  } else {
    value =
        std::floor(log ? low * std::pow((high + 1) / low, unit) : low + (high - low + 1) * unit);
  }
  return std::clamp(value, low, high);
}

double GeneKind::draw(Random& random) const { return from_unit(random.uniform()); }

bool GeneKind::element_varies() const { return low < high; }

bool GeneKind::varies() const { return length_varies() || (element_varies() && max_length > 0); }

Gene GeneKind::sample(Random& random) const {
  Gene gene(min_length + random.below(max_length - min_length + 1));
  if (permutation) {
    for (std::size_t i = 0; i < gene.size(); ++i) gene[i] = static_cast<double>(i);
    shuffle(gene, random);
  } else {
    for (double& value : gene) value = draw(random);
  }
  return gene;
}

double GeneKind::moved(double value, Random& random) const {
  if (element == Element::choice) {
    // One of the others, all equally likely.
    const double other = std::floor(random.uniform() * (high - low)) + low;
    return std::min(other >= value ? other + 1 : other, high);
  }
  double deviation = step;
  if (element != Element::rank) deviation *= std::pow(10, -3 * random.uniform());
  const double there =
      from_unit(reflected(to_unit(value) + std::clamp(deviation * random.normal(), -1.0, 1.0)));
  if (there != value || element == Element::real) return there;
  if (value == low) return value + 1;
  if (value == high) return value - 1;
  return random.chance(0.5) ? value + 1 : value - 1;
}

Gene GeneKind::mutate(Gene gene, Random& random) const {
  if (permutation) {
    rearrange(gene, random);
    return gene;
  }
  const bool resize =
      length_varies() && (gene.empty() || !element_varies() || random.below(3) == 0);
  if (resize) {
    const bool grow = gene.size() == min_length || (gene.size() < max_length && random.chance(0.5));
    if (grow) {
      gene.insert(gene.begin() + place(gene.size() + 1, random), draw(random));
    } else {
      gene.erase(gene.begin() + place(gene.size(), random));
    }
    return gene;
  }
  const std::size_t always = place(gene.size(), random);
  const double rate = 1.0 / static_cast<double>(gene.size());
  for (std::size_t i = 0; i < gene.size(); ++i) {
    if (i == always || (gene.size() > 1 && random.chance(rate))) gene[i] = moved(gene[i], random);
  }
  return gene;
}

double GeneKind::scaled(double value, double factor) const {
  const double direction = factor > 1 ? 1 : factor < 1 ? -1 : 0;
  if (element == Element::choice) return value;
  double there = value + direction;
  if (element != Element::rank) {
    const double size = log ? value : std::max(std::abs(value), (high - low) / 20);
    there = value + (factor - 1) * size;
  }
  if (element == Element::whole && std::abs(there - value) < 1) there = value + direction;
  return std::clamp(element == Element::real ? there : std::round(there), low, high);
}

Gene GeneKind::perturb(Gene gene, const std::vector<double>& factors, Random& random) const {
  if (permutation) return gene;
  for (double& value : gene) value = scaled(value, random.pick(factors));
  return gene;
}

std::size_t GeneKind::dimension() const {
  const bool has_places = element == Element::choice && !permutation;
  return has_places ? static_cast<std::size_t>(high) + 1 : 1;
}

std::vector<double> GeneKind::coordinates(const Gene& gene) const {
  std::vector<double> result(dimension());
  if (permutation || gene.empty()) {
    std::fill(result.begin(), result.end(), 0.5);
    return result;
  }
  const auto size = static_cast<double>(gene.size());
  for (const double value : gene) {
    if (element == Element::choice) {
      result[static_cast<std::size_t>(value)] += 0.5 / size;
    } else {
      result[0] += to_unit(value) / size;
    }
  }
  return result;
}

Gene GeneKind::cross(const Gene& first, const Gene& second, Random& random) const {
  if (permutation) return order_crossover(first, second, random);
  Gene child = random.chance(0.5) ? first : second;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    child[i] = random.chance(0.5) ? first[i] : second[i];
  return child;
}

}  // namespace cambrian
