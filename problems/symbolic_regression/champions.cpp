#include "problems/symbolic_regression/champions.hpp"

#include <cmath>

namespace cambrian::regression {

using expression::Expression;

bool Champions::offer(const Expression& e, double loss, std::size_t complexity) {
  if (!std::isfinite(loss) || complexity >= entries_.size()) return false;
  Champion& entry = entries_[complexity];
  if (loss > entry.loss) return false;
  const std::uint64_t hash = expression::structural_hash(e.nodes);
  if (loss == entry.loss && hash >= entry.hash) return false;
  entry = {e, loss, hash, false};
  return true;
}

void Champions::take(const HallOfFame& hall, double baseline, expression::IndexLimits limits) {
  for (const auto& [complexity, individual] : hall.members()) {
    if (complexity >= entries_.size()) continue;
    const double loss = individual.loss() / baseline;
    const Champion& known = entries_[complexity];
    if (loss > known.loss || (loss == known.loss && individual.genome.hash >= known.hash)) continue;
    if (offer(expression::from_genome(individual.genome, limits), loss, complexity)) {
      entries_[complexity].reported = true;
    }
  }
}

std::vector<Individual> Champions::report(double baseline) {
  std::vector<Individual> result;
  for (std::size_t c = 0; c < entries_.size(); ++c) {
    if (entries_[c].reported) continue;
    entries_[c].reported = true;
    result.push_back({expression::to_genome(entries_[c].expression),
                      {entries_[c].loss * baseline},
                      static_cast<std::uint32_t>(c)});
  }
  return result;
}

std::vector<std::size_t> Champions::front() const {
  std::vector<std::size_t> result;
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < entries_.size(); ++c) {
    if (entries_[c].loss < best) {
      best = entries_[c].loss;
      result.push_back(c);
    }
  }
  return result;
}

void Champions::encode(Encoder& out) const {
  for (std::size_t c = 0; c < entries_.size(); ++c) {
    const Champion& entry = entries_[c];
    if (entry.empty()) continue;
    out.u64(c);
    out.block(entry.expression.nodes);
    out.f64(entry.loss);
  }
  out.u64(entries_.size());
}

void Champions::decode(Decoder& in, expression::IndexLimits limits) {
  for (Champion& entry : entries_) entry = {};
  while (true) {
    const std::uint64_t c = in.u64_at_most(entries_.size());
    if (c == entries_.size()) return;
    Expression e = expression::from_genome({in.bytes(), 0}, limits);
    const double loss = in.f64();
    offer(e, loss, c);
    entries_[c].reported = true;
  }
}

}  // namespace cambrian::regression
