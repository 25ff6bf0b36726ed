// The program that plays environments in Python.
#pragma once

namespace cambrian::neuroevolution {

/// Arguments: the environment's name. The first request is an empty line, answered by "ready
/// OBSERVATIONS LIMIT choice N FIRST" (a discrete action space) or "ready OBSERVATIONS LIMIT bounds
/// LOW.. HIGH..", limit 0: none; or by "error WHY". The second is "share SLOTS ACTIONS", answered
/// by "sharing". What follows are rounds of an Exchange (engine/process), in which every
/// environment that has its turn is a beat. See Program for what its memory holds. One thread looks
/// every second whether the worker is still there.
inline constexpr const char* kPythonServer = R"PY(
import functools, importlib, mmap, os, struct, sys, threading, time

worker = os.getppid()
answers = os.dup(1)
os.dup2(2, 1)  # what an environment prints is not for us


def watch():
    while os.getppid() == worker:
        time.sleep(1)
    os._exit(1)


def say(*words):
    os.write(answers, (" ".join(map(str, words)) + "\n").encode())


def heard():
    line = os.read(0, 4096)
    if not line:
        sys.exit()
    return line.split()


def make(name):
    if ":" in name:
        sys.path.insert(0, os.getcwd())
        module, _, cls = name.partition(":")
        return getattr(importlib.import_module(module), cls)()
    try:
        import gymnasium
    except ImportError:
        raise RuntimeError("this Python has no gymnasium: " + sys.executable)
    return gymnasium.make(name, disable_env_checker=True)


def flat(values):
    if hasattr(values, "ravel"):
        return values.ravel().tolist()
    return list(values) if hasattr(values, "__len__") else [values]


def place_of(memory, first, seen):
    """Puts an observation into the memory, as numbers from there on."""
    count = len(flat(seen))
    if hasattr(seen, "ravel"):
        import numpy
        view = numpy.frombuffer(memory, "d", count, first).reshape(numpy.shape(seen))
        return functools.partial(view.__setitem__, Ellipsis)
    pack = struct.Struct(f"{count}d").pack_into
    if hasattr(seen, "__len__"):
        return lambda values: pack(memory, first, *values)
    return lambda values: pack(memory, first, values)


def action_of(memory, first, space):
    """Takes numbers from there as an action."""
    count = len(flat(space.low))
    if hasattr(space.low, "astype"):
        import numpy
        view = numpy.frombuffer(memory, "d", count, first).reshape(space.low.shape)
        return lambda: view.astype(space.low.dtype)
    take = struct.Struct(f"{count}d").unpack_from
    return lambda: list(take(memory, first))


try:
    environment = make(sys.argv[1])
    seen = environment.reset(seed=0)[0]
    count = len([float(number) for number in flat(seen)])
    space = environment.action_space
    limit = getattr(getattr(environment, "spec", None), "max_episode_steps", None) or 0
    if hasattr(space, "n"):
        facts = ["choice", int(space.n), int(getattr(space, "start", 0))]
    else:
        facts = ["bounds", *map(float, flat(space.low) + flat(space.high))]
    heard()
    say("ready", count, limit, *facts)
except Exception as fault:
    say("error", type(fault).__name__ + ":", " ".join(str(fault).split()))
    sys.exit()

threading.Thread(target=watch, daemon=True).start()
slots, actions = map(int, heard()[1:])
memory = mmap.mmap(3, 0)
words = memoryview(memory).cast("q")
ASKED, ANSWERED, SLEEPS, WORKER_SLEEPS, BEATS, USED = 0, 8, 16, 24, 32, 40
RECORD = 384
numbers = memoryview(memory)[RECORD:].cast("d")
commands, seeds, rewards, ends = (numbers[slots * i : slots * (i + 1)] for i in range(4))
chosen = RECORD + 8 * 4 * slots
choices = words[chosen // 8 : chosen // 8 + slots] if hasattr(space, "n") else None
observed = chosen + 8 * actions * slots
players = []


def player(slot):
    own = environment if slot == 0 else make(sys.argv[1])
    take = None if choices else action_of(memory, chosen + 8 * actions * slot, space)
    return own.reset, own.step, take, place_of(memory, observed + 8 * count * slot, seen)


def play(used):
    now = choices[:used].tolist() if choices else None
    for slot, command in enumerate(commands[:used].tolist()):
        words[BEATS] += 1
        if command == 1:
            _, step, take, put = players[slot]
            values, rewards[slot], terminated, truncated, _ = step(now[slot] if now else take())
            ends[slot] = terminated or truncated
            put(values)
        elif command == 2:
            while len(players) <= slot:
                players.append(player(len(players)))
            reset, _, _, put = players[slot]
            put(reset(seed=int(seeds[slot]))[0])


def serve():
    order = threading.Lock()  # taking it keeps what comes before it before what follows
    look, once = range(400), range(1)
    asked, blind, in_vain = 0, 0, 1  # as the worker does
    say("sharing")
    while True:
        for _ in once if blind else look:
            if words[ASKED] != asked:
                in_vain = in_vain if blind else 1
                break
        else:
            if not blind:
                blind, in_vain = in_vain + 1, min(2 * in_vain, 64)
            words[SLEEPS] = 1
            with order:
                pass
            while words[ASKED] == asked:
                heard()
            words[SLEEPS] = 0
        blind -= blind > 0
        asked = words[ASKED]
        play(words[USED])
        words[ANSWERED] = asked
        with order:
            pass
        if words[WORKER_SLEEPS]:
            os.write(answers, b"\n")


serve()
)PY";

}  // namespace cambrian::neuroevolution
