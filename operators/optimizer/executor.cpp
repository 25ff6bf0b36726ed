#include "operators/optimizer/executor.hpp"

#include <algorithm>
#include <cstring>

#include "engine/core/assert.hpp"

namespace cambrian::optimizer {
namespace {

using Kind = Node::Kind;

constexpr std::size_t round_up(std::size_t n) { return (n + kGrain - 1) / kGrain * kGrain; }

}  // namespace

Executor::Executor(const Program& program, std::span<const std::size_t> tensors)
    : plan_(make_plan(program)), tensors_(tensors.begin(), tensors.end()) {
  for (const std::size_t tensor : tensors_) size_ += tensor;
  stride_ = round_up(tensors_.size());
  if (plan_.keeps_m) m_.resize(size_);
  if (plan_.keeps_v) v_.resize(size_);
  small_.resize(plan_.nodes.size() * stride_);
  totals_.resize(plan_.nodes.size() * tensors_.size());
  pointers_.resize(plan_.nodes.size());
  for (std::size_t id = 0; id < plan_.nodes.size(); ++id) {
    const Node& node = plan_.nodes[id];
    float* values = small(static_cast<Id>(id));
    if (node.kind == Kind::constant) std::fill_n(values, stride_, node.value);
    if (node.kind != Kind::size) continue;
    for (std::size_t t = 0; t < tensors_.size(); ++t) values[t] = static_cast<float>(tensors_[t]);
  }
  for (std::uint8_t level = 0; level < plan_.passes; ++level) plan_pass(level);
}

void Executor::plan_pass(std::uint8_t level) {
  const bool last = level + 1 == plan_.passes;
  Pass pass;
  std::vector<bool> wanted(plan_.nodes.size());
  std::vector<Id> kept;  // to the end of a block
  const auto keep = [&](Id id) {
    if (id == Plan::kNone) return;
    wanted[id] = true;
    kept.push_back(id);
  };
  if (last) {
    keep(plan_.update);
    keep(plan_.m);
    keep(plan_.v);
  }
  for (std::size_t id = 0; id < plan_.nodes.size(); ++id) {
    const Node& node = plan_.nodes[id];
    bool of_vectors = false;
    for (std::size_t k = 0; k < node.arity; ++k)
      of_vectors = of_vectors || plan_.is_vector(node.arguments[k]);
    if (node.reduces() && of_vectors) {
      if (node.level != level + 1) continue;
      pass.reductions.push_back(static_cast<Id>(id));
      for (std::size_t k = 0; k < node.arity; ++k) keep(node.arguments[k]);
    } else if (node.type != ValueType::vector && node.level == level && node.arity > 0) {
      pass.small.push_back(static_cast<Id>(id));
    }
  }
  for (std::size_t id = plan_.nodes.size(); id-- > 0;) {
    const Node& node = plan_.nodes[id];
    if (!wanted[id] || node.type != ValueType::vector) continue;
    for (std::size_t k = 0; k < node.arity; ++k) wanted[node.arguments[k]] = true;
  }
  collect(wanted, pass);
  assign_registers(kept, pass);
  passes_.push_back(std::move(pass));
}

void Executor::collect(const std::vector<bool>& wanted, Pass& pass) const {
  for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
    if (!wanted[i]) continue;
    const auto id = static_cast<Id>(i);
    const Node& node = plan_.nodes[i];
    if (node.type == ValueType::scalar) {
      pass.scalars.push_back(id);
    } else if (node.type == ValueType::per_tensor) {
      pass.per_tensor.push_back(id);
    } else if (node.kind == Kind::input) {
      pass.inputs.push_back(id);
    } else {
      pass.calls.push_back(
          {kernels().elementwise[static_cast<std::size_t>(node.function)], id, node.arguments});
      CAMBRIAN_ASSERT(pass.calls.back().kernel != nullptr);
    }
  }
  pass.by_tensor = !pass.per_tensor.empty();
  for (const Id id : pass.reductions)
    pass.by_tensor = pass.by_tensor || plan_.nodes[id].kind != Kind::total_dot;
}

void Executor::assign_registers(const std::vector<Id>& kept, Pass& pass) {
  constexpr std::size_t kForEver = static_cast<std::size_t>(-1);
  pass.registers.assign(plan_.nodes.size(), Plan::kNone);
  Id count = 0;
  for (const auto* group : {&pass.inputs, &pass.scalars, &pass.per_tensor}) {
    for (const Id id : *group) pass.registers[id] = count++;
  }
  std::vector<std::size_t> last_use(plan_.nodes.size(), 0);
  for (std::size_t i = 0; i < pass.calls.size(); ++i) {
    const Node& node = plan_.nodes[pass.calls[i].out];
    for (std::size_t k = 0; k < node.arity; ++k) last_use[node.arguments[k]] = i;
  }
  for (const Id id : kept) last_use[id] = kForEver;
  std::vector<Id> free;
  for (std::size_t i = 0; i < pass.calls.size(); ++i) {
    const Id out = pass.calls[i].out;
    const Node& node = plan_.nodes[out];
    for (std::size_t k = 0; k < node.arity; ++k) {
      const Id argument = node.arguments[k];
      const bool computed =
          plan_.is_vector(argument) && plan_.nodes[argument].kind == Kind::elementwise;
      if (!computed || last_use[argument] != i) continue;
      free.push_back(pass.registers[argument]);
      last_use[argument] = kForEver;  // it may be two of the arguments
    }
    if (free.empty()) free.push_back(count++);
    pass.registers[out] = free.back();
    free.pop_back();
  }
  registers_.resize(std::max(registers_.size(), count * kBlock));
}

