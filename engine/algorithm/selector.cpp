#include "engine/algorithm/selector.hpp"

namespace cambrian {

void add_to(SelectionTable& table, CandidateId id, const Individual& individual) {
  table.objective_count = individual.objectives.size();
  table.objectives.insert(table.objectives.end(), individual.objectives.begin(),
                          individual.objectives.end());
  table.born.push_back(static_cast<std::uint64_t>(id));
  table.complexities.push_back(individual.complexity);
}

}  // namespace cambrian
