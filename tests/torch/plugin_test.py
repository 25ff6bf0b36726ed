"""The plugin of examples/torch_model is searched like any problem: plugin_test.py CAMBRIAN PLUGIN."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CAMBRIAN, PLUGIN = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
# What torch.jit.script(net).save() does, where Python has it.
EXPORT = """
import sys
try:
    import torch
except ImportError:
    sys.exit(77)
net = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
torch.jit.script(net).save("net.pt")
"""


class Plugin(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def cambrian(self, *words, status=0):
        result = subprocess.run([CAMBRIAN, *map(str, words)], cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200)
        self.assertEqual(result.returncode, status, result.stdout)
        return result.stdout

    def search(self, name, *flags, status=0):
        return self.cambrian("run", "--plugin", PLUGIN, "--set", "problem.name=torch_model", "--set",
                             "problem.steps=20", "--deterministic", "--evaluations", 12, "--output",
                             name, "--quiet", *flags, status=status)

    def test_equal_trainings_on_any_number_of_threads(self):
        for threads in (1, 3):
            self.search(threads, "--threads", threads)
        halls = {(self.folder / name / "hall_of_fame.csv").read_bytes() for name in ("1", "3")}
        self.assertEqual(len(halls), 1)
        self.assertIn(b"rate", halls.pop())

    def test_trainings_go_on_in_pieces(self):
        # A population-based training hands states from one training to the next.
        self.search("pieces", "--set", "algorithm.name=population_based_training", "--set",
                    "algorithm.population=4")
        self.assertIn("rate", self.cambrian("show", "pieces"))

    def test_a_model_of_python(self):
        python = subprocess.run(["/usr/bin/python3", "-c", EXPORT], cwd=self.folder, timeout=100)
        if python.returncode == 77:
            self.skipTest("python3-torch is not installed")
        self.search("python", "--set", "problem.model=net.pt")
        self.assertIn("rate", self.cambrian("show", "python"))

    def test_what_is_wrong_with_the_model_or_the_table_is_said(self):
        says = self.search("none", "--set", "problem.model=none.pt", status=2)
        self.assertRegex(says, "model: .*none.pt: ")
        (self.folder / "rows.csv").write_text("1,2,0\n" * 20 + "1,0\n")
        says = self.search("rows", "--set", "problem.data=rows.csv", status=2)
        self.assertRegex(says, "rows.csv: line 21: 2 numbers")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
