"""Networks that act in environments which Python plays: a module's, and Gymnasium's."""

import importlib.util
import json
import os
import pathlib
import subprocess
import time
import unittest

from binary import CambrianTest, cambrian

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "configs/neuroevolution/cart_pole.json"

MODULE = '''
import os, random, time

class Choices:
    n = 2

class Sides:
    low, high = [-1.0, -1.0], [1.0, 1.0]

class Guess:
    """Pays for a step to the side that is seen; ten steps."""
    action_space = Choices()

    def reset(self, seed=None):
        self.random, self.steps = random.Random(seed), 0
        return self.see(), {}

    def see(self):
        self.side = self.random.random() < 0.5
        return [1.0 if self.side else -1.0, self.random.random()]

    def pay(self, action):
        return 1.0 if action == self.side else 0.0

    def step(self, action):
        paid = self.pay(action)
        self.steps += 1
        return self.see(), paid, self.steps == 10, False, {}

class Move(Guess):
    action_space = Sides()

    def pay(self, action):
        assert all(-1 <= a <= 1 for a in action)
        return action[0] if self.side else action[1]

class Spot(Guess):
    """The side is where a spot is in a picture of 6 rows, 8 columns and 2 channels."""

    def see(self):
        super().see()
        picture = [0.1 * self.random.random() for _ in range(6 * 8 * 2)]
        column = self.random.randrange(4) + 4 * self.side
        picture[(self.random.randrange(6) * 8 + column) * 2 + 1] = 1.0
        return picture

class Wide(Guess):
    def see(self):
        return [[n * number for number in super(Wide, self).see()] for n in range(250)]

class WideRows(Wide):
    def see(self):
        return sum(super().see(), [])

class WideArray(Wide):
    def see(self):
        import numpy
        return numpy.array(super().see())

class Chatty(Guess):
    def pay(self, action):
        print("what an environment prints is not for the network")
        return super().pay(action)

class Crash(Guess):
    """Ends its program, once."""
    def pay(self, action):
        if self.steps == 5 and not os.path.exists("crashed"):
            open("crashed", "w").close()
            os._exit(3)
        return super().pay(action)

class Fragile(Guess):
    """Ends its program now and then, but gets further each time."""
    def reset(self, seed=None):
        with open("starts", "a") as file:
            file.write("x")
        if os.path.getsize("starts") % 9 == 0:
            os._exit(3)
        return super().reset(seed)

class Faulty(Guess):
    def pay(self, action):
        raise ValueError("no such thing")

class Growing(Guess):
    """Shows a number more in every step."""
    def see(self):
        return super().see() + [0.0] * self.steps

class Slow(Guess):
    def pay(self, action):
        time.sleep(600)

class Endless(Guess):
    def pay(self, action):
        open("program", "w").write(str(os.getpid()))
        time.sleep(600)

class Broken(Guess):
    def pay(self, action):
        return float("nan")
'''


def alive(pid):
    try:
        # One that has ended, but that nobody waits for, is a zombie.
        return "\nState:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it took too long")
        time.sleep(0.02)


