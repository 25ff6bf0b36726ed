"""What an author does with an installed Cambrian: the example space, built outside of the tree."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from binary import CAMBRIAN

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILERS = [name for name in ("g++", "clang++-14") if shutil.which(name)]


def do(*words, status=0, **options):
    """Runs a command that must end with this status; gives what it printed."""
    result = subprocess.run(
        list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=300, **options
    )
    if result.returncode != status:
        raise AssertionError(f"{words} ended with {result.returncode}:\n{result.stdout}")
    return result.stdout


class Project(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.prefix = cls.folder / "installed"
        do("cmake", "--install", pathlib.Path(CAMBRIAN).parent, "--prefix", cls.prefix)
        cls.project = cls.folder / "my_space"
        shutil.copytree(ROOT / "examples/my_space", cls.project)

    def build(self, compiler):
        """Builds the project with a compiler and gives its build folder."""
        build = self.folder / f"build-{compiler}"
        if not build.exists():
            do("cmake", "-G", "Ninja", "-S", self.project, "-B", build,
               f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={self.prefix}")
            do("cmake", "--build", build)
        return build

    def test_installs_the_headers_of_authors_and_no_others(self):
        installed = [path.name for path in (self.prefix / "include").rglob("*") if path.is_file()]
        self.assertEqual(
            sorted(installed),
            ["abi.h", "adapter.hpp", "codec.hpp", "evaluation.hpp", "limits.hpp",
             "parameters.hpp", "plugin.hpp", "random.hpp", "requirements.hpp"])
        for path in (self.prefix / "include" / "cambrian").iterdir():
            self.assertNotIn('"engine/', path.read_text(), path)

    def test_installs_the_program(self):
        self.assertIn("cambrian", do(self.prefix / "bin" / "cambrian", "version"))

    def test_the_example_builds_and_passes_its_test_with_every_compiler(self):
        for compiler in COMPILERS:
            with self.subTest(compiler):
                build = self.build(compiler)
                do("ctest", "--test-dir", build)
                symbols = do("nm", "--dynamic", "--defined-only", build / "my_space.so")
                self.assertRegex(symbols, r" T cambrian_plugin\b")
                self.assertNotIn("MySpace", symbols, "symbols that another plugin could meet")

    def compile(self, compiler, text, *flags, suffix=".cpp", status=0):
        source = self.folder / f"source{suffix}"
        source.write_text(text)
        return do(compiler, "-I", self.prefix / "include", *flags, source, status=status)

    def test_the_compiler_names_what_is_missing(self):
        text = (self.project / "my_space.cpp").read_text()
        for compiler in COMPILERS[:1]:
            for method, says in [("sample", "Genome sample("), ("mutate", "Genome mutate("),
                                 ("evaluate", "double evaluate("), ("describe", "describe(const"),
                                 ("fields", "void fields("), ("name", "const char* name"),
                                 ("Genome", "using Genome")]:
                with self.subTest(compiler=compiler, method=method):
                    broken = re.sub(rf"\b{method}\b", "another", text)
                    output = self.compile(compiler, broken, "-std=c++20", "-fsyntax-only", status=1)
                    self.assertIn(says, output)

    def test_a_genome_with_padding_is_refused(self):
        text = (self.project / "my_space.cpp").read_text()
        padded = "struct Padded { bool a = false; double b = 0; };\n"
        text = text.replace("struct MySpace", padded + "struct MySpace").replace(
            "std::vector<double>", "std::vector<Padded>")
        for compiler in COMPILERS:
            output = self.compile(compiler, text, "-std=c++20", "-fsyntax-only", status=1)
            self.assertIn("Genome has padding", output)

    def test_the_documented_plugin_in_c_compiles(self):
        page = (ROOT / "docs/formats/plugin_abi.md").read_text()
        code = next(block for block in re.findall(r"```c\n(.*?)```", page, re.S)
                    if "kPlugin" in block)
        self.compile("cc", code, "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                     "-o", self.folder / "knapsack.so", suffix=".c")

    def test_the_documented_space_compiles(self):
        page = (ROOT / "docs/plugins.md").read_text()
        code = re.search(r"```cpp\n(#include <cambrian/plugin.hpp>.*?)```", page, re.S).group(1)
        self.compile("g++", code, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only")


if __name__ == "__main__":
    unittest.main()
