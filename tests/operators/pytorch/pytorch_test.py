"""What is printed for PyTorch takes weights, and pictures, where our own kernels take them.

    pytorch_test.py EXPORTED_PROGRAMS EXPORTED_LAYERS

Exit status 77: no interpreter has PyTorch (Debian: apt-get install python3-torch).
"""

import json
import os
import subprocess
import sys
import unittest

SYSTEM = "/usr/bin/python3"  # has what Debian packages, whatever comes first in the path
try:
    import torch
except ImportError:
    found = subprocess.run([SYSTEM, "-c", "import torch"], capture_output=True).returncode == 0
    if found and sys.executable != SYSTEM:
        os.execv(SYSTEM, [SYSTEM, *sys.argv])
    print("skipped: PyTorch is not installed")
    sys.exit(77)


def output_of(program):
    return json.loads(subprocess.run([program], capture_output=True, check=True).stdout)


LAYERS = output_of(sys.argv.pop(2))
PROGRAMS = output_of(sys.argv.pop(1))


def run(source):
    module = {}
    exec(compile(source, "printed.py", "exec"), module)
    return module


def distance(found, wanted):
    """The largest difference, in units of what rounding floats explains: above 1 it does not."""
    found, wanted = found.detach().flatten(), wanted.flatten()
    # What goes in is about 1; a small number may come from large ones that cancel out.
    scale = torch.abs(wanted) + torch.mean(torch.abs(wanted)) + 1
    return torch.max(torch.abs(found - wanted) / (1e-5 * scale)).item() if len(wanted) else 0.0


class Optimizers(unittest.TestCase):
    def test_programs_take_the_weights_where_the_interpreter_takes_them(self):
        for program in PROGRAMS:
            params = [torch.nn.Parameter(part) for part in torch.tensor(program["first"]).split(program["tensors"])]
            optimizer = run(program["python"])["Optimizer"](params)
            for step in program["steps"]:
                for param, gradient in zip(params, torch.tensor(step["g"]).split(program["tensors"])):
                    param.grad = gradient
                optimizer.param_groups[0]["lr"] = step["lr"]
                optimizer.step()
                found = torch.cat([param.detach() for param in params])
                self.assertLessEqual(distance(found, torch.tensor(step["w"])), 1, program["text"])

    def test_a_schedule_of_pytorch_drives_a_program(self):
        weights = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
        text = next(program for program in PROGRAMS if "sign" in program["text"])
        optimizer = run(text["python"])["Optimizer"]([weights])
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5**step)
        for _ in range(3):
            optimizer.zero_grad()
            (weights * weights).sum().backward()
            optimizer.step()
            schedule.step()
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.125)


class Layers(unittest.TestCase):
    def setUp(self):
        self.assertGreater(len(LAYERS), 40)

    def expect_near(self, found, wanted, text):
        self.assertLessEqual(distance(found, wanted), 1, text)

    def test_layers_and_their_slopes_are_what_the_executor_says(self):
        for one in LAYERS:
            samples, height, width, channels = one["size"]

            def picture(values):
                return torch.tensor(values).reshape(samples, height, width, channels).permute(0, 3, 1, 2)

            module = run(one["python"])["Layer"](channels, one["group"], momentum=1.0)
            learnt = [getattr(module, name) for name in one["learnt"]]
            self.assertEqual(len(learnt), len(list(module.parameters())), one["text"])
            numbers = torch.tensor(one["parameters"]).reshape(-1, channels)
            with torch.no_grad():
                for parameter, values in zip(learnt, numbers):
                    parameter.copy_(values.reshape(1, channels, 1, 1))
            x = picture(one["x"]).requires_grad_()
            y = module(x)
            self.expect_near(y, picture(one["y"]), one["text"])
            y.backward(picture(one["slopes"]))
            self.expect_near(x.grad, picture(one["slopes_x"]), one["text"])
            slopes = torch.tensor(one["slopes_parameters"]).reshape(-1, channels)
            for parameter, wanted in zip(learnt, slopes):
                self.expect_near(parameter.grad, wanted, one["text"])
            self.assertEqual(len(list(module.buffers())), one["moments"], one["text"])
            module.eval()
            self.expect_near(module(x), picture(one["inferred"]), one["text"])


if __name__ == "__main__":
    unittest.main()
