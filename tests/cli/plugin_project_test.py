"""What an author does with an installed Cambrian: a new space, built outside of the tree, searched."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from binary import CAMBRIAN

ROOT = pathlib.Path(__file__).resolve().parents[2]
MPI = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
           OMPI_MCA_rmaps_base_oversubscribe="1")
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
        cls.cambrian = cls.prefix / "bin" / "cambrian"
        cls.project = cls.folder / "wing_span"
        do(cls.cambrian, "new", "space", "wing_span", cwd=cls.folder)

    def build(self, compiler):
        """Builds the project with a compiler and gives its build folder."""
        build = self.folder / f"build-{compiler}"  # a copy of the project has it as its build/
        if not build.exists():
            do("cmake", "-G", "Ninja", "-S", self.project, "-B", build,
               f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={self.prefix}")
            do("cmake", "--build", build)
        return build

    def test_installs_the_headers_of_authors_and_no_others(self):
        installed = [path.name for path in (self.prefix / "include").rglob("*") if path.is_file()]
        self.assertEqual(
            sorted(installed),
            ["abi.h", "adapter.hpp", "boundary.hpp", "codec.hpp", "evaluation.hpp", "exported.hpp",
             "limits.hpp", "parameters.hpp", "plugin.hpp", "random.hpp", "requirements.hpp",
             "search.hpp", "search_adapter.hpp", "search_requirements.hpp", "stream.hpp"])
        for path in (self.prefix / "include" / "cambrian").iterdir():
            self.assertNotIn('"engine/', path.read_text(), path)

    def test_installs_the_program(self):
        self.assertIn("cambrian", do(self.cambrian, "version"))

    def test_a_new_space_is_called_by_its_name(self):
        self.assertEqual(
            sorted(path.name for path in self.project.iterdir()),
            ["CMakeLists.txt", "README.md", "wing_span.cpp", "wing_span.json", "wing_span_test.cpp"])
        self.assertIn("struct WingSpan", (self.project / "wing_span.cpp").read_text())
        for path in self.project.iterdir():
            self.assertNotRegex(path.read_text() + path.name, "my_space|MySpace")

    def test_a_new_space_overwrites_nothing_and_leaves_nothing_half_written(self):
        before = sorted(self.folder.iterdir())
        for words, says in [
            (["wing_span"], "wing_span: is there already"), (["Wing"], "is no name for a space"),
            (["two words"], "is no name for a space"), (["2d"], "is no name for a space"),
            (["test"], "has a meaning already"), (["one_max"], "has a meaning already"),
            (["wing", "--folder", "no/such/place"], "no/such/place: cannot be made"),
            (["wing", "--folder", "wing_span/README.md/wing"], "cannot be made"),
            (["wing", "--folder", "/proc/wing"], "cannot be made"),
        ]:
            with self.subTest(words):
                output = do(self.cambrian, "new", "space", *words, cwd=self.folder, status=2)
                self.assertIn(says, output)
        self.assertIn("cambrian new space NAME",
                      do(self.cambrian, "new", "world", "wing", cwd=self.folder, status=2))
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def built_project(self, compiler):
        """The project in a place of its own, with what the compiler made of it in build/."""
        place = self.folder / f"project-{compiler}"
        if not place.exists():
            shutil.copytree(self.project, place)
            (place / "build").symlink_to(self.build(compiler))
        return place

    def test_a_new_space_is_searched_by_threads_and_by_ranks(self):
        for compiler in COMPILERS:
            with self.subTest(compiler):
                place = self.built_project(compiler)
                job = ["run", "wing_span.json", "--evaluations", 400, "--deterministic", "--quiet"]
                do(self.cambrian, *job, "--output", "threads", "--threads", 2, cwd=place)
                halls = [(place / "threads/hall_of_fame.csv").read_bytes()]
                if shutil.which("mpirun"):
                    do("mpirun", "-n", 3, self.cambrian, *job, "--output", "ranks", cwd=place, env=MPI)
                    halls.append((place / "ranks/hall_of_fame.csv").read_bytes())
                self.assertEqual(len(set(halls)), 1)
                do(self.cambrian, "replay", "threads", cwd=place)

    def test_a_run_goes_on_with_the_library_that_it_was_made_with_and_no_other(self):
        place = self.folder / "elsewhere"
        place.mkdir()
        library = place / "span.so"
        shutil.copy(self.build(COMPILERS[0]) / "wing_span.so", library)
        do(self.cambrian, "run", "--plugin", "span.so", "--set", "problem.name=wing_span",
           "--evaluations", 200, "--output", "run", "--quiet", cwd=place)
        do(self.cambrian, "resume", place / "run", "--evaluations", 300, "--quiet", cwd=self.folder)
        do(self.cambrian, "replay", place / "run", cwd=self.folder)
        with library.open("ab") as file:
            file.write(b"another")
        for command in ("resume", "replay"):
            output = do(self.cambrian, command, place / "run", cwd=self.folder, status=2)
            self.assertIn(f"{library} has another content", output)
        library.unlink()
        output = do(self.cambrian, "resume", place / "run", cwd=self.folder, status=2)
        self.assertIn("span.so: no such file", output)

    @unittest.skipUnless(shutil.which("mpirun"), "mpirun is not installed")
    def test_a_rank_with_another_library_or_none_ends_the_run_by_name(self):
        place = self.folder / "ranks"
        for name in ("first", "other", "empty"):
            (place / name).mkdir(parents=True)
        for name in ("first", "other"):
            shutil.copy(self.build(COMPILERS[0]) / "wing_span.so", place / name)
        wrapper = place / "rank.sh"
        wrapper.write_text("#!/bin/sh\n[ $OMPI_COMM_WORLD_RANK = 1 ] && export CAMBRIAN_PLUGIN_PATH=$OTHER\n"
                           f'exec {self.cambrian} "$@"\n')
        wrapper.chmod(0o755)

        def run(other, output, status):
            environment = dict(MPI, CAMBRIAN_PLUGIN_PATH=str(place / "first"), OTHER=str(other))
            return do("mpirun", "-n", 3, wrapper, "run", "--set", "problem.name=wing_span",
                      "--evaluations", 300, "--output", output, "--quiet", cwd=place,
                      env=environment, status=status)

        host = os.uname().nodename
        run(place / "other", "equal_contents", 0)
        with (place / "other/wing_span.so").open("ab") as file:
            file.write(b"another")
        said = run(place / "other", "another_content", 2)
        self.assertRegex(said, rf"rank 1 on {host} .*other/wing_span.so \(content \w+\): has "
                               r"another .* than rank 0 with .*first/wing_span.so \(content \w+\)")
        said = run(place / "missing", "no_library", 2)
        self.assertRegex(said, rf"rank 1: on {host} .*{place}/missing: no such file")
        said = run(place / "empty", "no_space", 2)
        self.assertRegex(said, rf'rank 1: on {host} .*no problem "wing_span"')
        # What rank 0 has begun is whole: it goes on once the ranks agree.
        do(self.cambrian, "resume", "another_content", "--evaluations", 300, "--quiet", cwd=place)

    def test_the_example_builds_and_passes_its_test_with_every_compiler(self):
        for compiler in COMPILERS:
            with self.subTest(compiler):
                build = self.build(compiler)
                do("ctest", "--test-dir", build)
                symbols = do("nm", "--dynamic", "--defined-only", build / "wing_span.so")
                self.assertRegex(symbols, r" T cambrian_plugin\b")
                self.assertNotIn("WingSpan", symbols, "symbols that another plugin could meet")

    def algorithm(self, compiler):
        """A new algorithm, built with this compiler."""
        place = self.folder / f"algorithm-{compiler}"
        if not place.exists():
            do(self.cambrian, "new", "algorithm", "breeder", "--folder", place)
            do("cmake", "-G", "Ninja", "-S", place, "-B", place / "build",
               f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={self.prefix}")
            do("cmake", "--build", place / "build")
        return place

    def test_a_new_algorithm_passes_its_test_and_searches_by_threads_and_ranks(self):
        selecting = ["--set", "algorithm.name=genetic_algorithm",
                     "--set", "algorithm.selection.name=breeder_selector"]
        for compiler in COMPILERS:
            place = self.algorithm(compiler)
            do("ctest", "--test-dir", place / "build")
            for name, flags in (("algorithm", []), ("selector", selecting)):
                with self.subTest(compiler=compiler, searched_by=name):
                    job = ["run", "breeder.json", *flags, "--evaluations", 400,
                           "--deterministic", "--quiet"]
                    halls = []
                    for threads in (1, 3):
                        run = f"{name}-{threads}"
                        do(self.cambrian, *job, "--output", run, "--threads", threads, cwd=place)
                        halls.append((place / run / "hall_of_fame.csv").read_bytes())
                    if shutil.which("mpirun"):
                        do("mpirun", "-n", 3, self.cambrian, *job, "--output", f"{name}-ranks",
                           cwd=place, env=MPI)
                        halls.append((place / f"{name}-ranks/hall_of_fame.csv").read_bytes())
                    self.assertEqual(len(set(halls)), 1)
                    do(self.cambrian, "replay", f"{name}-1", cwd=place)

    def test_a_run_by_an_algorithm_of_a_plugin_goes_on_as_if_it_had_not_been_stopped(self):
        place = self.algorithm(COMPILERS[0])
        job = ["run", "breeder.json", "--deterministic", "--quiet"]
        do(self.cambrian, *job, "--evaluations", 500, "--output", "whole", cwd=place)
        do(self.cambrian, *job, "--evaluations", 200, "--output", "parts", cwd=place)
        do(self.cambrian, "resume", "parts", "--evaluations", 500, "--quiet", cwd=place)
        self.assertEqual((place / "whole/hall_of_fame.csv").read_bytes(),
                         (place / "parts/hall_of_fame.csv").read_bytes())
        manifest = (place / "parts/manifest.json").read_text()
        self.assertRegex(manifest, r'"plugin_hashes": \{\s*"algorithm": "\w+"\s*\}')
        library = place / "build/breeder.so"
        content = library.read_bytes()
        library.write_bytes(content + b"another")
        output = do(self.cambrian, "resume", "parts", cwd=place, status=2)
        library.write_bytes(content)
        self.assertIn("breeder.so has another content", output)

    def test_algorithms_and_selectors_are_listed_checked_and_in_the_schema(self):
        place = self.algorithm(COMPILERS[0])
        plugin = ["--plugin", "build/breeder.so"]
        for command, name, setting in (("algorithms", "breeder", "crossover"),
                                       ("selectors", "breeder_selector", "draws")):
            self.assertIn(name, do(self.cambrian, command, *plugin, cwd=place))
            self.assertIn(setting, do(self.cambrian, command, name, *plugin, cwd=place))
            self.assertIn(setting, do(self.cambrian, "schema", *plugin, cwd=place))
        self.assertIn("no error", do(self.cambrian, "check", "breeder.json", cwd=place))
        output = do(self.cambrian, "check", "breeder.json", "--set", "algorithm.crossover=2",
                    cwd=place, status=2)
        self.assertIn("algorithm.crossover", output)
        output = do(self.cambrian, "check", "breeder.json", "--set",
                    "algorithm.selection.name=breeder_selector", cwd=place, status=2)
        self.assertIn("algorithm.selection.name", output)

    def test_the_compiler_names_what_an_algorithm_or_a_selector_lacks(self):
        text = (ROOT / "examples/my_algorithm/my_algorithm.cpp").read_text()
        for old, new, says in [("tell(const", "told(const", "void tell("), ("ask(const", "next(const", " ask(const"),
                               ("Population& members, cambrian::Random& random) const {\n    std::size_t y",
                                "Population& members, cambrian::Random& random) {\n    std::size_t y",
                                "size_t select(")]:
            with self.subTest(says):
                self.assertIn(old, text)
                output = self.compile("g++", text.replace(old, new), "-std=c++20", "-fsyntax-only",
                                      status=1)
                self.assertIn(says, output)

    def compile(self, compiler, text, *flags, suffix=".cpp", status=0):
        source = self.folder / f"source{suffix}"
        source.write_text(text)
        return do(compiler, "-I", self.prefix / "include", *flags, source, status=status)

    def test_the_compiler_names_what_is_missing(self):
        text = (self.project / "wing_span.cpp").read_text()
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
        text = (self.project / "wing_span.cpp").read_text()
        padded = "struct Padded { bool a = false; double b = 0; };\n"
        text = text.replace("struct WingSpan", padded + "struct WingSpan").replace(
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

    def test_every_command_of_the_page_does_what_is_written(self):
        result = do(sys.executable, ROOT / "scripts/check_docs.py", self.cambrian, "docs/plugins.md",
                    env=dict(os.environ, CMAKE_PREFIX_PATH=str(self.prefix)))
        self.assertIn("docs/plugins.md: every command did what is written", result)

    def test_the_documented_space_compiles(self):
        page = (ROOT / "docs/plugins.md").read_text()
        code = re.search(r"```cpp\n(#include <cambrian/plugin.hpp>.*?)```", page, re.S).group(1)
        self.compile("g++", code, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only")


if __name__ == "__main__":
    unittest.main()
