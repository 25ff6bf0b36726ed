// AlgorithmAdapter, SelectorAdapter: the C functions of what was written as a struct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/plugin/abi.h"
#include "engine/plugin/boundary.hpp"
#include "engine/plugin/search.hpp"
#include "engine/plugin/search_requirements.hpp"
#include "engine/plugin/stream.hpp"

namespace cambrian::plugin {

template <class T>
class AlgorithmAdapter {
 public:
  /// Valid while the library is loaded.
  static const CambrianAlgorithm* table() {
    static const FieldTable fields_of_params = describe_params<T>();
    static const CambrianAlgorithm algorithm = {
        .size = sizeof(CambrianAlgorithm),
        .reserved = 0,
        .name = T::name,
        .summary = summary_of<T>(),
        .fields = fields_of_params.all().data(),
        .field_count = fields_of_params.all().size(),
        .create = create,
        .destroy = destroy,
        .ask = ask,
        .tell = tell,
    };
    return &algorithm;
  }

 private:
  struct Instance {
    Space space;
    T algorithm;
  };

  static T made(const Params<T>& params, const Space& space) {
    if constexpr (!HasParams<T>) {
      return T{};
    } else if constexpr (MadeOfParamsAndSpace<T>) {
      return T(params, space);
    } else {
      return T{params};
    }
  }
  static void* create(const CambrianValue* values, const CambrianSearched* host,
                      CambrianOut* note) {
    std::unique_ptr<Instance> instance;
    guarded(note, [&] {
      const Space space(host);
      instance.reset(new Instance{space, made(read_params<T>(values), space)});
    });
    return instance.release();
  }
  static void destroy(void* algorithm) { delete static_cast<Instance*>(algorithm); }

  static int ask(void* algorithm, CambrianRandom* owner, CambrianProposal* asked,
                 CambrianOut* note) {
    bool none = false;
    const int failed = guarded(note, [&] {
      Instance& self = *static_cast<Instance*>(algorithm);
      BorrowedRandom random(owner);
      const std::optional<Proposal> proposal = self.algorithm.ask(self.space, *random);
      none = !proposal.has_value();
      if (none) return;
      asked->genome->write(asked->genome, proposal->genome.data(), proposal->genome.size());
      for (const CandidateId parent : proposal->parents) {
        const auto id = static_cast<std::uint64_t>(parent);
        asked->parents->write(asked->parents, &id, sizeof id);
      }
      asked->budget = proposal->budget;
    });
    if (failed != 0) return CAMBRIAN_NOTHING;
    return none ? CAMBRIAN_WAIT : CAMBRIAN_ASKED;
  }

  static int tell(void* algorithm, const CambrianTold* told, CambrianRandom* owner,
                  CambrianOut* note) {
    return guarded(note, [&] {
      T& self = static_cast<Instance*>(algorithm)->algorithm;
      const auto* genome = static_cast<const char*>(told->genome.data);
      const Evaluated evaluated = {
          .id = CandidateId{told->id},
          .status = static_cast<Status>(told->status),
          .genome = {genome, told->genome.size},
          .objectives = {told->objectives, told->objectives + told->objective_count},
          .descriptor = {told->descriptor, told->descriptor + told->descriptor_count},
          .budget = told->budget,
          .complexity = told->complexity,
      };
      if constexpr (TellsAtRandom<T>) {
        BorrowedRandom random(owner);
        self.tell(evaluated, *random);
      } else {
        self.tell(evaluated);
      }
    });
  }
};

template <class T>
class SelectorAdapter {
 public:
  /// Valid while the library is loaded.
  static const CambrianSelector* table() {
    static const FieldTable fields_of_params = describe_params<T>();
    static const CambrianSelector selector = {
        .size = sizeof(CambrianSelector),
        .reserved = 0,
        .name = T::name,
        .summary = summary_of<T>(),
        .fields = fields_of_params.all().data(),
        .field_count = fields_of_params.all().size(),
        .create = create,
        .destroy = destroy,
        .select = select,
    };
    return &selector;
  }

 private:
  static void* create(const CambrianValue* values, CambrianOut* note) {
    std::unique_ptr<T> selector;
    guarded(note, [&] {
      if constexpr (HasParams<T>) {
        selector.reset(new T{read_params<T>(values)});
      } else {
        selector.reset(new T{});
      }
    });
    return selector.release();
  }
  static void destroy(void* selector) { delete static_cast<T*>(selector); }
  static int select(void* selector, const CambrianPopulation* population, CambrianRandom* owner,
                    std::size_t* index, CambrianOut* note) {
    return guarded(note, [&] {
      BorrowedRandom random(owner);
      *index = static_cast<const T*>(selector)->select(Population(*population), *random);
    });
  }
};

}  // namespace cambrian::plugin
