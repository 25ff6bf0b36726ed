// What networks do alike with rows.
#pragma once

#include "engine/core/random.hpp"
#include "problems/training/data.hpp"
#include "problems/training/task.hpp"

namespace cambrian::training {

/// The batch's rows become the first units of `space`, and their labels or values its own.
void gather(const Part& part, const Batch& batch, WorkSpace& space);
/// Adds normal noise.
void blur(std::vector<float>& rows, double deviation, Random& random);

const Part& part_of(const DataSet& data, Split split);

}  // namespace cambrian::training
