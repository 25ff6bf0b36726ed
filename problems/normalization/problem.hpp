// NormalizationProblem: layers judged by how well small networks train with them.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/catalogue/problem.hpp"
#include "engine/config/fields.hpp"
#include "engine/space/held_out.hpp"
#include "problems/normalization/layer_space.hpp"
#include "problems/normalization/trial.hpp"
#include "problems/training/make_task.hpp"

namespace cambrian::normalization {

enum class Track : std::uint8_t {
  batch_independent,  ///< no moments over the batch
  batch_dependent,    ///< all primitives
};

/// What is dropped after a part of its training.
struct Quality {
  std::uint32_t steps = 100;
  double accuracy = 0.2;
};

/// Digits: 2000 to learn from, 1000 to compare by, 2000 to test with.
training::DataSettings usual_pictures();
/// Three architectures that differ in their blocks.
Table<training::Architecture> usual_architectures();

/// What layers are trained on once a search is over: the same networks, larger and for longer, on
/// other pictures of the same kind.
struct Retraining {
  std::uint64_t data_seed = 2;
  std::uint32_t widths = 2;
  std::uint32_t lengths = 2;
  std::uint64_t seed = 2;
};

struct Settings {
  Track track = Track::batch_independent;
  std::string start = "random";
  training::DataSettings pictures = usual_pictures();
  Table<training::Architecture> architectures = usual_architectures();
  Recipe training = {};
  Quality quality = {};
  Ascent stability = {};
  Retraining held_out = {};
  std::vector<std::string> primitives;
  std::uint32_t nodes = 10;
  layer::MutationWeights mutations;
  std::uint32_t cache = 100000;
};

/// What became of evaluations.
enum class Verdict : std::uint8_t {
  numerical,   ///< a number is not finite: on probes, or while training
  quality,     ///< too few pictures are right after a part of the training
  stability,   ///< other weights make the gradient too large
  remembered,  ///< the same function was evaluated before
  trained,     ///< to the end
};
constexpr std::size_t kVerdicts = 5;
/// Of the first evaluation of a function.
Verdict verdict_of(const Evaluation& evaluation);

}  // namespace cambrian::normalization

namespace cambrian::layer {

template <class Visitor>
void fields(Visitor& v, MutationWeights& w) {
  v("node", w.node, Range{0, 1e6}, "Another primitive of other arguments at a node");
  v("edge", w.edge, Range{0, 1e6}, "Another argument of a node");
}

}  // namespace cambrian::layer

namespace cambrian::normalization {

template <class Visitor>
void fields(Visitor& v, Quality& q) {
  v("steps", q.steps, Range{0, 1e9}, "Steps after which it is looked at; 0: it is not");
  v("accuracy", q.accuracy, Range{0, 1},
    "Share of validation pictures that has to be right, in every architecture");
}

template <class Visitor>
void fields(Visitor& v, Retraining& r) {
  v("data_seed", r.data_seed, "Draws other pictures, or parts a table otherwise");
  v("widths", r.widths, Range{1, 100}, "Channels, in those of the architectures");
  v("lengths", r.lengths, Range{1, 1000}, "Steps, in those of a training of the search");
  v("seed", r.seed, "Draws first weights and batches");
}

template <class Visitor>
void fields(Visitor& v, Settings& s) {
  v("track", s.track,
    Named<Track>{{Track::batch_independent, "batch_independent"},
                 {Track::batch_dependent, "batch_dependent"}},
    "Whether layers may take moments over the batch");
  v("start", s.start,
    "What populations begin with: random layers, bn_relu, gn_relu, ln_relu, in_relu, evonorm_b0, "
    "evonorm_s0, a file, or a layer as text");
  v("pictures", s.pictures, "What is learnt: digits, shapes, or a table of square pictures");
  v("architectures", s.architectures, "Networks that are trained with a layer, an objective each");
  v("training", s.training, "How");
  v("quality", s.quality, "What has to be reached by a part of the training");
  v("stability", s.stability, "How large gradients may become when weights are chosen against it");
  v("held_out", s.held_out,
    "How layers are trained that `cambrian validate` chooses from; not seen by the search");
  v("primitives", s.primitives, "What nodes compute; none: all that the track allows");
  v("nodes", s.nodes, Range{1, layer::Graph::kMaxNodes - 2}, "Of a layer, besides gamma and beta");
  v("mutations", s.mutations, "How often each is drawn, in proportion");
  v("cache", s.cache, Range{0, 1e9}, "Functions whose answers a process remembers");
}

/// An objective for each architecture: the mean loss of its validation pictures. The share of them
/// that is wrong is told beside it. The work of an evaluation is its training steps. A layer that
/// is dropped is invalid, with a note that begins with the reason. What a layer does counts, not
/// how it is written: one whose fingerprint was seen gets the same answer again.
class NormalizationProblem : public Problem, public HeldOut, private Evaluator {
 public:
  using Params = Settings;
  static Result<std::unique_ptr<Problem>> make(const Params& params, const ProblemPlace& place);

  /// What make() makes of the parameters.
  struct Parts {
    std::shared_ptr<const training::DataSet> pictures;
    std::string folder = {};  ///< where relative paths of pictures start
    std::optional<layer::Graph> start;
    std::vector<layer::Primitive> primitives;
  };
  NormalizationProblem(const Params& params, Parts parts);

  const LayerSpace& space() const override { return space_; }
  const Evaluator& evaluator() const override { return *this; }
  std::vector<double> reference_point() const override;
  std::vector<std::string> descriptors() const override;
  /// Of candidates, by what became of them: rejected_as_numerical, rejected_by_quality,
  /// rejected_by_stability, known_functions, which another candidate was before, and
  /// trained_to_the_end.
  std::unique_ptr<Tally> tally() const override;

  /// The architectures, wider.
  std::vector<std::string> held_out_tasks() const override;
  std::string held_out_reference() const override { return "BatchNorm and ReLU"; }

  /// How many evaluations of this process ended so.
  std::uint64_t count(Verdict verdict) const;

 private:
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override;
  std::vector<std::string> objectives() const override;
  Evaluation evaluate(const layer::Graph& graph) const;
  Evaluation train(const layer::Graph& graph) const;
  std::vector<double> held_out_log_losses(const Genome& genome) const override;
  Genome reference_genome() const override;

  Settings settings_;
  std::shared_ptr<const training::DataSet> pictures_;
  std::string folder_;
  LayerSpace space_;
  // Made when it is asked for first: searches need none.
  mutable std::once_flag held_out_made_;
  mutable std::shared_ptr<const training::DataSet> held_out_;
  mutable std::mutex mutex_;  // guards all below
  mutable std::unordered_map<std::uint64_t, Evaluation> answers_;
  mutable std::deque<std::uint64_t> order_;  // of the answers, oldest first
  mutable std::array<std::uint64_t, kVerdicts> counts_ = {};
};

}  // namespace cambrian::normalization
