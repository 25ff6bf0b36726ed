// Adapter: the C functions of a space that was written as a struct.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/plugin/abi.h"
#include "engine/plugin/boundary.hpp"
#include "engine/plugin/stream.hpp"

namespace cambrian::plugin {

template <Answer T>
Evaluation evaluation_of(T&& answer) {
  using Plainly = std::remove_cvref_t<T>;
  if constexpr (std::same_as<Plainly, Evaluation>) {
    return std::forward<T>(answer);
  } else {
    Evaluation evaluation;
    if constexpr (std::is_arithmetic_v<Plainly>) {
      evaluation.objectives = {static_cast<double>(answer)};
    } else {
      evaluation.objectives.assign(answer.data(), answer.data() + answer.size());
    }
    return evaluation;
  }
}

template <class T>
class Adapter {
 public:
  /// Valid while the library is loaded.
  static const CambrianSpace* table() {
    static const FieldTable fields_of_params = describe_params<T>();
    static const CambrianSpace space = {
        .size = sizeof(CambrianSpace),
        .reserved = 0,
        .name = T::name,
        .summary = summary_of<T>(),
        .fields = fields_of_params.all().data(),
        .field_count = fields_of_params.all().size(),
        .create = create,
        .destroy = destroy,
        .objective = objective,
        .sample = sample,
        .vary = vary,
        .describe = describe,
        .evaluate = evaluate,
        .complexity = complexity_function(),
        .repeatable = repeatable,
        .optimum = optimum_function(),
        .reference_point = reference_point_function(),
        .format = formats_function(),
        .print = print_function(),
        .operator_name = operator_name,
        .operator_summary = operator_summary,
        .distance = distance_function(),
    };
    return &space;
  }

 private:
  using Genome = typename T::Genome;

  struct Instance {
    T space;
    std::vector<std::string> objectives;
    std::vector<std::string> formats;
    std::vector<OperatorNote> operators;
  };

  static T made(const Params<T>& params, const CambrianPlace* place) {
    if constexpr (!HasParams<T>) {
      return T{};
    } else if constexpr (MadeOfParamsAndPlace<T>) {
      return T(params, PluginPlace{place->folder, place->run});
    } else {
      return T{params};
    }
  }
  /// The texts of a member or method, e.g. a std::array of const char*.
  template <class Names>
  static std::vector<std::string> texts(const Names& names) {
    return {std::begin(names), std::end(names)};
  }
  static std::vector<std::string> objectives_of(const T& space) {
    if constexpr (requires { space.objectives(); })
      return texts(space.objectives());
    else if constexpr (requires { space.objectives; })
      return texts(space.objectives);
    else
      return {"loss"};
  }
  /// What the author says of them, else which methods there are.
  static std::vector<OperatorNote> operators_of(const T& space) {
    if constexpr (requires { space.operators(); }) {
      const auto all = space.operators();
      return {std::begin(all), std::end(all)};
    } else if constexpr (requires { space.operators; }) {
      return {std::begin(space.operators), std::end(space.operators)};
    } else {
      std::vector<OperatorNote> all;
      if constexpr (VariesAll<T>) {
        all.push_back({"vary", "A child of any number of parents."});
      } else {
        all.push_back({"mutate", "A mutant of one genome."});
        if constexpr (Crosses<T>)
          all.push_back({"crossover", "A child of two genomes, which is mutated, too."});
      }
      if constexpr (requires(Genome g, Random & r) { Genome(space.improve(g, r)); })
        all.push_back({"improve", "Every new genome is improved by the space itself."});
      if constexpr (requires(Genome g) { Genome(space.repair(g)); })
        all.push_back({"repair", "Every new genome is made to keep the rules."});
      return all;
    }
  }
  static const char* operator_name(void* space, std::size_t i) {
    const std::vector<OperatorNote>& all = static_cast<Instance*>(space)->operators;
    return i < all.size() ? all[i].name.c_str() : nullptr;
  }
  static const char* operator_summary(void* space, std::size_t i) {
    return static_cast<Instance*>(space)->operators.at(i).summary.c_str();
  }
  static void* create(const CambrianValue* values, const CambrianPlace* place, CambrianOut* note) {
    std::unique_ptr<Instance> instance;
    guarded(note, [&] {
      instance.reset(new Instance{made(read_params<T>(values), place), {}, {}, {}});
      instance->objectives = objectives_of(instance->space);
      instance->operators = operators_of(instance->space);
      if constexpr (requires { instance->space.formats(); }) {
        instance->formats = texts(instance->space.formats());
      }
    });
    return instance.release();
  }
  static void destroy(void* space) { delete static_cast<Instance*>(space); }
  static const T& of(void* space) { return static_cast<Instance*>(space)->space; }

