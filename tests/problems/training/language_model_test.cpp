#include "problems/training/language_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "problems/training/attention.hpp"
#include "problems/training/trainer.hpp"

namespace cambrian::training {
namespace {

using testing::HasSubstr;

LanguageSettings small() {
  LanguageSettings settings;
  settings.data.context = 6;
  settings.data.windows = {.train = 60, .validation = 20, .test = 20};
  settings.width = 8;
  settings.blocks = 2;
  return settings;
}

std::shared_ptr<const Task> make(const LanguageSettings& settings) {
  return make_language_model(settings, ".").value();
}

std::vector<float> start(const Task& task) {
  std::vector<float> weights(task.parameters());
  task.initialise(3, weights);
  return weights;
}

TEST(LanguageModel, TensorsCoverAllParametersInOrder) {
  const auto task = make(small());
  std::size_t next = 0;
  for (const Segment& tensor : task->tensors()) {
    EXPECT_EQ(tensor.begin, next) << tensor.name;
    next += tensor.size();
  }
  EXPECT_EQ(next, task->parameters());
  EXPECT_EQ(task->tensors().size(), 2U + 2 * 8 + 3);
}

TEST(LanguageModel, GradientsAgreeWithFiniteDifferencesInEveryTensor) {
  const auto task = make(small());
  auto weights = start(*task);
  // Gains and biases away from where they begin.
  Random random({.seed = 4});
  for (float& weight : weights) weight += static_cast<float>(0.1 * random.normal());
  WorkSpace space;
  const Batch batch{.seed = 5, .step = 2, .rows = 12};
  std::vector<float> gradient(weights.size());
  std::vector<float> ignored(weights.size());
  task->loss_and_gradient(weights, batch, gradient, space);
  constexpr float kStep = 3e-4F;  // so short that hardly a unit passes its kink
  for (const Segment& tensor : task->tensors()) {
    for (std::size_t i = 0; i < tensor.size(); i += 1 + tensor.size() / 9) {
      const std::size_t parameter = tensor.begin + i;
      const float middle = weights[parameter];
      weights[parameter] = middle + kStep;
      const double above = task->loss_and_gradient(weights, batch, ignored, space);
      weights[parameter] = middle - kStep;
      const double below = task->loss_and_gradient(weights, batch, ignored, space);
      weights[parameter] = middle;
      const double slope = gradient[parameter];
      EXPECT_NEAR((above - below) / (2 * static_cast<double>(kStep)), slope,
                  0.01 * std::abs(slope) + 0.001)
          << tensor.name << " " << i;
    }
  }
}

TEST(Attention, APlaceKnowsNothingOfWhatFollows) {
  const Attention::Shape shape{.sequences = 2, .length = 5, .width = 6, .heads = 3};
  Random random({.seed = 1});
  std::vector<float> asked(shape.places() * 18);
  for (float& value : asked) value = static_cast<float>(random.normal());
  std::vector<float> out(shape.places() * 6);
  std::vector<float> changed(out.size());
  Attention attention;
  attention.forward(shape, asked, out);
  // The fourth place of the first sequence.
  for (std::size_t k = 3 * 18; k < 4 * 18; ++k) asked[k] += 1;
  attention.forward(shape, asked, changed);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t place = i / 6;
    EXPECT_EQ(out[i] != changed[i], place == 3 || place == 4) << i;
  }
}

TEST(LanguageModel, AStepDependsOnItsArgumentsAlone) {
  const auto task = make(small());
  const auto weights = start(*task);
  WorkSpace used;
  std::vector<float> first(weights.size());
  std::vector<float> again(weights.size());
  for (std::uint64_t step = 0; step < 3; ++step)
    task->loss_and_gradient(weights, {.seed = 4, .step = step, .rows = 7}, first, used);
  task->evaluate(weights, Split::test, used);
  const Batch batch{.seed = 3, .step = 11, .rows = 16};
  const double loss = task->loss_and_gradient(weights, batch, first, used);
  WorkSpace fresh;
  EXPECT_EQ(task->loss_and_gradient(weights, batch, again, fresh), loss);
  EXPECT_EQ(first, again);
}

TEST(LanguageModel, LearnsMoreThanHowOftenCharactersAre) {
  LanguageSettings settings;
  settings.data.context = 12;
  settings.data.windows = {.train = 400, .validation = 100, .test = 100};
  const auto task = make(settings);
  TrainingState state = TrainingState::start(*task, 1);
  WorkSpace space;
  const Score before = task->evaluate(state.weights, Split::test, space);
  train(*task, {.rate = 0.2, .batch = 16}, 16, state);
  const Score after = task->evaluate(state.weights, Split::test, space);
  EXPECT_GT(before.loss, 3.0);
  // Who knows the frequencies alone has some 2.7.
  EXPECT_LT(after.loss, 1.9);
  EXPECT_LT(after.error, 0.6);
}

TEST(Text, SentencesAreOfWordsThatAgree) {
  Random random({.seed = 1});
  const std::string text = draw_text(200000, random);
  EXPECT_EQ(text.size(), 200000U);
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz ."), std::string::npos);
  for (const char* wrong :
       {". the cat sleep.", ". the cats sleeps.", "a old", "a cats", "  ", " ."})
    EXPECT_EQ(text.find(wrong), std::string::npos) << wrong;
  for (const char* right : {" the cats sleep.", " the cat sleeps.", " that "})
    EXPECT_NE(text.find(right), std::string::npos) << right;
}

TEST(Text, AFileIsPartedInWindows) {
  const auto folder = std::filesystem::temp_directory_path();
  const auto path = folder / "cambrian_text_test.txt";
  std::ofstream(path) << "abcabcabcabd";
  TextSettings settings;
  settings.text = path.filename().string();
  settings.context = 2;
  settings.windows = {.train = 2, .validation = 1, .test = 1};
  const TextData data = make_text(settings, folder.string()).value();
  EXPECT_EQ(data.alphabet, "abcd");
  EXPECT_EQ(data.windows(Split::train), 2U);
  EXPECT_EQ(data.windows(Split::test), 1U);
  settings.windows.test = 2;
  EXPECT_EQ(make_text(settings, folder.string()).error().message(),
            "windows: train, validation and test take 5 windows of 3 bytes, and the text has 4 "
            "(take fewer, or a longer text)");
  std::ofstream(path) << "aaaaaaaaaaaaaa";
  settings.windows.test = 1;
  EXPECT_THAT(make_text(settings, folder.string()).error().message(), HasSubstr("text: is the"));
  std::filesystem::remove(path);
}

TEST(LanguageModel, RefusesSettingsByName) {
  LanguageSettings settings = small();
  settings.heads = 3;
  EXPECT_EQ(make_language_model(settings, ".").error().message(),
            "width: is no multiple of heads (take e.g. 24)");
  settings = small();
  settings.data.text = "/no/such/text";
  EXPECT_THAT(make_language_model(settings, ".").error().message(), HasSubstr("/no/such/text"));
}

}  // namespace
}  // namespace cambrian::training
