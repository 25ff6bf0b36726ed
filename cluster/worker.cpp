#include "cluster/worker.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cluster/candidate_wire.hpp"
#include "cluster/clock.hpp"
#include "engine/core/archive.hpp"
#include "engine/island/lease.hpp"

namespace cambrian {
namespace {

Message evolve(std::uint64_t id, Decoder& in, const Workbench& bench,
               const std::atomic<bool>& quitting) {
  if (bench.model == nullptr) throw std::logic_error("no islands in this run");
  const EvolveResult result = carry_out(EvolveLease::decode(in), *bench.model, quitting);
  Encoder out;
  out.u64(id);
  if (quitting.load()) {
    encode_individuals(out, result.report.offers);
    return {kCoordinator, MessageKind::partial, out.take()};
  }
  result.encode(out);
  return {kCoordinator, MessageKind::result, out.take()};
}

void evaluate_one(const Evaluator& evaluator, const Candidate& candidate, Evaluation& evaluation) {
  try {
    evaluator.evaluate({&candidate, 1}, {&evaluation, 1});
  } catch (const std::exception& error) {
    evaluation = {};
    evaluation.status = Status::failed;
    evaluation.note = error.what();
  }
  evaluation.id = candidate.id;
}

std::vector<Evaluation> evaluate_all(const Evaluator& evaluator,
                                     const std::vector<Candidate>& candidates) {
  std::vector<Evaluation> evaluations(candidates.size());
  if (candidates.size() > 1) {
    try {
      evaluator.evaluate(candidates, evaluations);
      return evaluations;
    } catch (const std::exception&) {
      // One of them may be to blame: below, each is tried alone.
      evaluations.assign(candidates.size(), {});
    }
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    evaluate_one(evaluator, candidates[i], evaluations[i]);
  }
  return evaluations;
}

bool interrupted(const std::vector<Evaluation>& evaluations) {
  return std::any_of(evaluations.begin(), evaluations.end(), [](const Evaluation& evaluation) {
    return evaluation.status == Status::failed || evaluation.status == Status::timed_out;
  });
}

Message evaluate(std::uint64_t id, Decoder& in, const Workbench& bench,
                 const std::atomic<bool>& quitting) {
  if (bench.evaluator == nullptr) throw std::logic_error("no evaluator in this run");
  std::vector<Candidate> candidates;
  for (std::uint64_t left = in.u64(); left > 0; --left) candidates.push_back(decode_candidate(in));
  const std::vector<Evaluation> evaluations = evaluate_all(*bench.evaluator, candidates);
  Encoder out;
  out.u64(id);
  if (quitting.load() && interrupted(evaluations)) {
    // Not its own failure, so not to be told; a resumed run evaluates it again.
    encode_individuals(out, {});
    return {kCoordinator, MessageKind::partial, out.take()};
  }
  out.u64(candidates.size());
  for (const Evaluation& evaluation : evaluations) encode(out, evaluation);
  return {kCoordinator, MessageKind::result, out.take()};
}

}  // namespace

Message answer(const Message& lease, const Workbench& bench, const std::atomic<bool>& quitting) {
  std::uint64_t id = 0;
  std::string why = "an exception of unknown type";
  try {
    Decoder in(lease.payload);
    id = in.u64();
    const auto kind = static_cast<LeaseKind>(in.u64());
    if (kind == LeaseKind::evolve) return evolve(id, in, bench, quitting);
    if (kind == LeaseKind::evaluate) return evaluate(id, in, bench, quitting);
    why = "a lease of an unknown kind";
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
  }
  Encoder out;
  out.u64(id);
  out.text(why);
  return {kCoordinator, MessageKind::broken, out.take()};
}

void work(Communicator& communicator, const Workbench& bench) {
  const SteadyClock clock;
  Encoder hello;
  hello.u64(bench.identity);
  hello.text(bench.place);
  communicator.send({kCoordinator, MessageKind::hello, hello.take()});
  while (!communicator.quitting().load()) {
    const auto message = communicator.receive(kForever);
    if (!message || message->kind == MessageKind::quit) break;
    if (message->kind != MessageKind::lease) continue;
    const double begin = clock.now();
    Message reply = answer(*message, bench, communicator.quitting());
    reply.seconds = clock.now() - begin;
    communicator.send(std::move(reply));
  }
  communicator.send({kCoordinator, MessageKind::bye, {}});
}

}  // namespace cambrian
