"""Problems can be left out of the build: the program without any still searches those of plugins."""

import os
import pathlib
import subprocess
import unittest

from binary import CambrianTest

BARE = os.environ["CAMBRIAN_WITHOUT_PROBLEMS"]
PLUGINS = pathlib.Path(os.environ["CAMBRIAN_TEST_PLUGINS"])


def bare(*words):
    return subprocess.run([BARE, *map(str, words)], capture_output=True, text=True, timeout=60)


class WithoutProblems(CambrianTest):
    def test_commands_of_problems_are_unknown_and_not_in_the_help(self):
        result = bare("regress", self.law_file(), "--target", "y")
        self.assertEqual(result.returncode, 2)
        self.assertIn("regress: unknown command", result.stderr)
        help = bare("--help").stdout
        self.assertIn("cambrian run job.json", help)
        self.assertNotIn("regress", help)
        self.assertNotIn("approximate", help)

    def test_it_lists_no_problems_but_those_of_plugins(self):
        self.assertNotIn("one_max", bare("spaces").stdout)
        self.assertIn("plugin_one_max", bare("spaces", "--plugin", PLUGINS / "plugin_one_max.so").stdout)

    def test_it_searches_a_plugins_space(self):
        result = bare("run", "--plugin", PLUGINS / "plugin_one_max.so", "--set", "problem.name=plugin_one_max",
                      "--evaluations", 300, "--output", self.folder / "run", "--quiet")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("300 evaluations", result.stdout)

    def test_a_run_of_a_command_that_it_lacks_is_named(self):
        run = self.folder / "run"
        self.run_ok("regress", self.law_file(), "--target", "y", "--evaluations", 500,
                    "--output", run, "--quiet")
        for words in (["show", run], ["resume", run], ["replay", run]):
            result = bare(*words)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn("belongs to `cambrian regress`, which this program lacks", result.stderr)


if __name__ == "__main__":
    unittest.main()
