// What networks do alike with rows.
#pragma once

#include <cstdint>
#include <span>

#include "engine/core/random.hpp"
#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

/// Which of `count` rows the batch has; they stay in `space` until the next question.
std::span<const std::uint32_t> rows_of_step(std::size_t count, const Batch& batch,
                                            WorkSpace& space);
/// The batch's rows become the first units of `space`, and their labels or values its own.
void gather(const Part& part, const Batch& batch, WorkSpace& space);
/// Adds normal noise.
void blur(std::vector<float>& rows, double deviation, Random& random);

const Part& part_of(const DataSet& data, Split split);

}  // namespace cambrian::training
