/* The boundary between Cambrian and a plugin, in plain C: docs/formats/plugin_abi.md.
 *
 * Authors in C++ include plugin.hpp, which fills these tables from a struct. Rules:
 *  - Structs that begin with `size` (of the struct, as its maker knew it) only ever grow at their
 *    end. A table that is shorter than today's lacks optional functions. Other structs never
 * change.
 *  - The host owns all memory that crosses: results are written through a CambrianOut, and what a
 *    pointer handed in leads to is gone after the call. What a table leads to, and the texts that
 *    `objective` and `format` give, belong to the plugin and stay as long as the plugin or the
 * space.
 *  - No exception crosses, in either direction.
 *  - After `create`, every function of a space and of a selector may be called by several threads
 *    at once on one object, and its result follows from its arguments alone. An algorithm is called
 *    by one thread at a time, and is a deterministic machine: what it does follows from the calls
 *    so far.
 *  - Texts are UTF-8 and end with a NUL. */
#ifndef CAMBRIAN_PLUGIN_ABI_H
#define CAMBRIAN_PLUGIN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CAMBRIAN_ABI_VERSION 1
#define CAMBRIAN_EXPORT __attribute__((visibility("default")))

/* What a parameter holds ... */
enum {
  CAMBRIAN_BOOLEAN = 0,
  CAMBRIAN_WHOLE = 1,
  CAMBRIAN_NATURAL = 2, /* whole and >= 0 */
  CAMBRIAN_NUMBER = 3,
  CAMBRIAN_TEXT = 4,
  CAMBRIAN_GROUP = 5 /* nothing: `path` begins the paths of the parameters after it */
};
/* ... and how many of them. Lists are of whole, natural, number or text, maps of number or text,
 * optionals of whole, natural, number or text. */
enum { CAMBRIAN_ONE = 0, CAMBRIAN_LIST = 1, CAMBRIAN_MAP = 2, CAMBRIAN_OPTIONAL = 3 };

/* What evaluate returns. */
enum {
  CAMBRIAN_OK = 0,
  CAMBRIAN_INVALID = 1, /* illegal: normal in a search; so is a NaN among the objectives */
  CAMBRIAN_FAILED = 2,  /* the note says why */
  CAMBRIAN_TIMED_OUT = 3
};

typedef struct CambrianView {
  const void* data; /* of any alignment */
  size_t size;      /* bytes */
} CambrianView;

/* A byte string of whoever hands it over, empty at first: each write appends. */
typedef struct CambrianOut {
  void (*write)(struct CambrianOut* out, const void* data, size_t size);
} CambrianOut;

/* A stream of random numbers: Philox4x32-10, as engine/core/random.hpp. The host takes it back
 * where the plugin leaves it. */
typedef struct CambrianRandom {
  uint32_t key[2];
  uint32_t counter[4]; /* of the next block */
  uint32_t block[4];
  uint32_t next; /* word of the block that comes next; 4: none is left */
  void (*refill)(struct CambrianRandom* random);
} CambrianRandom;

/* One element of a parameter's value; which member counts follows from the parameter. */
typedef struct CambrianItem {
  const char* name; /* of an entry of a map; else NULL */
  int64_t whole;    /* boolean (0 or 1) and whole */
  uint64_t natural;
  double number;
  const char* text;
} CambrianItem;

typedef struct CambrianValue {
  const CambrianItem* items;
  size_t count; /* 1 for CAMBRIAN_ONE; 0 for an optional without a value */
} CambrianValue;

typedef struct CambrianField {
  uint32_t size;
  uint32_t scalar;
  uint32_t shape;
  uint32_t above_low; /* 1: `low` itself is not allowed */
  const char* path;   /* lower_case, unique; "group.member" in a group */
  const char* help;
  double low; /* ends of the range; both 0: any number */
  double high;
  const char* const* choices; /* allowed texts */
  size_t choice_count;        /* 0: any text */
  CambrianValue initial;
} CambrianField;

/* Where a space is made. */
typedef struct CambrianPlace {
  uint32_t size;
  uint32_t reserved;
  const char* folder; /* relative paths in parameters start here */
  const char* run;    /* the run folder; "" when there is none */
} CambrianPlace;

typedef struct CambrianCandidate {
  uint32_t size;
  uint32_t reserved;
  uint64_t id;
  uint64_t budget; /* units of work; 0: the space's default */
  CambrianView genome;
  CambrianView state; /* training state to continue from; empty: start afresh */
  CambrianRandom* random;
} CambrianCandidate;