  static const char* objective(void* space, std::size_t i) {
    const std::vector<std::string>& names = static_cast<Instance*>(space)->objectives;
    return i < names.size() ? names[i].c_str() : nullptr;
  }

  /// What every new genome goes through.
  static void finish(const T& space, Genome genome, Random& random, CambrianOut* out) {
    if constexpr (requires { Genome(space.improve(genome, random)); }) {
      genome = space.improve(genome, random);
    }
    if constexpr (requires { Genome(space.repair(genome)); }) genome = space.repair(genome);
    write(out, genome);
  }
  static int sample(void* space, CambrianRandom* lent, CambrianOut* out, CambrianOut* note) {
    return guarded(note, [&] {
      BorrowedRandom random(lent);
      finish(of(space), of(space).sample(*random), *random, out);
    });
  }
  static int vary(void* space, const CambrianView* parents, std::size_t count, CambrianRandom* lent,
                  CambrianOut* out, CambrianOut* note) {
    return guarded(note, [&] {
      BorrowedRandom random(lent);
      std::vector<Genome> genomes;
      genomes.reserve(count);
      for (std::size_t i = 0; i < count; ++i) genomes.push_back(read<Genome>(parents[i]));
      finish(of(space), child_of(of(space), genomes, *random), *random, out);
    });
  }
  static Genome child_of(const T& space, const std::vector<Genome>& parents, Random& random) {
    if constexpr (VariesAll<T>) {
      return space.vary(std::span<const Genome>(parents), random);
    } else {
      if constexpr (Crosses<T>) {
        if (parents.size() > 1) {
          return space.mutate(Genome(space.crossover(parents[0], parents[1], random)), random);
        }
      }
      return space.mutate(parents[0], random);
    }
  }

  static int describe(void* space, const CambrianView* genome, CambrianOut* text,
                      CambrianOut* note) {
    return guarded(note, [&] { write_text(text, of(space).describe(read<Genome>(*genome))); });
  }

  static int evaluate(void* space, const CambrianCandidate* candidate,
                      CambrianEvaluation* evaluation) {
    int status = CAMBRIAN_FAILED;
    guarded(evaluation->note, [&] {
      const Evaluation answer = judged(of(space), *candidate, evaluation->state);
      evaluation->work = answer.work > 0 ? answer.work : candidate->budget;
      write_numbers(evaluation->objectives, answer.objectives);
      write_numbers(evaluation->descriptor, answer.descriptor);
      write_text(evaluation->note, answer.note);
      status = static_cast<int>(answer.status);
    });
    return status;
  }
  static Evaluation judged(const T& space, const CambrianCandidate& candidate,
                           CambrianOut* state_out) {
    const Genome genome = read<Genome>(candidate.genome);
    BorrowedRandom random(candidate.random);
    const Budget budget{candidate.budget};
    Evaluation evaluation;
    if constexpr (Trains<T>) {
      using State = typename T::State;
      State state = state_of(space, genome, candidate.state, *random);
      if constexpr (TrainsAtRandom<T>) {
        evaluation = evaluation_of(space.train(genome, state, budget, *random));
      } else {
        evaluation = evaluation_of(space.train(genome, state, budget));
      }
      write<State>(state_out, state);
    } else if constexpr (EvaluatesWith<T, const Genome&, Budget, Random&>) {
      evaluation = evaluation_of(space.evaluate(genome, budget, *random));
    } else if constexpr (EvaluatesWith<T, const Genome&, Random&>) {
      evaluation = evaluation_of(space.evaluate(genome, *random));
    } else if constexpr (EvaluatesWith<T, const Genome&, Budget>) {
      evaluation = evaluation_of(space.evaluate(genome, budget));
    } else {
      evaluation = evaluation_of(space.evaluate(genome));
    }
    if constexpr (requires { space.descriptor(genome); }) {
      if (evaluation.descriptor.empty()) {
        evaluation.descriptor = evaluation_of(space.descriptor(genome)).objectives;
      }
    }
    return evaluation;
  }
  template <class Space = T>
  static typename Space::State state_of(const T& space, const Genome& genome,
                                        const CambrianView& state, Random& random) {
    if (state.size > 0) return read<typename Space::State>(state);
    if constexpr (Starts<T>)
      return space.start(genome, random);
    else
      return {};
  }

