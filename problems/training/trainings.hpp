// Problems whose candidates are the settings of a network's training, to be searched or scheduled.
#pragma once

#include "engine/catalogue/problem.hpp"

namespace cambrian::training {

/// Settings are those of Descent. A candidate trains for as many epochs as its budget has units,
/// from a state if it has one. The objective is the mean loss of the validation rows; test loss and
/// test error are told beside it, as the descriptor.
ProblemKind mlp_kind();
/// The same of a LanguageModel, whose batches have no noise: it has neither dropout nor
/// input_noise.
ProblemKind language_model_kind();

}  // namespace cambrian::training