typedef struct CambrianEvaluation {
  uint32_t size;
  uint32_t reserved;
  uint64_t work;           /* to be set: budget that was used */
  CambrianOut* objectives; /* doubles, all minimised, as many as the space has */
  CambrianOut* descriptor; /* doubles: behaviour; may stay empty */
  CambrianOut* state;      /* to continue from; may stay empty */
  CambrianOut* note;
} CambrianEvaluation;

/* A search space and its evaluation. `void*` is what create gave. Functions that give an int give
 * 0, or 1 after writing a note that says why they could not. */
typedef struct CambrianSpace {
  uint32_t size;
  uint32_t reserved;
  const char* name;    /* lower_case: its name in configurations */
  const char* summary; /* one sentence */
  const CambrianField* const* fields;
  size_t field_count;

  /* values[i] is of fields[i]. NULL after writing a note. */
  void* (*create)(const CambrianValue* values, const CambrianPlace* place, CambrianOut* note);
  void (*destroy)(void* space);
  /* Names of the objectives, by index; NULL after the last. */
  const char* (*objective)(void* space, size_t index);
  int (*sample)(void* space, CambrianRandom* random, CambrianOut* genome, CambrianOut* note);
  /* One parent: mutate it; two or more: cross them. count >= 1. */
  int (*vary)(void* space, const CambrianView* parents, size_t count, CambrianRandom* random,
              CambrianOut* genome, CambrianOut* note);
  /* One line for people. */
  int (*describe)(void* space, const CambrianView* genome, CambrianOut* text, CambrianOut* note);
  int (*evaluate)(void* space, const CambrianCandidate* candidate, CambrianEvaluation* evaluation);

  /* From here on NULL is allowed, and a table may end anywhere between two functions. */

  /* The size of a genome, in the space's own measure. */
  int (*complexity)(void* space, const CambrianView* genome, uint32_t* complexity,
                    CambrianOut* note);
  /* 0 when a genome may get other objectives another time, 1 when not. NULL: 1. */
  int (*repeatable)(void* space);
  /* Writes one double: the lowest value that the first objective can have; nothing: not known. */
  int (*optimum)(void* space, CambrianOut* value, CambrianOut* note);
  /* Writes for each objective a value worse than all that matter: where the hypervolume ends. */
  int (*reference_point)(void* space, CambrianOut* objectives, CambrianOut* note);
  /* Names of forms in which genomes can be written, by index; NULL after the last. */
  const char* (*format)(void* space, size_t index);
  /* Writes a genome in a form. */
  int (*print)(void* space, const CambrianView* genome, size_t format, CambrianOut* text,
               CambrianOut* note);
  /* The ways in which vary changes genomes, by index: a name, NULL after the last ... */
  const char* (*operator_name)(void* space, size_t index);
  /* ... and a sentence about it, for people. */
  const char* (*operator_summary)(void* space, size_t index);
  /* How unlike two genomes are: 0 for equal ones, symmetric. */
  int (*distance)(void* space, const CambrianView* first, const CambrianView* second,
                  double* distance, CambrianOut* note);
} CambrianSpace;

/* The space that is searched, as the host shows it to an algorithm. Functions give 0, or 1 when the
 * space failed: then the algorithm's function gives up at once, and the host says what happened. */
typedef struct CambrianSearched {
  uint32_t size;
  uint32_t objectives; /* how many there are */
  int (*sample)(const struct CambrianSearched* space, CambrianRandom* random, CambrianOut* genome);
  /* count >= 1, as CambrianSpace::vary. */
  int (*vary)(const struct CambrianSearched* space, const CambrianView* parents, size_t count,
              CambrianRandom* random, CambrianOut* genome);
} CambrianSearched;

/* A candidate that is to be evaluated. */
typedef struct CambrianProposal {
  uint32_t size;
  uint32_t reserved;
  CambrianOut* genome;
  CambrianOut* parents; /* uint64_t: ids that it descends from, for the lineage; may stay empty */
  uint64_t budget;      /* to be set: units of work; 0, as it is: the space's default */
} CambrianProposal;

/* A candidate that was evaluated. */
typedef struct CambrianTold {
  uint32_t size;
  uint32_t status; /* with CAMBRIAN_OK no objective is NaN; else the numbers mean nothing */
  uint64_t id;     /* candidates are numbered 0, 1, 2, ... in the order asked */
  uint64_t budget;
  CambrianView genome;
  const double* objectives; /* all minimised */
  size_t objective_count;
  const double* descriptor;
  size_t descriptor_count;
  uint32_t complexity; /* the space's measure of size; 0 where it has none */
  uint32_t unused;
} CambrianTold;

