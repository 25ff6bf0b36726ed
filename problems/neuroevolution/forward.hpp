// Forward passes: from observations to the outputs of a network.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "problems/neuroevolution/network.hpp"

namespace cambrian::neuroevolution {

enum class InstructionSet { avx512, avx2, baseline };
/// Those of this machine, the best first.
std::vector<InstructionSet> instruction_sets();

/// Where a forward pass works: the observation is in `front`. Both buffers have room for widest()
/// numbers, as aligned as vectors, and are overwritten; `memory` holds memory() numbers, zeros
/// before the first step.
struct Workspace {
  float* front;
  float* back;
  float* memory;
};
/// The outputs of a network.
using Forward = const float* (*)(const PackedNetwork& network, Workspace workspace);
/// The same in every bit for every set.
Forward forward_pass(InstructionSet set);

/// The outputs of a network for several observations, each of them as if it were alone; afterwards
/// they are in `front`. Weights are read once for all.
using ForwardMany = void (*)(const PackedNetwork& network, std::span<Workspace> workspaces);
ForwardMany forward_passes(InstructionSet set);

/// The outputs of kRelatives networks without convolutions, each of which differs from one by a
/// RankOne: its weights are read once for all, and what is done for each of them besides is but one
/// neuron more in each layer. All numbers of the workspace have kRelatives lanes: number k of lane
/// i is at [k * kRelatives + i], as are `factors`, in the order of RankOne. Every lane's outputs,
/// which are in `front` afterwards, are equal to rounding to those of its weights, and in every bit
/// whatever is in the others.
constexpr std::size_t kRelatives = 16;
using ForwardRelatives = void (*)(const PackedNetwork& network, Workspace& workspace,
                                  const float* factors);
ForwardRelatives forward_relatives(InstructionSet set);

}  // namespace cambrian::neuroevolution
