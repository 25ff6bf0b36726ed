// PluginAlgorithm, PluginSelector: a plugin's ways to search and to choose parents, behind the
// interfaces of the engine.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "engine/algorithm/algorithm.hpp"
#include "engine/algorithm/in_flight.hpp"
#include "engine/algorithm/selector.hpp"
#include "engine/catalogue/algorithm_kind.hpp"
#include "engine/core/result.hpp"
#include "engine/plugin/abi.h"
#include "engine/plugin/plugin_fields.hpp"
#include "engine/plugin/plugin_table.hpp"
#include "engine/space/search_space.hpp"

namespace cambrian {

/// Candidates are asked for one by one, each with a stream of its own. What the plugin cannot do is
/// a PluginFault; what the space throws meanwhile passes through. The plugin's state is its own:
/// save() and load() throw std::logic_error, and a job goes on by asking and telling again.
class PluginAlgorithm final : public Algorithm {
 public:
  /// An error is what the plugin says against the values.
  static Result<std::unique_ptr<Algorithm>> make(
      std::shared_ptr<const PluginTable<CambrianAlgorithm>> table, const PluginFields& fields,
      const AlgorithmPlace& place);
  ~PluginAlgorithm() override;
  PluginAlgorithm(const PluginAlgorithm&) = delete;
  PluginAlgorithm& operator=(const PluginAlgorithm&) = delete;

  std::vector<Candidate> ask(std::size_t room) override;
  void tell(const Evaluation& evaluation) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Note {
    Genome genome;
    std::uint64_t budget = 0;
  };
  /// The space, as the plugin calls it.
  struct Searched : CambrianSearched {
    Searched(const SearchSpace& the_space, std::size_t objective_count);
    const SearchSpace& space;
    mutable std::exception_ptr fault;  ///< what it threw
  };

  PluginAlgorithm(std::shared_ptr<const PluginTable<CambrianAlgorithm>> table,
                  const AlgorithmPlace& place);
  Random stream(CandidateId id, Purpose purpose) const;
  [[noreturn]] void fail(const std::string& function, const std::string& note);

  const std::shared_ptr<const PluginTable<CambrianAlgorithm>> table_;
  const std::uint64_t seed_;
  const Searched searched_;
  void* instance_ = nullptr;
  InFlight<Note> in_flight_;
};

/// An index that is out of range is a PluginFault, too.
class PluginSelector final : public Selector {
 public:
  /// An error is what the plugin says against the values.
  static Result<std::shared_ptr<const Selector>> make(
      std::shared_ptr<const PluginTable<CambrianSelector>> table, const PluginFields& fields);
  ~PluginSelector() override;
  PluginSelector(const PluginSelector&) = delete;
  PluginSelector& operator=(const PluginSelector&) = delete;

  std::size_t select(const SelectionTable& members, Random& random) const override;

 private:
  PluginSelector(std::shared_ptr<const PluginTable<CambrianSelector>> table, void* instance)
      : table_(std::move(table)), instance_(instance) {}

  const std::shared_ptr<const PluginTable<CambrianSelector>> table_;
  void* const instance_;
};

}  // namespace cambrian
