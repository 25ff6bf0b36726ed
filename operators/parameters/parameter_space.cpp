#include "operators/parameters/parameter_space.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace cambrian {
namespace {

// Seven bits in each byte, the lowest first; the eighth says that more follow.
void write_whole(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::byte>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::byte>(value));
}

class Reader {
 public:
  explicit Reader(BytesView bytes) : bytes_(bytes) {}
  bool at_end() const { return bytes_.empty(); }

  double real() {
    double value = 0;
    if (bytes_.size() < sizeof value) fail();
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  std::uint64_t whole() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (bytes_.empty()) fail();
      const auto byte = std::to_integer<std::uint64_t>(bytes_.front());
      bytes_ = bytes_.subspan(1);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    fail();
  }
  [[noreturn]] static void fail() { throw std::invalid_argument("a genome of another space"); }

 private:
  BytesView bytes_;
};

// `digits` significant ones at most; 0: as many as the value needs.
void append_real(std::string& text, double value, int digits) {
  std::array<char, 32> room{};
  char* const begin = room.data();
  char* const end = begin + room.size();
  char* const last = digits > 0
                         ? std::to_chars(begin, end, value, std::chars_format::general, digits).ptr
                         : std::to_chars(begin, end, value).ptr;
  const std::string number(begin, last);
  text += number;
  // So that readers with types of numbers see what it is.
  if (number.find_first_of(".e") == std::string::npos) text += ".0";
}

void append_element(std::string& text, const ParameterSpace::Entry& entry, double value,
                    int digits) {
  if (!entry.values.empty()) {
    text += entry.values[static_cast<std::size_t>(value)];
  } else if (entry.kind.element == GeneKind::Element::real) {
    append_real(text, value, digits);
  } else {
    text += std::to_string(static_cast<std::int64_t>(value));
  }
}

void append_gene(std::string& text, const ParameterSpace::Entry& entry, const Gene& gene,
                 int digits) {
  if (!entry.list) return append_element(text, entry, gene.front(), digits);
  text += '[';
  for (std::size_t i = 0; i < gene.size(); ++i) {
    if (i > 0) text += ',';
    append_element(text, entry, gene[i], digits);
  }
  text += ']';
}

}  // namespace

ParameterSpace::ParameterSpace(std::vector<Entry> entries) : entries_(std::move(entries)) {}

Result<ParameterSpace> ParameterSpace::make(const Table<Parameter>& parameters,
                                            const std::string& where) {
  auto entries = make_entries(parameters, where);
  if (!entries) return entries.error();
  return ParameterSpace(std::move(*entries));
}

bool ParameterSpace::is_there(std::size_t entry, const Genes& genes) const {
  const auto& conditions = entries_[entry].conditions;
  return std::all_of(conditions.begin(), conditions.end(), [&](const Entry::Condition& condition) {
    const auto& gene = genes[condition.parameter];
    const auto& values = condition.values;
    return gene && std::find(values.begin(), values.end(), gene->front()) != values.end();
  });
}

Genome ParameterSpace::sample(Random& random) const {
  Genes genes(entries_.size());
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (is_there(i, genes)) genes[i] = entries_[i].kind.sample(random);
  }
  return encode(genes);
}

Genome ParameterSpace::vary(std::span<const Genome> parents, Random& random) const {
  Genes child = decode(parents.front());
  if (parents.size() > 1) {
    for (const Genome& parent : parents.subspan(1)) child = cross(child, decode(parent), random);
    const Genome combined = encode(child);
    const bool is_new = std::find(parents.begin(), parents.end(), combined) == parents.end();
    if (is_new && random.chance(0.5)) return combined;
  }
  mutate(child, random);
  return encode(child);
}

std::vector<Operator> ParameterSpace::operators() const {
  return {
      {"mutate",
       "Each parameter changes with probability one over their number, and one at least: numbers "
       "by a step on their scale, choices to another one."},
      {"uniform_crossover",
       "Each parameter of one of the parents, lists element by element; half of the children "
       "are mutated, too."}};
}

void ParameterSpace::mutate(Genes& genes, Random& random) const {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (genes[i] && entries_[i].kind.varies()) open.push_back(i);
  }
  if (open.empty()) return;
  const std::size_t always = random.pick(open);
  for (std::size_t i : open) {
    if (i == always || random.chance(1.0 / static_cast<double>(open.size())))
      genes[i] = entries_[i].kind.mutate(*std::move(genes[i]), random);
  }
  draw_missing(genes, random);
}

// After a change of what conditions look at.
void ParameterSpace::draw_missing(Genes& genes, Random& random) const {
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (!is_there(i, genes))
      genes[i].reset();
    else if (!genes[i])
      genes[i] = entries_[i].kind.sample(random);
  }
}

ParameterSpace::Genes ParameterSpace::cross(const Genes& first, const Genes& second,
                                            Random& random) const {
  Genes child(entries_.size());
  for (std::size_t i = 0; i < child.size(); ++i) {
    if (!is_there(i, child)) continue;
    const bool whole = first[i] && second[i] && !entries_[i].list;
    if (whole) {
      child[i] = random.chance(0.5) ? first[i] : second[i];
    } else if (first[i] && second[i]) {
      child[i] = entries_[i].kind.cross(*first[i], *second[i], random);
    } else {
      child[i] = first[i] ? first[i] : second[i] ? second[i] : entries_[i].kind.sample(random);
    }
  }
  return child;
}

Genome ParameterSpace::encode(const Genes& genes) const {
  Bytes bytes;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (!genes[i]) continue;
    const GeneKind& kind = entries_[i].kind;
    if (kind.min_length < kind.max_length) write_whole(bytes, genes[i]->size());
    for (double value : *genes[i]) {
      if (kind.element == GeneKind::Element::real) {
        const auto raw = std::as_bytes(std::span(&value, 1));
        bytes.insert(bytes.end(), raw.begin(), raw.end());
      } else {
        write_whole(bytes, static_cast<std::uint64_t>(value - kind.low));
      }
    }
  }
  return Genome::of(std::move(bytes));
}

ParameterSpace::Genes ParameterSpace::decode(const Genome& genome) const {
  Reader in(genome.bytes);
  Genes genes(entries_.size());
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (!is_there(i, genes)) continue;
    const GeneKind& kind = entries_[i].kind;
    const std::uint64_t length = kind.min_length < kind.max_length ? in.whole() : kind.max_length;
    if (length < kind.min_length || length > kind.max_length) Reader::fail();
    Gene gene(length);
    for (double& value : gene) {
      value = kind.element == GeneKind::Element::real ? in.real()
                                                      : kind.low + static_cast<double>(in.whole());
      if (!(value >= kind.low && value <= kind.high)) Reader::fail();
    }
    genes[i] = std::move(gene);
  }
  if (!in.at_end()) Reader::fail();
  return genes;
}

std::string ParameterSpace::describe(const Genome& genome) const {
  constexpr int kDigits = 6;
  return object(genome, kDigits);
}

std::string ParameterSpace::print(const Genome& genome, std::size_t /*format*/) const {
  return object(genome, 0);
}

std::string ParameterSpace::object(const Genome& genome, int digits) const {
  const Genes genes = decode(genome);
  std::string text = "{";
  for (std::size_t i = 0; i < genes.size(); ++i) {
    if (!genes[i]) continue;
    if (text.size() > 1) text += ',';
    text += entries_[i].name + ':';
    append_gene(text, entries_[i], *genes[i], digits);
  }
  return text + "}";
}

}  // namespace cambrian
