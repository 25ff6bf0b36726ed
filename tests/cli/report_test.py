"""`cambrian report` and `cambrian compare`: text, JSON, and pages, also as a browser shows them."""

import html.parser
import json
import shutil
import struct
import subprocess
import unittest
import zlib

from binary import CambrianTest, cambrian

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VOID = {"meta", "link"}


class Checker(html.parser.HTMLParser):
    """Sees that every element is closed, and keeps what would be loaded or run."""

    def __init__(self):
        super().__init__()
        self.open, self.outside, self.elements = [], [], []

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.outside += [v for k, v in attributes if k in ("src", "href") and v != "data:,"]
        self.outside += [k for k, v in attributes if k.startswith("on")]

    def handle_startendtag(self, tag, attributes):
        self.elements.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


def pixels(path):
    """Width and rows of bytes of a PNG of 8 bits per channel, without a library."""
    data = path.read_bytes()
    at, parts = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, _, color = struct.unpack(">IIBB", body[:10])
            channels = {2: 3, 6: 4}[color]
        if kind == b"IDAT":
            parts += body
        at += size + 12
    raw = zlib.decompress(parts)
    stride = width * channels
    rows, above = [], bytearray(stride)
    for y in range(height):
        kind = raw[y * (stride + 1)]
        row = bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for i in range(stride):
            left = row[i - channels] if i >= channels else 0
            up = above[i]
            corner = above[i - channels] if i >= channels else 0
            if kind == 1:
                row[i] = (row[i] + left) & 255
            elif kind == 2:
                row[i] = (row[i] + up) & 255
            elif kind == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                best = min((left, up, corner), key=lambda v: abs(guess - v))
                row[i] = (row[i] + best) & 255
        rows.append(row)
        above = row
    return channels, rows


