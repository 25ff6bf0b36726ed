#include "problems/neuroevolution/forward.hpp"

#include <algorithm>
#include <utility>

#include "problems/neuroevolution/lane_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "problems/neuroevolution/forward.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
//
#include "problems/neuroevolution/convolution-inl.hpp"
#include "problems/neuroevolution/dense-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cambrian::neuroevolution::HWY_NAMESPACE {

const float* forward_all(const PackedNetwork& network, Workspace workspace) {
  convolve_all(network, workspace.front, workspace.back);
  forward_single(network, workspace);
  return workspace.front;
}

void forward_several(const PackedNetwork& network, std::span<Workspace> workspaces) {
  std::vector<float*> in;
  std::vector<float*> out;
  std::vector<float*> memories;
  for (auto& [front, back, memory] : workspaces) {
    convolve_all(network, front, back);
    in.push_back(front);
    out.push_back(back);
    memories.push_back(memory);
  }
  for (const PackedNetwork::Layer& layer : network.layers()) {
    for (std::size_t e = 0; e < in.size(); ++e)
      std::copy_n(memories[e], layer.remembered, in[e] + layer.inputs - layer.remembered);
    forward_group(network, layer, {in.data(), out.data(), in.size()});
    std::swap(in, out);
    for (std::size_t e = 0; e < in.size(); ++e)
      memories[e] = std::copy_n(in[e], layer.remembered, memories[e]);
  }
  for (std::size_t e = 0; e < in.size(); ++e) {
    workspaces[e].front = in[e];
    workspaces[e].back = out[e];
  }
}

void forward_lanes_of_relatives(const PackedNetwork& network, Workspace& workspace,
                                const float* factors) {
  forward_all_lanes<kRelatives>(network, workspace, factors);
}

Forward forward() { return forward_all; }
ForwardMany forward_many() { return forward_several; }
ForwardRelatives relatives() { return forward_lanes_of_relatives; }

}  // namespace cambrian::neuroevolution::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cambrian::neuroevolution {

std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets;
#ifdef CAMBRIAN_HAS_SETS
  if ((hwy::SupportedTargets() & HWY_AVX3) != 0) sets.push_back(InstructionSet::avx512);
  if ((hwy::SupportedTargets() & HWY_AVX2) != 0) sets.push_back(InstructionSet::avx2);
#endif
  sets.push_back(InstructionSet::baseline);
  return sets;
}

Forward forward_pass(InstructionSet set) { return CAMBRIAN_OF_SET(set, forward)(); }

ForwardMany forward_passes(InstructionSet set) { return CAMBRIAN_OF_SET(set, forward_many)(); }

ForwardRelatives forward_relatives(InstructionSet set) { return CAMBRIAN_OF_SET(set, relatives)(); }

}  // namespace cambrian::neuroevolution
#endif
