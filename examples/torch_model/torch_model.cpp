// A search space whose candidates train a network of libtorch: your own, exported from Python as
// TorchScript ("model": "net.pt"), or the one that make_network() writes in C++. The genome is how
// SGD with momentum trains it. Change what is in here, build, run.
#include <ATen/Parallel.h>
#include <torch/script.h>
#include <torch/torch.h>
#include <cambrian/plugin.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct TorchModel {
  static constexpr const char* name = "torch_model";
  static constexpr const char* summary = "How a network of libtorch is trained, e.g. your own.";
  static constexpr std::array objectives = {"validation_loss"};

  struct Params {
    std::string model;  // of TorchScript; relative to the configuration; empty: make_network()
    std::string data;   // CSV whose last column is the class, from 0 on; empty: two spirals
    int hidden = 32;
    int batch = 32;
    int steps = 200;
  };

  struct Genome {
    double rate = 0.1;
    double momentum = 0.9;
    double decay = 1e-4;
  };

  // The numbers of all parameters, the velocities of all, and how many steps were made.
  using State = std::vector<float>;

  TorchModel(const Params& settings, const cambrian::PluginPlace& place)
      : params(settings), folder_(place.folder) {
    at::set_num_threads(1);  // workers are what runs side by side
    params.data.empty() ? draw_spirals() : read_table(folder_ / params.data);
    // A model that cannot be read is a fault of the configuration, not of every candidate.
    const Network network = make_network();
    torch::NoGradGuard no_gradients;
    const torch::Tensor scores = network.forward(validation_.first);
    if (scores.dim() != 2 || scores.size(1) < classes_) {
      throw std::invalid_argument("the model does not give a score for each of " +
                                  std::to_string(classes_) + " classes");
    }
    for (const torch::Tensor& p : network.parameters) append(first_, p);
    first_.resize(2 * first_.size() + 1);
  }

  Genome sample(cambrian::Random& random) const {
    return {std::pow(10, random.uniform(-3, 0)), random.uniform(0, 0.99),
            std::pow(10, random.uniform(-6, -2))};
  }

  Genome mutate(Genome genome, cambrian::Random& random) const {
    switch (random.below(3)) {
      case 0:
        genome.rate = std::clamp(genome.rate * std::exp2(random.normal()), 1e-5, 10.0);
        break;
      case 1:
        genome.momentum =
            1 - std::clamp((1 - genome.momentum) * std::exp2(random.normal()), 0.001, 1.0);
        break;
      default:
        genome.decay = std::clamp(genome.decay * std::exp2(2 * random.normal()), 1e-8, 1.0);
    }
    return genome;
  }

  std::string describe(const Genome& genome) const {
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "rate %.4g, momentum %.4g, decay %.3g", genome.rate,
                  genome.momentum, genome.decay);
    return text.data();
  }

  // A training goes on from its state: with population_based_training in pieces, else at once.
  State start(const Genome&, cambrian::Random&) const { return first_; }

  cambrian::Evaluation train(const Genome& genome, State& state, cambrian::Budget budget) const {
    const Network network = make_network();
    std::vector<torch::Tensor> velocities;
    for (const torch::Tensor& p : network.parameters) velocities.push_back(torch::zeros_like(p));
    const float* from = state.data();
    for (const torch::Tensor& p : network.parameters) from = copy(from, p);
    for (const torch::Tensor& velocity : velocities) from = copy(from, velocity);
    auto step = static_cast<std::uint64_t>(*from);
    const auto end = step + (budget.work > 0 ? budget.work : std::uint64_t(params.steps));
    for (; step < end; ++step) {
      const torch::Tensor rows = batch_rows(step);
      const torch::Tensor scores = network.forward(train_.first.index_select(0, rows));
      torch::nn::functional::cross_entropy(scores, train_.second.index_select(0, rows)).backward();
      torch::NoGradGuard no_gradients;
      for (std::size_t i = 0; i < velocities.size(); ++i) {
        const torch::Tensor& p = network.parameters[i];
        if (!p.grad().defined()) continue;
        velocities[i].mul_(genome.momentum).add_(p.grad()).add_(p, genome.decay);
        p.sub_(velocities[i], genome.rate);
        p.mutable_grad().zero_();
      }
    }
    state.clear();
    for (const torch::Tensor& p : network.parameters) append(state, p);
    for (const torch::Tensor& velocity : velocities) append(state, velocity);
    state.push_back(static_cast<float>(step));
    torch::NoGradGuard no_gradients;
    const double loss =
        torch::nn::functional::cross_entropy(network.forward(validation_.first), validation_.second)
            .item<double>();
    if (!std::isfinite(loss)) {
      return {.status = cambrian::Status::invalid, .note = "the loss is not finite"};
    }
    return {.objectives = {loss}};
  }

  Params params;

 private:
  struct Network {
    std::vector<torch::Tensor> parameters;
    std::function<torch::Tensor(const torch::Tensor&)> forward;
  };

  // Your model in C++ goes here.
  Network make_network() const {
    if (!params.model.empty()) return read_network(folder_ / params.model);
    torch::manual_seed(1);
    torch::nn::Sequential net(torch::nn::Linear(train_.first.size(1), params.hidden),
                              torch::nn::ReLU(), torch::nn::Linear(params.hidden, classes_));
    return {net->parameters(), [net](const torch::Tensor& x) mutable { return net->forward(x); }};
  }

  // Your model in Python: torch.jit.script(net).save("net.pt")
  static Network read_network(const std::filesystem::path& path) {
    torch::jit::Module module;
    try {
      module = torch::jit::load(path.string());
    } catch (const c10::Error& error) {
      throw std::invalid_argument("model: " + path.string() + ": " +
                                  error.what_without_backtrace());
    }
    Network network;
    for (const torch::Tensor& p : module.parameters()) network.parameters.push_back(p);
    network.forward = [module](const torch::Tensor& x) mutable {
      return module.forward({x}).toTensor();
    };
    return network;
  }

  void read_table(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw std::invalid_argument("data: " + path.string() + ": cannot be read");
    std::vector<float> numbers;
    std::vector<std::int64_t> labels;
    std::size_t width = 0;
    std::string line;
    for (int count = 1; std::getline(file, line); ++count) {
      std::replace(line.begin(), line.end(), ',', ' ');
      std::istringstream words(line);
      std::vector<float> row{std::istream_iterator<float>(words), {}};
      if (count == 1) width = row.size();
      if (!words.eof() || row.size() != width || width < 2) {
        throw std::invalid_argument("data: " + path.string() + ": line " + std::to_string(count) +
                                    ": " + std::to_string(row.size()) +
                                    " numbers, not as many as in the first line, or too few");
      }
      labels.push_back(static_cast<std::int64_t>(row.back()));
      numbers.insert(numbers.end(), row.begin(), row.end() - 1);
    }
    part(numbers, labels);
  }

  void draw_spirals() {
    cambrian::Random random({.seed = 1});
    std::vector<float> numbers;
    std::vector<std::int64_t> labels;
    for (int i = 0; i < 1000; ++i) {
      const double turn = random.uniform(0.5, 7);
      labels.push_back(i % 2);
      numbers.push_back(static_cast<float>(turn / 3 * std::cos(turn + i % 2 * 3.14159)));
      numbers.push_back(static_cast<float>(turn / 3 * std::sin(turn + i % 2 * 3.14159)));
    }
    part(numbers, labels);
  }

  // The first four fifths are for training, the rest is for validation.
  void part(const std::vector<float>& numbers, const std::vector<std::int64_t>& labels) {
    if (labels.size() < 10) throw std::invalid_argument("data: fewer than ten rows");
    classes_ = *std::max_element(labels.begin(), labels.end()) + 1;
    const auto rows = static_cast<std::int64_t>(labels.size());
    const torch::Tensor x = torch::tensor(numbers).reshape({rows, -1});
    const torch::Tensor y = torch::tensor(labels);
    const std::int64_t cut = rows * 4 / 5;
    train_ = {x.slice(0, 0, cut), y.slice(0, 0, cut)};
    validation_ = {x.slice(0, cut), y.slice(0, cut)};
  }

  // Drawn by the step alone, so that a run can be repeated.
  torch::Tensor batch_rows(std::uint64_t step) const {
    cambrian::Random random({.seed = 1, .step = step});
    std::vector<std::int64_t> rows(static_cast<std::size_t>(params.batch));
    const auto count = static_cast<std::uint32_t>(train_.first.size(0));
    for (std::int64_t& row : rows) row = random.below(count);
    return torch::tensor(rows);
  }

  static void append(std::vector<float>& numbers, const torch::Tensor& tensor) {
    const torch::Tensor flat = tensor.detach().contiguous();
    numbers.insert(numbers.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  }
  static const float* copy(const float* from, const torch::Tensor& to) {
    torch::NoGradGuard no_gradients;
    to.copy_(torch::from_blob(const_cast<float*>(from), to.sizes()));
    return from + to.numel();
  }

  std::filesystem::path folder_;
  std::pair<torch::Tensor, torch::Tensor> train_;
  std::pair<torch::Tensor, torch::Tensor> validation_;
  std::int64_t classes_ = 0;
  State first_;
};

void fields(auto& v, TorchModel::Params& p) {
  v("model", p.model, "Path of a TorchScript file; none: a perceptron");
  v("data", p.data,
    "Path of a CSV of numbers whose last column is the class, from 0 on; none: two spirals");
  v("hidden", p.hidden, cambrian::Range{1, 10'000}, "Hidden units of the perceptron");
  v("batch", p.batch, cambrian::Range{1, 100'000}, "Rows of a step");
  v("steps", p.steps, cambrian::Range{1, 100'000'000}, "Steps of a training");
}

CAMBRIAN_PLUGIN(TorchModel)
