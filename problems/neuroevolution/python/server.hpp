// The program that plays an environment in Python: lines in, lines out.
#pragma once

namespace cambrian::neuroevolution {

/// Arguments: the environment's name. The first request is an empty line, answered by "ready
/// OBSERVATIONS OUTPUTS STEPS" (0 steps: no limit) or "error WHY". Then
///   reset SEED            is answered by the observation,
///   step OUTPUT OUTPUT..  by "REWARD DONE" and the observation.
/// Of a discrete action space the largest output chooses; others are clipped to their bounds.
inline constexpr const char* kPythonServer = R"PY(
import importlib, os, sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what an environment prints is not for us


def say(*words):
    answers.write(" ".join(map(str, words)) + "\n")
    answers.flush()


def make(name):
    if ":" in name:
        sys.path.insert(0, os.getcwd())
        module, _, cls = name.partition(":")
        return getattr(importlib.import_module(module), cls)()
    try:
        import gymnasium
    except ImportError:
        raise RuntimeError("this Python has no gymnasium: " + sys.executable)
    return gymnasium.make(name)


def flat(values):
    if hasattr(values, "ravel"):
        return values.ravel().tolist()
    return list(values) if hasattr(values, "__len__") else [values]


try:
    environment = make(sys.argv[1])
    seen = flat(environment.reset(seed=0)[0])
    space = environment.action_space
    if hasattr(space, "n"):
        first = int(getattr(space, "start", 0))
        count = int(space.n)
        act = lambda outputs: first + max(range(count), key=outputs.__getitem__)
    else:
        low, high = flat(space.low), flat(space.high)
        count = len(low)
        array = list
        if hasattr(space.low, "astype"):
            import numpy
            array = lambda v: numpy.array(v, dtype=space.low.dtype).reshape(space.low.shape)
        act = lambda outputs: array([min(max(o, l), h) for o, l, h in zip(outputs, low, high)])
    limit = getattr(getattr(environment, "spec", None), "max_episode_steps", None) or 0
    say("ready", len(seen), count, limit)
except Exception as fault:
    say("error", type(fault).__name__ + ":", " ".join(str(fault).split()))
    sys.exit()

for line in sys.stdin:
    if not line.strip():
        continue
    words = line.split()
    if words[0] == "reset":
        say(*map(float, flat(environment.reset(seed=int(words[1]))[0])))
    else:
        seen, reward, terminated, truncated, _ = environment.step(act([float(w) for w in words[1:]]))
        say(float(reward), int(bool(terminated or truncated)), *map(float, flat(seen)))
)PY";

}  // namespace cambrian::neuroevolution
