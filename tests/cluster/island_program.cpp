// A small program that runs OneMax islands, over threads or as the ranks of an MPI job, for tests
// that need real processes. Rank 0 prints what the search ended with.
//
//   island_program [epochs=N] [threads=T] [folder=DIR] [budget=N] [pause=MS] [evaluate=N]
//                  [status=FILE] [replay=1]
//                  [submit=RUN nodes=N tasks=N launcher=L partition=P flag=F dry=1
//                   first_pause=MS time=MINUTES warning=S] [cancel=RUN]
//                  [trouble=kill|stop|segv|exit|refuse|stranger|foreign trouble_rank=R]
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cluster/journal_records.hpp"
#include "cluster/relay.hpp"
#include "cluster/run.hpp"
#include "cluster/slurm.hpp"
#include "engine/algorithm/regularized_evolution.hpp"
#include "tests/engine/island/one_max_islands.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/frames.hpp"

namespace {

using namespace cambrian;

struct Arguments {
  explicit Arguments(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const std::size_t equals = word.find('=');
      values[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  std::string text(const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
  }
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) const {
    return text(name).empty() ? otherwise : std::stoull(text(name));
  }
  std::map<std::string, std::string> values;
};

// OneMax islands that take their time, and bring trouble over their process in epoch 5.
class TroubledIslands : public test::OneMaxIslands {
 public:
  TroubledIslands(test::OneMaxOptions options, std::chrono::milliseconds pause, std::string trouble)
      : OneMaxIslands(options), pause_(pause), trouble_(std::move(trouble)) {}

  std::unique_ptr<Island> make(std::uint32_t index) const override {
    return std::make_unique<Troubled>(OneMaxIslands::make(index), *this);
  }

 private:
  class Troubled : public Island {
   public:
    Troubled(std::unique_ptr<Island> inner, const TroubledIslands& model)
        : inner_(std::move(inner)), model_(model) {}
    EpochReport advance(const EpochInput& input) override {
      if (input.epoch >= 5) strike(model_.trouble_);
      std::this_thread::sleep_for(model_.pause_);
      return inner_->advance(input);
    }
    void save(Encoder& out) const override { inner_->save(out); }
    void load(Decoder& in) override { inner_->load(in); }

   private:
    static void strike(const std::string& trouble) {
      if (trouble == "kill") ::raise(SIGKILL);
      if (trouble == "stop") ::raise(SIGSTOP);
      if (trouble == "segv") ::raise(SIGSEGV);
      if (trouble == "exit") ::_exit(1);
    }
    std::unique_ptr<Island> inner_;
    const TroubledIslands& model_;
  };

  const std::chrono::milliseconds pause_;
  const std::string trouble_;
};

std::string summary(const Outcome& outcome) {
  const Bytes board = test::bytes_of(outcome.board);
  return std::string(name(outcome.reason)) + " " + std::to_string(outcome.evaluations) + " " +
         std::to_string(hash_bytes(board));
}

class OneMax : public Evaluator {
 public:
  explicit OneMax(std::chrono::milliseconds pause) : pause_(pause) {}
  void evaluate(std::span<const Candidate> candidates,
                std::span<Evaluation> evaluations) const override {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto ones = testing::one_max(candidates[i].genome);
      std::this_thread::sleep_for(pause_);
      evaluations[i] = testing::evaluation_of(candidates[i], ones);
    }
  }
  std::vector<std::string> objectives() const override { return {"zeros"}; }

