// Acceptance: whether an evaluated child may enter the population at all.
#pragma once

#include <cstdint>

#include "engine/core/archive.hpp"
#include "engine/core/random.hpp"
#include "engine/state/hall_of_fame.hpp"

namespace cambrian {

/// A hook of RegularizedEvolution. May learn from what it sees; its state is saved with the
/// algorithm's.
class Acceptance {
 public:
  virtual ~Acceptance() = default;
  /// Asked once for each usable child, in the order in which they are told. `parent` as it was when
  /// the child was bred.
  virtual bool accept(const Individual& parent, const Individual& child, Random& random) = 0;
  /// Told of each member that enters the population, initial ones included.
  virtual void entered(const Individual&) {}
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;
};

/// Simulated annealing (Kirkpatrick et al. 1983), as PySR sets it up: a child that is worse by d is
/// accepted with probability exp(-d / (scale * T)), where T falls from 1 to 0 over each `period`
/// children.
class Annealing : public Acceptance {
 public:
  struct Params {
    double scale = 3.17;          ///< > 0, in units of the first objective
    std::uint64_t period = 1000;  ///< children, >= 1
  };
  explicit Annealing(Params params) : params_(params) {}

  bool accept(const Individual& parent, const Individual& child, Random& random) override;
  void save(Encoder& out) const override { out.u64(seen_); }
  void load(Decoder& in) override { seen_ = in.u64(); }

 private:
  Params params_;
  std::uint64_t seen_ = 0;
};

}  // namespace cambrian
