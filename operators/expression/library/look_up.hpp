// LookUp: peels the target in lanes and looks the results up.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "operators/expression/library/lane_buffer.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/search_round.hpp"
#include "operators/expression/library/span.hpp"

namespace cambrian::expression {

/// Scratch memory and the work of one unit. One per thread and round; what it refers to must
/// outlive it.
class LookUp {
 public:
  /// `found` is called with every match of keys, in a fixed order.
  /// With `spans`, peeled targets are looked up in them and not in the library.
  LookUp(const Library& library, const SearchRound& round, const std::vector<double>& target,
         const std::vector<Chain>& chains, std::function<void(Hit)> found,
         SharedSpans spans = nullptr);

  /// Does a unit and returns the number of look-ups.
  std::uint64_t run(const Unit& unit);

 private:
  // Peeled targets that chains are tried on.
  struct Block {
    const Steps* before = nullptr;
    const Unit* unit = nullptr;  ///< null: no term was peeled
    std::uint32_t chains = 0;    ///< the first so many
    std::size_t lanes = 0;
    std::size_t bare = 0;  ///< lanes before this are dimensionless, or may be
  };

  // What becomes of a target's dimensions when a term is peeled off.
  enum class Fate : std::uint8_t { unknown, impossible, bare, dimensional };
  static Fate fate_of(const Unit& unit, const Dimensions& parent, const Dimensions& term);

  std::uint64_t all_chains();
  std::uint64_t peel(const Unit& unit);
  void choose(const Unit& unit, std::uint32_t& begin);
  void drop_swamped(double target_swing, std::size_t lanes);
  std::uint64_t pairs(const Unit& unit);
  std::uint64_t ratios(const Unit& unit);
  std::uint64_t meet(const KeyTable& targets, std::uint32_t first, bool logarithmic);
  std::uint64_t follow(std::uint32_t chain, LaneBlock values);
  std::uint64_t follow_next(std::uint32_t chain, LaneBlock values);
  LaneBlock take_step(const Step& step, LaneBlock values, std::size_t lanes, LaneBuffer& to);
  std::size_t lanes_of(std::uint32_t chain) const;
  std::uint64_t look_up(std::uint32_t chain, LaneBlock values, bool logarithmic,
                        std::optional<LogForm> log_of);
  std::uint64_t look_up_in_spans(std::uint32_t chain, LaneBlock values, bool logarithmic);
  Steps steps_to(std::uint32_t chain, std::size_t lane) const;

  const Library& library_;
  const SearchRound& round_;
  const std::vector<double>& target_;
  const std::vector<Chain>& chains_;
  std::vector<std::vector<std::uint32_t>> next_;  ///< by chain: those longer by a step
  std::vector<bool> wants_number_;                ///< by chain
  std::function<void(Hit)> found_;
  SharedSpans spans_;
  std::size_t rows_;
  LaneBuffer base_, work_, logs_, coordinates_;
  std::vector<LaneBuffer> after_;  ///< by number of steps, less one: values behind a chain
  Block block_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> entries_;  ///< by lane: the peeled term's
  std::vector<Fate> fates_;             ///< by the term's kind of dimensions
  bool in_a_row_ = true;                ///< the entries follow each other
  std::vector<std::uint32_t> passed_;   ///< lanes that a filter let through
  std::vector<double> target_lanes_;
  std::vector<std::uint64_t> target_keys_;
};

}  // namespace cambrian::expression