 private:
  const std::chrono::milliseconds pause_;
};

std::chrono::milliseconds pause_of(const Arguments& arguments) {
  return std::chrono::milliseconds(arguments.number("pause", 0));
}

// How often each candidate is in the journal: once.
bool told_once(const RunFolder& folder) {
  auto reader = folder.read_journal().value();
  std::set<CandidateId> told;
  while (const auto record = reader.next().value()) {
    if (record->kind != ToldRecord::kKind) continue;
    if (!told.insert(ToldRecord::decode(record->payload).evaluation.id).second) return false;
  }
  return true;
}

// A search by Evaluate leases, in the lagged order; then its replay.
Result<Outcome> evaluate(const Arguments& arguments, RunOptions options) {
  const testing::BitStrings space(40, testing::BitStrings::Mutation::flip_each);
  const RegularizedEvolution::Params params{.population = 20, .sample = 5, .seed = 1};
  const EvaluateOptions settings{.evaluations = arguments.number("evaluate", 0), .lag = 8};
  const OneMax evaluator(pause_of(arguments));
  RegularizedEvolution algorithm(space, params);
  const auto outcome = run(Search{algorithm, space, evaluator}, settings, options);
  if (!outcome || options.folder == nullptr) return outcome;
  if (!told_once(*options.folder)) return Error{"journal", "a candidate was told twice", ""};
  RegularizedEvolution again(space, params);
  const auto replayed = replay(Search{again, space, evaluator}, settings, *options.folder);
  if (!replayed) return replayed;
  if (replayed->board.hall == outcome->board.hall) return outcome;
  return Error{"replay", "differs", ""};
}

Result<Outcome> coordinate(const Arguments& arguments, const IslandModel& model,
                           ProcessGroup* group) {
  if (const char* end = std::getenv("CAMBRIAN_JOB_END")) {
    std::cerr << "the job ends at " << end << std::endl;
  }
  std::optional<RunFolder> folder;
  if (const std::string path = arguments.text("folder"); !path.empty()) {
    auto opened = std::filesystem::exists(path + "/manifest.json") ? RunFolder::open(path)
                                                                   : RunFolder::create(path, {});
    if (!opened) return opened.error();
    folder.emplace(std::move(*opened));
  }
  RunOptions options;
  options.threads = static_cast<std::uint32_t>(arguments.number("threads", 1));
  options.epochs = arguments.number("epochs", 30);
  options.folder = folder ? &*folder : nullptr;
  options.snapshot_interval = 0.02;
  options.group = group;
  options.identity = 1;
  options.lease_limit = {.factor = 10, .grace = 0.5, .first = 2};
  options.silence_limit = 2;
  options.warn = [](const std::string& line) { std::cerr << line << std::endl; };
  if (arguments.number("evaluate", 0) > 0) return evaluate(arguments, options);
  auto outcome = run(model, options);
  if (!outcome || arguments.number("replay", 0) == 0) return outcome;
  const auto replayed = replay(model, *folder, {.threads = 1, .epochs = options.epochs});
  if (!replayed) return replayed;
  if (test::bytes_of(replayed->board) == test::bytes_of(outcome->board)) return outcome;
  return Error{"replay", "differs", ""};
}

// Submits this program as a batch job, or shows the script.
int submit_itself(const Arguments& arguments, const std::string& program) {
  JobRequest request;
  request.run = arguments.text("submit");
  request.later = {program, "folder=" + request.run, "epochs=" + arguments.text("epochs"),
                   "pause=" + arguments.text("pause")};
  request.first = request.later;
  // So slow that the first start does not end before something happens to it.
  if (!arguments.text("first_pause").empty()) {
    request.first.back() = "pause=" + arguments.text("first_pause");
  }
  request.nodes = static_cast<std::int64_t>(arguments.number("nodes", 1));
  request.tasks_per_node = static_cast<std::int64_t>(arguments.number("tasks", 1));
  request.time = arguments.text("time").empty() ? "10" : arguments.text("time");
  request.warning = static_cast<std::int64_t>(arguments.number("warning", 120));
  request.partition = arguments.text("partition");
  if (!arguments.text("launcher").empty()) request.launcher = arguments.text("launcher");
  if (!arguments.text("flag").empty()) request.sbatch = {arguments.text("flag")};
  request.patience = 3;
  const auto id = arguments.number("dry", 0) == 1 ? batch_script(request) : submit(request);
  std::cout << (id ? *id : "error " + id.error().message()) << std::endl;
  return id ? 0 : 2;
}

int cancel_run(const std::string& run) {
  const auto done = cancel(run);
  if (!done) std::cout << "error " << done.error().message() << std::endl;
  return done ? 0 : 2;
}

// The group as a program sees it whose messages have another version.
class ForeignGroup final : public ProcessGroup {
 public:
  explicit ForeignGroup(ProcessGroup& inner) : inner_(inner) {}
  int rank() const override { return inner_.rank(); }
  int size() const override { return inner_.size(); }
  void send(int rank, Bytes frame) override {
    inner_.send(rank, testing::of_version(std::move(frame), 3));
  }
  std::optional<std::pair<int, Bytes>> poll() override {
    auto frame = inner_.poll();
    if (frame) frame->second = testing::of_version(std::move(frame->second), 3);
    return frame;
  }
  void leave(bool well, int exit_code) override { inner_.leave(well, exit_code); }

 private:
  ProcessGroup& inner_;
};

int work_as_rank(const Arguments& arguments, const IslandModel& model, const std::string& trouble,
                 ProcessGroup& joined) {
  ForeignGroup foreign(joined);
  ProcessGroup& group = trouble == "foreign" ? foreign : joined;
  if (trouble == "refuse") {
    refuse(group, "cannot read data.csv");
    return 0;
  }
  Workbench bench;
  const OneMax evaluator(pause_of(arguments));
  bench.model = &model;
  bench.evaluator = &evaluator;
  bench.identity = trouble == "stranger" ? 2 : 1;
  RelayOptions options;
  options.threads = static_cast<std::uint32_t>(arguments.number("threads", 1));
  options.heartbeat = 0.2;
  options.silence_limit = 5;
  const auto done = relay(group, bench, options);
  if (done) return 0;
  std::cerr << done.error().message() << std::endl;
  ::_exit(3);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments(argc, argv);
  if (!arguments.text("submit").empty()) return submit_itself(arguments, argv[0]);
  if (!arguments.text("cancel").empty()) return cancel_run(arguments.text("cancel"));
  const auto group = join_process_group();
  const int rank = group ? group->rank() : 0;
  const bool troubled = rank > 0 && rank == static_cast<int>(arguments.number("trouble_rank", 1));
  const std::string trouble = troubled ? arguments.text("trouble") : "";
  const TroubledIslands model({.islands = 6, .budget = arguments.number("budget", 50)},
                              pause_of(arguments), trouble);
  if (rank > 0) return work_as_rank(arguments, model, trouble, *group);
  const auto outcome = coordinate(arguments, model, group.get());
  const std::string line = outcome ? summary(*outcome) : "error " + outcome.error().message();
  std::cout << line << std::endl;
  if (const std::string path = arguments.text("status"); !path.empty()) {
    std::ofstream(path) << line << std::endl;
  }
  if (group) group->leave(outcome && outcome->well, outcome ? 0 : 2);
  return outcome ? 0 : 2;
}
