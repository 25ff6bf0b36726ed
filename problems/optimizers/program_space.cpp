#include "problems/optimizers/program_space.hpp"

#include "operators/optimizer/analysis.hpp"
#include "operators/optimizer/print.hpp"

namespace cambrian::optimizers {
namespace {

std::string commented(const std::string& lines, const std::string& sign) {
  std::string text;
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    text += sign + lines.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return text;
}

}  // namespace

Genome ProgramSpace::sample(Random&) const { return optimizer::to_genome(warm_start_); }

Genome ProgramSpace::vary(std::span<const Genome> parents, Random& random) const {
  optimizer::VariationCounts counts;
  const optimizer::Program parent = optimizer::from_genome(parents.front());
  Genome child = optimizer::to_genome(variation_.vary(parent, random, &counts));
  const std::lock_guard lock(mutex_);
  counts_ += counts;
  return child;
}

optimizer::VariationCounts ProgramSpace::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::string ProgramSpace::describe(const Genome& genome) const {
  return optimizer::to_line(optimizer::without_dead_code(optimizer::from_genome(genome)));
}

std::uint32_t ProgramSpace::complexity(const Genome& genome) const {
  const auto verdict = optimizer::analyze(optimizer::from_genome(genome));
  return static_cast<std::uint32_t>(verdict.analysis.live_statements());
}

ProgramSpace::Presented ProgramSpace::presented(const Genome& genome) const {
  const std::lock_guard lock(mutex_);
  const auto found = presented_.find(genome.hash);
  if (found != presented_.end()) return found->second;
  return presented_[genome.hash] = present_(optimizer::from_genome(genome));
}

std::string ProgramSpace::print(const Genome& genome, std::size_t format) const {
  if (format == 3) return optimizer::to_text(optimizer::from_genome(genome));
  const Presented shown = presented(genome);
  if (format == 0) return commented(shown.comment, "# ") + optimizer::to_text(shown.program);
  if (format == 1) return commented(shown.comment, "# ") + optimizer::to_python(shown.program);
  return commented(shown.comment, "// ") + optimizer::to_cpp(shown.program);
}

}  // namespace cambrian::optimizers
