// The program that plays environments in Python.
#pragma once

namespace cambrian::neuroevolution {

/// Arguments: the environment's name. The first request is an empty line, answered by "ready
/// OBSERVATIONS WHERE LIMIT choice N FIRST" (a discrete action space) or "ready OBSERVATIONS WHERE
/// LIMIT bounds LOW.. HIGH..", where observations are "together" with rewards or "apart", limit 0:
/// none; or by "error WHY". The second is "share SLOTS ACTIONS", answered by "sharing". What
/// follows are rounds of an Exchange (engine/process), in which every environment that has its turn
/// is a beat. See Program for what its memory holds. One thread looks every second whether the
/// worker is still there.
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


def view_of(memory, first, like):
    """The numbers from there on, as an array of the same shape."""
    import numpy
    return numpy.frombuffer(memory, "d", like.size, first).reshape(like.shape)


def action_of(memory, first, space):
    """Takes numbers from there as an action."""
    if hasattr(space.low, "astype"):
        view = view_of(memory, first, space.low)
        return lambda: view.astype(space.low.dtype)
    take = struct.Struct(f"{len(flat(space.low))}d").unpack_from
    return lambda: list(take(memory, first))


try:
    environment = make(sys.argv[1])
    seen = environment.reset(seed=0)[0]
    count = len([float(number) for number in flat(seen)])
    space = environment.action_space
    # Large arrays are written one by one, the rest all together.
    apart = hasattr(seen, "ravel") and count > 400
    limit = getattr(getattr(environment, "spec", None), "max_episode_steps", None) or 0
    if hasattr(space, "n"):
        facts = ["choice", int(space.n), int(getattr(space, "start", 0))]
    else:
        facts = ["bounds", *map(float, flat(space.low) + flat(space.high))]
    heard()
    say("ready", count, "apart" if apart else "together", limit, *facts)
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
commands, seeds = (numbers[slots * i : slots * (i + 1)] for i in range(2))
chosen = RECORD + 8 * 2 * slots
choices = words[chosen // 8 : chosen // 8 + slots] if hasattr(space, "n") else None
results = chosen + 8 * actions * slots
record = 2 if apart else 2 + count
observed = results + 8 * record * slots
listed = flat if hasattr(seen, "ravel") or not hasattr(seen, "__len__") else None
players = []


def player(slot):
    own = environment if slot == 0 else make(sys.argv[1])
    take = None if choices else action_of(memory, chosen + 8 * actions * slot, space)
    view = view_of(memory, observed + 8 * count * slot, seen) if apart else None
    return own.reset, own.step, take, view


@functools.cache
def writer(used):
    return functools.partial(struct.Struct(f"{record * used}d").pack_into, memory, results)


def play(used):
    now = choices[:used].tolist() if choices else None
    told, beat = [], words[BEATS]  # one list for all, since a call for each takes longer
    for slot, command in enumerate(commands[:used].tolist()):
        words[BEATS] = beat = beat + 1
        if command == 1:
            _, step, take, view = players[slot]
            seen, reward, terminated, truncated, _ = step(now[slot] if now else take())
            told.append(reward)
            told.append(terminated or truncated)
        elif command == 2:
            while len(players) <= slot:
                players.append(player(len(players)))
            reset, _, _, view = players[slot]
            seen = reset(seed=int(seeds[slot]))[0]
            told += 0, 0
        else:
            told += [0] * record
            continue
        if view is None:
            told += listed(seen) if listed else seen
        else:
            view[...] = seen
        more = len(told) - record * (slot + 1)
        if more:
            raise ValueError(f"{count + more} observations, not {count} as at first")
    writer(used)(*told)


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
