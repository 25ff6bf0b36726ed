"""What scripts/check_layers.py finds in small made-up trees."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import check_layers  # noqa: E402

HEADER = "// A thing.\n#pragma once\n"


class CheckLayersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for module in ("engine/core", "engine/state", "operators/a", "operators/b", "cluster"):
            self.write(f"{module}/thing.hpp", HEADER)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, name, text):
        self.write(name, text)
        return list(check_layers.violations(self.root))

    def test_downward_includes_are_fine(self):
        self.assertEqual(self.found("engine/state/x.cpp", '#include "engine/core/thing.hpp"\n'), [])
        self.assertEqual(self.found("cluster/x.cpp", '#include "engine/state/thing.hpp"\n'), [])

    def test_upward_includes_are_named_with_their_line(self):
        found = self.found("engine/core/x.cpp", '\n#include "engine/state/thing.hpp"\n')
        self.assertEqual(found, ["engine/core/x.cpp:2: engine/core may not include engine/state "
                                 "(engine/state/thing.hpp)"])

    def test_neighbours_do_not_include_each_other(self):
        self.assertEqual(len(self.found("operators/a/x.cpp", '#include "operators/b/thing.hpp"\n')), 1)
        self.assertEqual(len(self.found("operators/a/x.cpp", '#include "cluster/thing.hpp"\n')), 1)

    def test_third_party_code_keeps_to_its_place(self):
        self.assertEqual(self.found("cluster/mpi/x.cpp", "#include <mpi.h>\n"), [])
        self.assertEqual(len(self.found("cluster/x.cpp", "#include <mpi.h>\n")), 1)

    def test_no_generator_or_clock_in_a_search(self):
        self.assertEqual(len(self.found("engine/core/x.cpp", "#include <random>\n#include <chrono>\n")), 2)

    def test_a_header_says_what_it_is_for(self):
        self.assertEqual(len(self.found("engine/core/x.hpp", "#pragma once\n")), 1)

    def test_a_source_includes_its_own_header_first(self):
        own = '#include "engine/core/thing.hpp"\n'
        self.assertEqual(self.found("engine/core/thing.cpp", f"{own}#include <map>\n"), [])
        self.assertEqual(len(self.found("engine/core/thing.cpp", f"#include <map>\n{own}")), 1)


if __name__ == "__main__":
    unittest.main()
