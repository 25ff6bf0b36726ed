/* A knapsack: which of eight things to carry. Minimises what is left behind; too heavy is invalid.
 */
#include <cambrian/abi.h>
#include <stdlib.h>

enum { THINGS = 8 };
static const double kWeight[THINGS] = {5, 4, 7, 2, 6, 3, 8, 1};
static const double kValue[THINGS] = {9, 6, 10, 3, 8, 4, 11, 1};

typedef struct Knapsack {
  double capacity;
} Knapsack;

/* One parameter: its initial value, and its description. */
static const CambrianItem kTwenty = {.number = 20};
static const CambrianField kCapacity = {.size = sizeof(CambrianField),
                                        .scalar = CAMBRIAN_NUMBER,
                                        .shape = CAMBRIAN_ONE,
                                        .path = "capacity",
                                        .help = "Weight that can be carried",
                                        .low = 1,
                                        .high = 100,
                                        .initial = {&kTwenty, 1}};
static const CambrianField* const kFields[] = {&kCapacity};

static void* create(const CambrianValue* values, const CambrianPlace* place, CambrianOut* note) {
  (void)place;
  Knapsack* space = malloc(sizeof *space);
  if (space == NULL) {
    cambrian_write_text(note, "out of memory");
    return NULL;
  }
  space->capacity = values[0].items[0].number;
  return space;
}

static void destroy(void* space) { free(space); }

static const char* objective(void* space, size_t index) {
  (void)space;
  return index == 0 ? "left_behind" : NULL;
}

/* A genome is one byte: bit i says whether thing i is carried. */
static int sample(void* space, CambrianRandom* random, CambrianOut* genome, CambrianOut* note) {
  (void)space, (void)note;
  const uint8_t bits = (uint8_t)cambrian_below(random, 256);
  genome->write(genome, &bits, 1);
  return 0;
}

static int vary(void* space, const CambrianView* parents, size_t count, CambrianRandom* random,
                CambrianOut* genome, CambrianOut* note) {
  (void)space, (void)count, (void)note;
  uint8_t bits = *(const uint8_t*)parents[0].data;
  bits ^= (uint8_t)(1u << cambrian_below(random, THINGS));
  genome->write(genome, &bits, 1);
  return 0;
}

static int describe(void* space, const CambrianView* genome, CambrianOut* text, CambrianOut* note) {
  (void)space, (void)note;
  const uint8_t bits = *(const uint8_t*)genome->data;
  for (int i = 0; i < THINGS; ++i) text->write(text, (bits >> i) & 1 ? "1" : "0", 1);
  return 0;
}

static int evaluate(void* space, const CambrianCandidate* candidate,
                    CambrianEvaluation* evaluation) {
  const uint8_t bits = *(const uint8_t*)candidate->genome.data;
  double weight = 0;
  double left_behind = 0;
  for (int i = 0; i < THINGS; ++i) {
    if ((bits >> i) & 1) {
      weight += kWeight[i];
    } else {
      left_behind += kValue[i];
    }
  }
  evaluation->work = 1;
  if (weight > ((Knapsack*)space)->capacity) return CAMBRIAN_INVALID;
  cambrian_write_number(evaluation->objectives, left_behind);
  return CAMBRIAN_OK;
}

static const CambrianSpace kSpace = {.size = sizeof(CambrianSpace),
                                     .name = "knapsack",
                                     .summary = "Which of eight things to carry.",
                                     .fields = kFields,
                                     .field_count = 1,
                                     .create = create,
                                     .destroy = destroy,
                                     .objective = objective,
                                     .sample = sample,
                                     .vary = vary,
                                     .describe = describe,
                                     .evaluate = evaluate};
static const CambrianSpace* const kSpaces[] = {&kSpace};
static const CambrianPlugin kPlugin = {.abi = CAMBRIAN_ABI_VERSION,
                                       .size = sizeof(CambrianPlugin),
                                       .spaces = kSpaces,
                                       .space_count = 1};

CAMBRIAN_EXPORT const CambrianPlugin* cambrian_plugin(void) { return &kPlugin; }