  static int repeatable(void* space) noexcept {
    if constexpr (requires { of(space).repeatable(); })
      return of(space).repeatable() ? 1 : 0;
    else
      return EvaluatesAtRandom<T> || TrainsAtRandom<T> || Starts<T> ? 0 : 1;
  }

  // Optional functions; null where T has no such method.

  static auto complexity_function() {
    int (*function)(void*, const CambrianView*, std::uint32_t*, CambrianOut*) = nullptr;
    if constexpr (requires(const T& space, const Genome& g) { space.complexity(g) + 0u; }) {
      function = [](void* space, const CambrianView* genome, std::uint32_t* result,
                    CambrianOut* note) {
        return guarded(note, [&] {
          *result = static_cast<std::uint32_t>(of(space).complexity(read<Genome>(*genome)));
        });
      };
    }
    return function;
  }
  static auto optimum_function() {
    int (*function)(void*, CambrianOut*, CambrianOut*) = nullptr;
    if constexpr (requires(const T& space) { double(space.optimum()); }) {
      function = [](void* space, CambrianOut* value, CambrianOut* note) {
        return guarded(note, [&] { cambrian_write_number(value, of(space).optimum()); });
      };
    }
    return function;
  }
  static auto reference_point_function() {
    int (*function)(void*, CambrianOut*, CambrianOut*) = nullptr;
    if constexpr (requires(const T& space) { evaluation_of(space.reference_point()); }) {
      function = [](void* space, CambrianOut* objectives, CambrianOut* note) {
        return guarded(note, [&] {
          write_numbers(objectives, evaluation_of(of(space).reference_point()).objectives);
        });
      };
    }
    return function;
  }
  static auto distance_function() {
    int (*function)(void*, const CambrianView*, const CambrianView*, double*, CambrianOut*) =
        nullptr;
    if constexpr (requires(const T& space, const Genome& g) { double(space.distance(g, g)); }) {
      function = [](void* space, const CambrianView* first, const CambrianView* second,
                    double* distance, CambrianOut* note) {
        return guarded(note, [&] {
          *distance = of(space).distance(read<Genome>(*first), read<Genome>(*second));
        });
      };
    }
    return function;
  }
  static constexpr bool kPrints = requires(const T& space, const Genome& genome, std::string form) {
    space.formats();
    { space.print(genome, form) } -> std::convertible_to<std::string>;
  };
  static auto formats_function() {
    const char* (*function)(void*, std::size_t) = nullptr;
    if constexpr (kPrints) {
      function = [](void* space, std::size_t i) -> const char* {
        const std::vector<std::string>& names = static_cast<Instance*>(space)->formats;
        return i < names.size() ? names[i].c_str() : nullptr;
      };
    }
    return function;
  }
  static auto print_function() {
    int (*function)(void*, const CambrianView*, std::size_t, CambrianOut*, CambrianOut*) = nullptr;
    if constexpr (kPrints) {
      function = [](void* space, const CambrianView* genome, std::size_t format, CambrianOut* text,
                    CambrianOut* note) {
        return guarded(note, [&] {
          write_text(text, of(space).print(read<Genome>(*genome),
                                           static_cast<Instance*>(space)->formats.at(format)));
        });
      };
    }
    return function;
  }
};

}  // namespace cambrian::plugin