class PythonEnvironment(CambrianTest):
    def setUp(self):
        super().setUp()
        self.file(MODULE, "small.py")
        self.config = self.file(CONFIG.read_text(), "job.json")

    def words(self, module, evaluations=60, *more):
        return ("run", self.config, "--set", "problem.environment=python", "--set",
                f"problem.module={module}", "--set", "problem.episodes=4", "--set",
                "stop.target=-10", "--evaluations", evaluations, *more)

    def search(self, module, name="run", *more, evaluations=60):
        run = self.folder / name
        self.run_ok(*self.words(module, evaluations, *more), "--output", run, "--quiet")
        return run

    def scores(self, run):
        return self.run_json("play", run, "--episodes", 5)["scores"]

    def test_a_module_is_searched_played_and_replayed(self):
        run = self.search("small:Guess", evaluations=1000)
        self.assertEqual(self.scores(run), [10.0] * 5)
        self.assertIn("small:Guess: mean score 10", self.run_ok("play", run).stdout)
        self.run_ok("replay", run)

    def test_the_result_does_not_depend_on_the_number_of_threads(self):
        one = self.search("small:Move", "one", "--threads", 1)
        three = self.search("small:Move", "three", "--threads", 3)
        self.assertEqual((one / "hall_of_fame.csv").read_bytes(),
                         (three / "hall_of_fame.csv").read_bytes())
        self.assertEqual(self.scores(one), self.scores(three))

    def test_what_it_prints_does_no_harm(self):
        self.assertEqual(self.scores(self.search("small:Chatty")),
                         self.scores(self.search("small:Guess", "quiet")))

    @unittest.skipUnless(importlib.util.find_spec("numpy"), "numpy is not installed")
    def test_an_array_is_seen_as_its_numbers(self):
        self.assertEqual(self.scores(self.search("small:WideArray")),
                         self.scores(self.search("small:WideRows", "rows")))

    def test_a_program_that_dies_is_started_anew_and_nothing_is_lost(self):
        run = self.search("small:Crash")
        self.assertTrue((self.folder / "crashed").exists())
        document = self.run_json("show", run)
        self.assertEqual(document["failures"], 0)
        self.assertEqual(self.scores(run), self.scores(self.search("small:Guess", "whole")))

    PICTURE = ("--set", "problem.image=[6,8,2]", "--set", "problem.convolutions=[5,3,2,3,2,1]",
               "--set", "problem.hidden=[]", "--set", "problem.activation=relu")

    def test_convolutions_see_pictures(self):
        words = self.words("small:Spot", 1500, *self.PICTURE, "--set", "problem.episodes=20",
                           "--set", "algorithm.budget=4")
        for slots in (1, 16):
            self.run_ok(*words, "--set", f"problem.side_by_side={slots}", "--output",
                        self.folder / f"spot{slots}", "--quiet")
        one, many = ((self.folder / f"spot{slots}/hall_of_fame.csv").read_bytes()
                     for slots in (1, 16))
        self.assertEqual(one, many)
        mean = self.run_json("play", self.folder / "spot1", "--episodes", 40)["mean"]
        self.assertGreater(mean, 7)  # of 10; 5 by chance
        weights = self.run_json_text("show", self.folder / "spot1", "--format", "json")
        filters = weights["convolution_1"]
        self.assertEqual([len(filters), len(filters[0]), len(filters[0][0]), len(filters[0][0][0])],
                         [3, 3, 2, 5])
        self.assertEqual(len(weights["convolution_biases_2"]), 3)
        self.assertEqual(len(weights["weights_1"]), 3 * 4 * 3)

    def run_json_text(self, *words):
        return json.loads(self.run_ok(*words).stdout)

    def test_convolutions_without_a_picture_are_refused(self):
        words = self.words("small:Spot", 10)
        for settings, says in (
            (["convolutions=[4,3,1]"], ["convolutions need a picture", "height, width"]),
            (["image=[6,8,2]"], ["problem.image", "is for convolutions"]),
            (["image=[6,8,2]", "convolutions=[4,3]"], ["problem.convolutions", "three numbers"]),
            (["image=[6,8,3]", "convolutions=[4,3,1]"], ["144 numbers", "has 96"]),
            (["image=[6,8,2]", "convolutions=[4,3,1]", "normalize=true"], ["problem.normalize"]),
        ):
            flags = [word for setting in settings for word in ("--set", f"problem.{setting}")]
            self.refused(*words, *flags, says=says)
        self.refused("run", CONFIG, "--set", "problem.image=[2,2,1]", "--set",
                     "problem.convolutions=[1,1,1]", says="cart_pole shows no picture")

    def test_the_result_does_not_depend_on_how_many_are_side_by_side(self):
        halls = []
        for count in (1, 3, 16):
            run = self.search("small:Move", str(count), "--set", f"problem.side_by_side={count}")
            halls.append((run / "hall_of_fame.csv").read_bytes())
        self.assertEqual(halls, halls[:1] * 3)

    def test_a_program_that_dies_again_and_again_is_no_matter_while_episodes_end(self):
        run = self.search("small:Fragile", "run", "--set", "problem.side_by_side=2")
        self.assertEqual(self.run_json("show", run)["failures"], 0)

    def test_a_program_ends_soon_after_a_worker_that_was_killed(self):
        words = self.words("small:Endless", 4, "--threads", 1, "--set", "problem.patience=600")
        command = [os.environ["CAMBRIAN"], *map(str, words), "--output", str(self.folder / "run")]
        worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        program = self.folder / "program"
        wait_until(lambda: program.exists() and program.read_text())
        worker.kill()
        worker.wait()
        wait_until(lambda: not alive(int(program.read_text())))

    def fails(self, module, word, *more):
        run = self.folder / "failed"
        result = cambrian(*self.words(module, 8, *more), "--output", run, "--quiet")
        self.assertNotEqual(result.returncode, 0)
        report = self.run_ok("report", run).stdout + result.stderr
        self.assertIn(word, report)

    def test_an_exception_is_a_failed_evaluation_that_says_so(self):
        self.fails("small:Faulty", "ValueError: no such thing")

    def test_another_number_of_observations_fails(self):
        self.fails("small:Growing", "3 observations, not 2")

    def test_one_that_takes_too_long_is_ended(self):
        self.fails("small:Slow", "gave no answer", "--set", "problem.patience=0.2", "--threads", 1)

    def test_a_reward_that_is_no_number_makes_a_network_invalid(self):
        self.fails("small:Broken", "8  invalid")

    def test_what_cannot_be_played_is_refused_at_once(self):
        run = ("--output", self.folder / "none")
        self.refused(*self.words("small:Nothing"), *run, says=["problem.", "AttributeError"])
        self.refused(*self.words("nowhere:Guess"), *run, says=["ModuleNotFoundError"])
        self.refused(*self.words(""), *run, says="problem.module")
        self.refused(*self.words("small:Guess"), "--set", "problem.python=/none/python", *run,
                     says=["problem.python", "/none/python"])
        self.refused("run", self.config, "--set", "problem.module=small:Guess", *run,
                     says="problem.module")
        self.assertFalse((self.folder / "none").exists())

    @unittest.skipIf(importlib.util.find_spec("gymnasium"), "gymnasium is there")
    def test_a_python_without_gymnasium_is_named(self):
        self.refused(*self.words("CartPole-v1"), "--output", self.folder / "none",
                     says=["no gymnasium", "python3"])

    @unittest.skipUnless(os.environ.get("CAMBRIAN_GYMNASIUM"),
                         "CAMBRIAN_GYMNASIUM names no Python with gymnasium")
    def test_gymnasiums_cart_pole_is_ours(self):
        # The same network, which holds the pole for a while only.
        few = ("--set", "stop.target=-500", "--evaluations", 1, "--seed", 5, "--quiet")
        own, other = self.folder / "own", self.folder / "other"
        self.run_ok("run", self.config, *few, "--output", own)
        self.run_ok("run", self.config, *few, "--set", "problem.environment=python", "--set",
                    "problem.module=CartPole-v1", "--set",
                    f"problem.python={os.environ['CAMBRIAN_GYMNASIUM']}", "--output", other)
        a = self.run_json("play", own, "--episodes", 2000)
        b = self.run_json("play", other, "--episodes", 2000)
        self.assertEqual(a["candidate"], b["candidate"])
        margin = (a["high"] - a["low"]) / 2 + (b["high"] - b["low"]) / 2
        self.assertLess(abs(a["mean"] - b["mean"]), 1.5 * margin)


if __name__ == "__main__":
    unittest.main()
