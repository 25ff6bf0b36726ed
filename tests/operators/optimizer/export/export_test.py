"""Optimizers as C++ and as Python take the weights where the interpreter takes them.

    export_test.py EXPORTED_PROGRAMS
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import torch  # noqa: E402  the stand-in beside this file

PROGRAMS = json.loads(subprocess.run([sys.argv.pop(1)], capture_output=True, check=True).stdout)

MAIN = """#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>
%s
template <class Optimizer>
void run(std::vector<float> w, const std::vector<std::vector<float>>& gradients, const std::vector<float>& rates) {
  Optimizer optimizer({%s});
  for (std::size_t step = 0; step < rates.size(); ++step) {
    optimizer.step(w.data(), gradients[step].data(), rates[step]);
    for (const float x : w) std::printf("%%.9g ", x);
  }
  std::printf("\\n");
}
int main() {
%s}
"""


def braces(values):
    return "{" + ", ".join(f"float({value!r})" for value in values) + "}"


class Exported(unittest.TestCase):
    def expect_near(self, program, found):
        wanted = [value for step in program["steps"] for value in step["w"]]
        self.assertEqual(len(found), len(wanted))
        for a, b in zip(found, wanted):
            self.assertLessEqual(abs(a - b), 1e-4 + 1e-4 * abs(b), program["text"])

    def test_cpp(self):
        compiler = shutil.which("c++") or shutil.which("g++")
        if compiler is None:
            self.skipTest("there is no C++ compiler")
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            includes = calls = ""
            for i, program in enumerate(PROGRAMS):
                (folder / f"p{i}.hpp").write_text(program["cpp"])
                includes += f'namespace p{i} {{\n#include "p{i}.hpp"\n}}\n'
                gradients = ", ".join(braces(step["g"]) for step in program["steps"])
                rates = braces(step["lr"] for step in program["steps"])
                calls += f"  run<p{i}::Optimizer>({braces(program['first'])}, {{{gradients}}}, {rates});\n"
            sizes = ", ".join(map(str, PROGRAMS[0]["tensors"]))
            (folder / "main.cpp").write_text(MAIN % (includes, sizes, calls))
            subprocess.run([compiler, "-std=c++17", "-Wall", "-Wextra", folder / "main.cpp", "-o", folder / "main"],
                           check=True)
            output = subprocess.run([folder / "main"], capture_output=True, check=True, text=True).stdout
        for program, line in zip(PROGRAMS, output.splitlines()):
            self.expect_near(program, [float(word) for word in line.split()])

    def test_python(self):
        for program in PROGRAMS:
            module = {}
            exec(compile(program["python"], "optimizer.py", "exec"), module)

            def cut(values):
                tensors = []
                for size in program["tensors"]:
                    tensors.append(torch.Tensor(values[:size]))
                    values = values[size:]
                return tensors

            params = cut(program["first"])
            optimizer = module["Optimizer"](params)
            found = []
            for step in program["steps"]:
                for param, gradient in zip(params, cut(step["g"])):
                    param.grad = gradient
                optimizer.param_groups[0]["lr"] = step["lr"]
                optimizer.step()
                found += [value for param in params for value in param.values]
            self.expect_near(program, found)


if __name__ == "__main__":
    unittest.main()