class ReportTest(CambrianTest):
    def search(self, name, *flags):
        data = self.law_file(noise=0.1)
        self.run_ok("regress", data, "--target", "y", "--evaluations", 3000, "--threads", 2,
                    "--output", self.folder / name, *flags)
        return self.folder / name

    def page(self, *words):
        path = self.folder / "page.html"
        self.run_ok(*words, "--html", path)
        checker = Checker()
        checker.feed(path.read_text())
        self.assertEqual(checker.open, [])
        self.assertEqual(checker.outside, [])
        for word in ("http", "url(", "@import", "<script"):
            self.assertNotIn(word, path.read_text())
        return path, checker

    def test_report_tells_progress_and_front(self):
        run = self.search("a")
        told = self.run_json("report", run)
        self.assertEqual(told["state"], "done")
        self.assertGreaterEqual(told["evaluations"], 3000)
        values = [value for _, _, value in told["progress"]]
        self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual(told["best"], values[-1])
        self.assertTrue(told["front"][-1]["equation"])
        text = self.run_ok("report", run).stdout
        self.assertIn("evaluations per second", text)
        self.assertIn(told["front"][-1]["equation"], text)
        _, checker = self.page("report", run)
        self.assertEqual(checker.elements.count("svg"), 3)

    def job(self, name, problem, **settings):
        config = {"problem": problem, "stop": {"evaluations": 2000}, "threads": 2, **settings}
        self.run_ok("run", self.file(json.dumps(config), "job.json"), "--output",
                    self.folder / name)
        return self.folder / name

    def test_report_of_a_job_tells_its_lineage_and_which_operators_succeed(self):
        run = self.job("bits", {"name": "one_max", "bits": 40},
                       algorithm={"name": "genetic_algorithm"}, lag=4)
        told = self.run_json("report", run)
        steps = told["lineage"]
        self.assertEqual(steps[0]["way"], "sample")
        self.assertEqual(steps[-1]["objectives"], [told["best"]])
        self.assertEqual(steps[-1]["candidate"], told["front"][-1]["candidate"])
        for parent, child in zip(steps, steps[1:]):
            self.assertIn(parent["id"], child["parents"])
            self.assertEqual(child["gain"], parent["objectives"][0] - child["objectives"][0])
        ways = {way["name"]: way for way in told["operators"]}
        self.assertEqual(list(ways), ["sample", "mutation", "crossover of 2"])
        self.assertEqual(sum(way["tried"] for way in ways.values()), told["evaluations"])
        self.assertEqual(sum(way["best_so_far"] for way in ways.values()), len(told["progress"]))
        self.assertIsNone(ways["sample"]["better_than_parents"])
        self.assertGreater(ways["crossover of 2"]["better_than_parents"], 10)
        text = self.run_ok("report", run).stdout
        self.assertIn(f"lineage of the best: {len(steps)} candidates", text)
        self.assertLess(len(text.splitlines()), 40)
        _, checker = self.page("report", run)
        self.assertEqual(checker.elements.count("svg"), 3)

    def test_report_of_a_job_that_cannot_be_bred_again_tells_the_rest(self):
        run = self.job("bits", {"name": "one_max", "bits": 40})
        # Of another seed the journal's candidates do not come about.
        shutil.copy(self.job("other", {"name": "one_max", "bits": 40}, seed=2) / "journal.bin",
                    run / "journal.bin")
        self.assertNotIn("lineage", self.run_json("report", run))
        text = self.run_ok("report", run).stdout
        self.assertIn("lineage of the best cannot be told", text)
        self.assertIn("best missing", text)

    def test_compare_groups_seeds_and_names_what_differs(self):
        runs = [self.search(f"small{s}", "--seed", s, "--max-size", 5) for s in (1, 2)]
        runs += [self.search(f"large{s}", "--seed", s) for s in (1, 2)]
        told = self.run_json("compare", *runs)
        self.assertEqual([m["name"] for m in told["methods"]], ["max_size=5", "max_size=30"])
        self.assertEqual([len(m["runs"]) for m in told["methods"]], [2, 2])
        self.assertIn("95 % confidence", self.run_ok("compare", *runs).stdout)
        _, checker = self.page("compare", *runs)
        self.assertEqual(checker.elements.count("svg"), 2)

    def test_compare_of_several_objectives_has_hypervolumes_with_bands(self):
        problem = {"name": "test_function", "function": "zdt1", "variables": 5}
        runs = [self.job(f"{name}{seed}", problem, seed=seed, algorithm={"name": name})
                for name in ("nsga2", "random_search") for seed in (1, 2, 3)]
        told = self.run_json("compare", *runs)
        self.assertEqual(told["reference_point"], [1.1, 1.1])
        nsga, random = told["methods"]
        self.assertGreater(nsga["hypervolume"]["low"], random["hypervolume"]["high"])
        finals = sorted(self.run_json("show", run)["hypervolume"] for run in runs[:3])
        self.assertAlmostEqual(nsga["hypervolume"]["median"], finals[1], places=9)
        curve = nsga["hypervolume_over_evaluations"]
        self.assertEqual([y for _, y, _, _ in curve], sorted(y for _, y, _, _ in curve))
        self.assertTrue(all(low <= y <= high for _, y, low, high in curve))
        self.assertIn("hypervolume: up to (1.1, 1.1)", self.run_ok("compare", *runs).stdout)
        page, _ = self.page("report", runs[0])
        self.assertIn("Hypervolume over evaluations, up to 1.1, 1.1", page.read_text())
        _, checker = self.page("compare", *runs)
        self.assertEqual(checker.elements.count("svg"), 3)

    def test_report_reads_a_run_whose_journal_ends_early(self):
        run = self.search("killed")
        journal = run / "journal.bin"
        journal.write_bytes(journal.read_bytes()[:-5])
        (run / "status.json").unlink()
        told = self.run_json("report", run)
        self.assertEqual(told["state"], "unknown")

    def test_what_is_no_run_is_refused(self):
        self.refused("report", self.folder / "none", says="no such run folder")
        self.refused("compare", says="RUN...")
        self.refused("report", self.search("a"), "--html", self.folder / "no" / "page.html",
                     says="page.html")

    def browse(self, url, *flags):
        return subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--hide-scrollbars", "--disable-dev-shm-usage",
             f"--user-data-dir={self.folder / 'browser'}", *flags, url],
            check=True, capture_output=True, timeout=200)

    @unittest.skipUnless(CHROMIUM, "chromium is not installed (scripts/setup.sh --browser)")
    def test_a_browser_draws_the_page_in_light_and_dark(self):
        page, _ = self.page("report", self.search("a"))
        try:
            self.browse("about:blank", "--dump-dom")
        except (subprocess.SubprocessError, OSError) as fault:
            self.skipTest(f"chromium cannot run here: {fault}")
        for scheme, bright in (("light", True), ("dark", False)):
            picture = self.folder / f"{scheme}.png"
            flags = ["--blink-settings=preferredColorScheme=" + ("1" if bright else "0")]
            self.browse(page.as_uri(), "--window-size=800,700", f"--screenshot={picture}", *flags)
            channels, rows = pixels(picture)
            ground = rows[2][2 * channels : 2 * channels + 3]
            self.assertEqual(min(ground) > 200, bright, scheme)
            # The curve is drawn in the first colour of the page.
            blue = (0x25, 0x63, 0xC9) if bright else (0x6E, 0xA2, 0xFF)
            drawn = sum(
                tuple(row[i : i + 3]) == blue
                for row in rows for i in range(0, len(row), channels))
            self.assertGreater(drawn, 100, scheme)


if __name__ == "__main__":
    unittest.main()
