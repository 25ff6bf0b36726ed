"""The schema of configurations: installed for editors, and true of every configuration."""

import json
import os
import pathlib
import subprocess
import unittest

from binary import CAMBRIAN, CambrianTest

CONFIGS = pathlib.Path(__file__).resolve().parents[2] / "configs"
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
         "number": (int, float), "integer": int}


def faults(value, schema, path="root"):
    """What of a value is not as a schema (the words that ours use) wants it."""
    for word in ("oneOf", "anyOf"):
        options = schema.get(word)
        if options:
            fitting = [one for one in options if not faults(value, one, path)]
            if not fitting or (word == "oneOf" and len(fitting) > 1):
                return [f"{path}: {len(fitting)} of the options fit"]
    if "type" in schema:
        right = isinstance(value, TYPES[schema["type"]])
        if not right or (isinstance(value, bool) and schema["type"] != "boolean"):
            return [f"{path}: no {schema['type']}"]
    if "const" in schema and value != schema["const"]:
        return [f"{path}: not {schema['const']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path}: none of {schema['enum']}"]
    if "minimum" in schema and value < schema["minimum"]:
        return [f"{path}: too small"]
    if "maximum" in schema and value > schema["maximum"]:
        return [f"{path}: too large"]
    found = []
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{path}: lacks {name}" for name in schema.get("required", [])
                  if name not in value]
        for name, item in value.items():
            rest = schema.get("additionalProperties", True)
            if name in properties:
                found += faults(item, properties[name], f"{path}.{name}")
            elif rest is False:
                found.append(f"{path}: knows no {name}")
            elif isinstance(rest, dict):
                found += faults(item, rest, f"{path}.{name}")
    if isinstance(value, list) and "items" in schema:
        for item in value:
            found += faults(item, schema["items"], f"{path}[]")
    return found


class Schema(CambrianTest):
    def schema(self):
        return json.loads(self.run_ok("schema").stdout)

    def test_is_installed(self):
        prefix = self.folder / "installed"
        environment = dict(os.environ, CAMBRIAN_PLUGIN_PATH="/nowhere")
        subprocess.run(["cmake", "--install", pathlib.Path(CAMBRIAN).parent, "--prefix", prefix],
                       check=True, capture_output=True, env=environment)
        installed = prefix / "share" / "cambrian" / "schema" / "cambrian.schema.json"
        self.assertEqual(installed.read_text(), self.run_ok("schema").stdout)

    def test_every_configuration_keeps_to_it(self):
        schema = self.schema()
        for path in sorted([*CONFIGS.glob("*.json"), *CONFIGS.glob("external/*.json")]):
            with self.subTest(path.name):
                printed = json.loads(self.run_ok("run", path, "--print-config").stdout)
                self.assertEqual(faults(printed, schema), [])

    def test_refuses_what_the_program_refuses(self):
        schema = self.schema()
        for wrong in ({}, {"problem": {"name": "one_mx"}},
                      {"problem": {"name": "one_max", "bit": 3}},
                      {"problem": {"name": "one_max"}, "seed": "one"},
                      {"problem": {"name": "one_max", "bits": 0}}):
            with self.subTest(str(wrong)):
                self.assertNotEqual(faults(wrong, schema), [])
                self.refused("check", self.file(json.dumps(wrong), "job.json"))

    def test_a_configuration_may_name_it(self):
        job = {"$schema": "cambrian.schema.json", "problem": {"name": "one_max", "bits": 5}}
        self.assertEqual(faults(job, self.schema()), [])
        printed = self.run_ok("run", self.file(json.dumps(job), "job.json"), "--print-config").stdout
        self.assertNotIn("$schema", json.loads(printed))


if __name__ == "__main__":
    unittest.main()
