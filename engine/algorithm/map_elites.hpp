// MapElites: the best candidate for each kind of behaviour.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Mouret and Clune (2015). Descriptors are put into the cells of a grid; each cell keeps the
/// candidate of the lowest first objective. After some samples, children are mutants of candidates
/// that are drawn uniformly from the cells in use. Descriptors beyond the grid belong to its
/// border; candidates with fewer numbers than the grid has axes, or with ones that are not numbers,
/// enter nowhere; numbers beyond the axes do not count. Nobody ever waits.
class MapElites final : public Algorithm {
 public:
  struct Params {
    std::vector<std::int64_t> cells = {32, 32};  ///< of each axis, >= 1
    std::vector<double> low = {0, 0};            ///< where each axis begins
    std::vector<double> high = {1, 1};           ///< and ends; > low
    std::uint64_t samples = 100;                 ///< before the first child
    std::uint64_t budget = 0;                    ///< of a candidate; 0: the problem's full one
    std::uint64_t seed = 0;
    std::uint32_t island = 0;
  };
  struct Elite {
    CandidateId id{};
    Genome genome;
    double loss = 0;
  };

  /// `space` must outlive this; the params pass check().
  MapElites(const SearchSpace& space, Params params);
  static Result<void> check(const Params& params);

  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

  /// By the cell's number: the first axis varies slowest.
  const std::map<std::uint64_t, Elite>& elites() const { return elites_; }

 private:
  struct Note {
    Genome genome;
    void encode(Encoder& out) const;
    static Note decode(Decoder& in);
  };
  Candidate next();
  std::optional<std::uint64_t> cell(const std::vector<double>& descriptor) const;

  const SearchSpace& space_;
  const Params params_;
  InFlight<Note> in_flight_;
  std::map<std::uint64_t, Elite> elites_;
  std::vector<std::uint64_t> used_;  // cells with an elite, in the order in which they got it
};

/// Seed and island belong to the run.
template <class Visitor>
void fields(Visitor& v, MapElites::Params& p) {
  v("cells", p.cells, Range{1, 1e6}, "Cells of each axis of the grid");
  v("low", p.low, "Where each axis of the descriptor begins");
  v("high", p.high, "Where each axis of the descriptor ends");
  v("samples", p.samples, Range{1, 1e9}, "Random candidates before the first child");
  v("budget", p.budget, "Budget of a candidate, e.g. episodes, 0: the problem's full one");
}

}  // namespace cambrian
