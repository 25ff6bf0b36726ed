"""`cambrian play`: the best of a run acts in episodes of its own."""

import json
import pathlib
import statistics
import unittest

from binary import CambrianTest
from report_test import Checker

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIGS = ROOT / "configs"


class Play(CambrianTest):
    def search(self, environment="pendulum", evaluations=60, config="cart_pole"):
        run = self.folder / environment
        self.run_ok("run", CONFIGS / f"neuroevolution/{config}.json", "--set",
                    f"problem.environment={environment}", "--set", "problem.episodes=3",
                    "--set", "stop.target=-1e9", "--evaluations", evaluations, "--output", run,
                    "--quiet")
        return run

    def test_tells_the_mean_of_the_episodes_with_its_interval(self):
        run = self.search()
        played = self.run_json("play", run, "--episodes", 5)
        self.assertEqual(len(played["scores"]), 5)
        self.assertEqual(played["steps"], [200] * 5)
        mean = statistics.mean(played["scores"])
        self.assertAlmostEqual(played["mean"], mean)
        # 2.776: Student's t for four degrees of freedom.
        margin = 2.776445 * statistics.stdev(played["scores"]) / 5**0.5
        self.assertAlmostEqual(played["low"], mean - margin, places=3)
        self.assertAlmostEqual(played["high"], mean + margin, places=3)
        text = self.run_ok("play", run, "--episodes", 5).stdout
        self.assertIn(f"pendulum: mean score {mean:.4g} (95 % confidence: ", text)

    def test_the_seed_chooses_the_episodes_and_more_begin_with_the_same(self):
        run = self.search()
        scores = lambda *flags: self.run_json("play", run, *flags)["scores"]
        self.assertEqual(scores("--episodes", 3), scores("--episodes", 20)[:3])
        self.assertEqual(scores("--seed", 9), scores("--seed", 9))
        self.assertNotEqual(scores("--seed", 9), scores("--seed", 8))
        self.assertEqual(len(scores()), 100)

    def test_a_recurrent_network_remembers_what_it_does_not_see(self):
        scores = []
        for recurrent in ("true", "false"):
            run = self.folder / recurrent
            self.run_ok("run", CONFIGS / "neuroevolution/cart_pole_memory.json", "--evaluations",
                        1500, "--set", f"problem.recurrent={recurrent}", "--output", run, "--quiet")
            scores.append(self.run_json("play", run)["mean"])
        self.assertGreater(scores[0], 450)
        self.assertLess(scores[1], 100)

    def test_of_one_episode_there_is_no_interval(self):
        run = self.search()
        self.assertIsNone(self.run_json("play", run, "--episodes", 1)["low"])
        self.assertIn("no confidence interval", self.run_ok("play", run, "--episodes", 1).stdout)

    def film(self, environment):
        page = self.folder / f"{environment}.html"
        played = self.run_json("play", self.search(environment, 20), "--episodes", 2, "--html", page)
        text = page.read_text()
        checker = Checker()
        checker.feed(text)
        self.assertEqual(checker.open, [])
        self.assertEqual(checker.outside, [])
        lists = {}
        for name in ("views", "shapes", "frames"):
            begin = text.index(f"{name}:[") + len(name) + 1
            lists[name] = json.JSONDecoder().raw_decode(text, begin)[0]
        return played, lists

    def test_a_page_shows_the_first_episode(self):
        for environment in ("cart_pole", "acrobot", "mountain_car", "mountain_car_continuous",
                            "pendulum", "hard_maze"):
            played, film = self.film(environment)
            self.assertEqual(len(film["frames"]), played["steps"][0] + 1, environment)
            for view, *shapes in film["frames"]:
                self.assertLess(view, len(film["views"]))
                self.assertGreater(len(shapes), 2)
                self.assertLess(max(shapes), len(film["shapes"]))
            # Something moves, and something stays.
            self.assertNotEqual(film["frames"][0], film["frames"][-1], environment)
            self.assertTrue(set(film["frames"][0]) & set(film["frames"][-1][1:]), environment)

    def test_what_cannot_be_played_is_refused(self):
        self.refused("play", self.folder / "none", says="no such run folder")
        self.refused("play", self.folder, says="run folder")
        other = self.folder / "other"
        self.run_ok("run", CONFIGS / "one_max.json", "--evaluations", 50, "--output", other,
                    "--quiet")
        self.refused("play", other, says=["do not act", "neuroevolution"])
        law = self.folder / "law"
        self.run_ok("regress", self.law_file(), "--evaluations", 2000, "--output", law, "--quiet")
        self.refused("play", law, says=["cambrian regress", "cambrian run"])

    def test_a_run_without_a_hall_of_fame_is_refused(self):
        run = self.search()
        (run / "hall_of_fame.json").unlink()
        self.refused("play", run, says=["no results yet", "resume"])

    def test_a_run_that_has_found_nothing_is_refused(self):
        run = self.search()
        hall = json.loads((run / "hall_of_fame.json").read_text())
        hall["front"] = []
        (run / "hall_of_fame.json").write_text(json.dumps(hall))
        self.refused("play", run, says=["nothing valid yet", "resume"])

    def test_a_genome_that_is_damaged_is_refused(self):
        run = self.search()
        text = (run / "hall_of_fame.json").read_text()
        genome = json.loads(text)["front"][-1]["genome"]
        for damaged in ("xyz" + genome[3:], genome[:-1]):
            (run / "hall_of_fame.json").write_text(text.replace(genome, damaged))
            self.refused("play", run, says="hall_of_fame.json")

    def test_a_genome_of_another_network_is_refused(self):
        run = self.search(config="cart_pole_cma_es")
        text = (run / "hall_of_fame.json").read_text()
        genome = json.loads(text)["front"][-1]["genome"]
        says = ["hall_of_fame.json", "weights, the network", "restore a copy"]
        for damaged in (genome[8:], genome + "00" * 400):
            (run / "hall_of_fame.json").write_text(text.replace(genome, damaged))
            self.refused("play", run, says=says)
            self.refused("show", run, "--format", "json", says=says)
        (run / "hall_of_fame.json").write_text(text.replace(genome, "11" + genome[2:]))
        self.refused("play", run, says=["hall_of_fame.json", 'not of "weights '])

    def test_flags_out_of_range_and_pages_that_cannot_be_written_are_refused(self):
        run = self.search()
        self.refused("play", run, "--episodes", 0, says="--episodes")
        self.refused("play", run, "--episodes", "many", says="--episodes")
        self.refused("play", run, "--html", self.folder / "none/page.html", says="none/page.html")

    def test_several_searches_are_not_one(self):
        runs = self.folder / "runs"
        self.run_ok("run", CONFIGS / "neuroevolution/cart_pole.json", "--evaluations", 20,
                    "--seeds", 2, "--output", runs, "--quiet")
        self.refused("play", runs, says="several searches")


if __name__ == "__main__":
    unittest.main()