void Executor::restart() {
  std::fill(m_.begin(), m_.end(), 0.0F);
  std::fill(v_.begin(), v_.end(), 0.0F);
}

void Executor::step(std::span<float> w, std::span<const float> g, float rate) {
  CAMBRIAN_ASSERT(w.size() == size_ && g.size() == size_);
  run({{w.data(), g.data(), m_.data(), v_.data()}, w.data(), nullptr}, rate);
}

void Executor::propose(std::span<const float> w, std::span<const float> g, float rate,
                       std::span<float> update) {
  CAMBRIAN_ASSERT(w.size() == size_ && g.size() == size_ && update.size() == size_);
  run({{w.data(), g.data(), m_.data(), v_.data()}, nullptr, update.data()}, rate);
}

void Executor::run(const Buffers& buffers, float rate) {
  std::fill_n(small(Id{learning_rate}), stride_, rate);
  for (const Pass& pass : passes_) {
    compute_small(pass);
    std::fill(totals_.begin(), totals_.end(), 0.0);
    for (const Id id : pass.scalars) broadcast(pass, id, 0);
    if (!pass.by_tensor) {
      run_piece(pass, buffers, {0, size_, 0});
    } else {
      std::size_t begin = 0;
      for (std::size_t t = 0; t < tensors_.size(); ++t) {
        for (const Id id : pass.per_tensor) broadcast(pass, id, t);
        run_piece(pass, buffers, {begin, begin + tensors_[t], t});
        begin += tensors_[t];
      }
    }
    finish_reductions(pass);
  }
}

void Executor::compute_small(const Pass& pass) {
  for (const Id id : pass.small) {
    const Node& node = plan_.nodes[id];
    const float* a = small(node.arguments[0]);
    const float* b = small(node.arguments[1]);
    if (node.kind == Kind::total_dot) {
      const double total = kernels().dot(a, b, tensors_.size());
      std::fill_n(small(id), stride_, static_cast<float>(total));
      continue;
    }
    const Elementwise kernel = kernels().elementwise[static_cast<std::size_t>(node.function)];
    kernel(small(id), a, b, small(node.arguments[2]), stride_);
  }
}

void Executor::broadcast(const Pass& pass, Id node, std::size_t tensor) {
  float* block = place(pass, node);
  std::fill_n(block, kBlock, small(node)[tensor]);
  pointers_[node] = block;
}

void Executor::run_piece(const Pass& pass, const Buffers& buffers, Piece piece) {
  const bool last = &pass == &passes_.back();
  for (std::size_t begin = piece.begin; begin < piece.end; begin += kBlock) {
    const std::size_t count = std::min(kBlock, piece.end - begin);
    const Piece block{begin, begin + count, piece.tensor};
    load_inputs(pass, buffers, block);
    for (const Call& call : pass.calls) {
      float* out = place(pass, call.out);
      call.kernel(out, pointers_[call.arguments[0]], pointers_[call.arguments[1]],
                  pointers_[call.arguments[2]], round_up(count));
      pointers_[call.out] = out;
    }
    for (const Id id : pass.reductions) {
      const Node& node = plan_.nodes[id];
      const float* a = pointers_[node.arguments[0]];
      totals_[id * tensors_.size() + piece.tensor] +=
          node.kind == Kind::sum ? kernels().sum(a, count)
                                 : kernels().dot(a, pointers_[node.arguments[1]], count);
    }
    if (last) store_results(buffers, block);
  }
}

// Kernels read whole vectors: at the very end, from a copy.
void Executor::load_inputs(const Pass& pass, const Buffers& buffers, Piece block) {
  const std::size_t count = block.end - block.begin;
  for (const Id id : pass.inputs) {
    const float* source = buffers.inputs[plan_.nodes[id].index] + block.begin;
    pointers_[id] = source;
    if (block.begin + round_up(count) <= size_) continue;
    float* copy = place(pass, id);
    std::memcpy(copy, source, count * sizeof(float));
    pointers_[id] = copy;
  }
}

void Executor::store_results(const Buffers& buffers, Piece block) {
  const std::size_t count = block.end - block.begin;
  const std::size_t bytes = count * sizeof(float);
  if (plan_.m != Plan::kNone) std::memcpy(&m_[block.begin], pointers_[plan_.m], bytes);
  if (plan_.v != Plan::kNone) std::memcpy(&v_[block.begin], pointers_[plan_.v], bytes);
  const float* update = pointers_[plan_.update];
  if (buffers.weights != nullptr) kernels().subtract(buffers.weights + block.begin, update, count);
  if (buffers.update != nullptr) std::memcpy(buffers.update + block.begin, update, bytes);
}

void Executor::finish_reductions(const Pass& pass) {
  for (const Id id : pass.reductions) {
    const double* totals = &totals_[id * tensors_.size()];
    if (plan_.nodes[id].kind == Kind::total_dot) {
      double total = 0;
      for (std::size_t t = 0; t < tensors_.size(); ++t) total += totals[t];
      std::fill_n(small(id), stride_, static_cast<float>(total));
      continue;
    }
    for (std::size_t t = 0; t < tensors_.size(); ++t) small(id)[t] = static_cast<float>(totals[t]);
  }
}

}  // namespace cambrian::optimizer