/* A way to search. `void*` is what create gave; ints are 0, or 1 after writing a note, unless it
 * says otherwise. What went before a resumed run is asked and told again, in the order of its
 * journal. */
typedef struct CambrianAlgorithm {
  uint32_t size;
  uint32_t reserved;
  const char* name; /* lower_case: its name in configurations */
  const char* summary;
  const CambrianField* const* fields;
  size_t field_count;

  /* values[i] is of fields[i]. The space outlives the algorithm. NULL after writing a note. */
  void* (*create)(const CambrianValue* values, const CambrianSearched* space, CambrianOut* note);
  void (*destroy)(void* algorithm);
  /* The next candidate: CAMBRIAN_ASKED. CAMBRIAN_WAIT: none before the next tell; when no candidate
   * is being evaluated, the search is over. CAMBRIAN_NOTHING after writing a note. The stream
   * belongs to the candidate's id. */
  int (*ask)(void* algorithm, CambrianRandom* random, CambrianProposal* proposal,
             CambrianOut* note);
  /* Each candidate once, in any order. The stream belongs to the candidate's id. */
  int (*tell)(void* algorithm, const CambrianTold* told, CambrianRandom* random, CambrianOut* note);
} CambrianAlgorithm;
enum { CAMBRIAN_ASKED = 0, CAMBRIAN_NOTHING = 1, CAMBRIAN_WAIT = 2 };

/* A population from which a parent is chosen. Member i has the i-th number of each array, and
 * objectives[i * objective_count], ... . */
typedef struct CambrianPopulation {
  uint32_t size;
  uint32_t reserved;
  size_t count; /* >= 1 */
  size_t objective_count;
  const double* objectives; /* all minimised; the first of a member is a number */
  const uint64_t* born;     /* its number among all candidates of the run: lower is older */
  const uint32_t* complexity;
} CambrianPopulation;

/* A way to choose parents, for the algorithms that breed from a population. */
typedef struct CambrianSelector {
  uint32_t size;
  uint32_t reserved;
  const char* name; /* lower_case: its name in configurations */
  const char* summary;
  const CambrianField* const* fields;
  size_t field_count;

  void* (*create)(const CambrianValue* values, CambrianOut* note);
  void (*destroy)(void* selector);
  /* The index of a member. 1 after writing a note. */
  int (*select)(void* selector, const CambrianPopulation* population, CambrianRandom* random,
                size_t* index, CambrianOut* note);
} CambrianSelector;

typedef struct CambrianPlugin {
  uint32_t abi; /* CAMBRIAN_ABI_VERSION; the first member for ever */
  uint32_t size;
  const CambrianSpace* const* spaces;
  size_t space_count;
  const CambrianAlgorithm* const* algorithms;
  size_t algorithm_count;
  const CambrianSelector* const* selectors;
  size_t selector_count;
} CambrianPlugin;

/* What a plugin exports. NULL when it cannot describe itself. */
CAMBRIAN_EXPORT const CambrianPlugin* cambrian_plugin(void);

/* Helpers for authors in C. */

static inline uint32_t cambrian_bits32(CambrianRandom* random) {
  if (random->next == 4) random->refill(random);
  return random->block[random->next++];
}
/* Uniform in [0, 1). */
static inline double cambrian_uniform(CambrianRandom* random) {
  const uint64_t high = cambrian_bits32(random);
  return (double)(((high << 32) | cambrian_bits32(random)) >> 11) * 0x1.0p-53;
}
/* Uniform in 0..n-1 without bias (Lemire 2019). n >= 1. */
static inline uint32_t cambrian_below(CambrianRandom* random, uint32_t n) {
  uint64_t product = (uint64_t)cambrian_bits32(random) * n;
  if ((uint32_t)product < n) {
    const uint32_t threshold = (0u - n) % n;
    while ((uint32_t)product < threshold) product = (uint64_t)cambrian_bits32(random) * n;
  }
  return (uint32_t)(product >> 32);
}
static inline void cambrian_write_number(CambrianOut* out, double value) {
  out->write(out, &value, sizeof value);
}
static inline void cambrian_write_text(CambrianOut* out, const char* text) {
  size_t size = 0;
  while (text[size] != 0) ++size;
  out->write(out, text, size);
}

#ifdef __cplusplus
}
#endif

#endif
