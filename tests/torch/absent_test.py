"""Without libtorch a build says how to install it, and goes on without its plugin."""

import pathlib
import subprocess
import tempfile
import unittest

MODULES = pathlib.Path(__file__).resolve().parents[2] / "cmake"
PROJECT = f"""cmake_minimum_required(VERSION 3.25)
project(absent LANGUAGES NONE)
list(APPEND CMAKE_MODULE_PATH "{MODULES}")
include(CambrianTorch)
cambrian_find_torch(found)
message(STATUS "found: ${{found}}")
"""


class Absent(unittest.TestCase):
    def test_a_build_says_how_to_install_it_and_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "CMakeLists.txt").write_text(PROJECT)
            result = subprocess.run(
                ["cmake", "-S", folder, "-B", folder + "/build", "-DCMAKE_DISABLE_FIND_PACKAGE_Torch=ON"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100)
        self.assertEqual(result.returncode, 0, result.stdout)
        for words in ("there is no libtorch", "apt-get install --no-install-recommends libtorch-dev",
                      "found: OFF"):
            self.assertIn(words, result.stdout)


if __name__ == "__main__":
    unittest.main()
