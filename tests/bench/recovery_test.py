"""The benchmark's judgement of laws, on formulas whose verdict is known."""
import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
from recovery import curve, formula, judge, problems, refit, report  # noqa: E402


def problem(text="a*b/(1+c)", low=1.0, high=3.0):
    return problems.Problem("test", "y", ["a", "b", "c"],
                            [problems.Range(low, high)] * 3, text)


class Formula(unittest.TestCase):
    def test_evaluates_both_notations_of_powers_and_all_rows(self):
        for text in ("x**2 + 1", "x^2 + 1", "square(x) + 1"):
            self.assertEqual(formula.compile_rows(text, ["x"])([[0.0, 3.0]]), [1.0, 10.0])

    def test_has_no_value_outside_its_domain(self):
        for text in ("sqrt(x)", "log(x)", "1/(x+1)", "exp(-800*x)", "x**0.5"):
            self.assertTrue(math.isnan(formula.compile_rows(text, ["x"])([[-1.0]])[0]), text)

    def test_a_column_may_have_the_name_of_a_function(self):
        self.assertEqual(formula.compile_rows("gamma*gamma(gamma)", ["gamma"])([[3.0]]), [6.0])

    def test_refuses_what_is_no_formula(self):
        for text in ("__import__('os')", "x.real", "[x]", "x if x else 1", "foo(x)"):
            with self.assertRaises((ValueError, SyntaxError)):
                formula.compile_rows(text, ["x"])

    def test_complexity_counts_nodes_with_constants_folded(self):
        for text, size in (("x", 1), ("x*y", 3), ("x**2", 2), ("h/(2*pi)*x", 5), ("-x", 2),
                           ("sin(x)+1", 4), ("x**2.5", 3)):
            self.assertEqual(formula.complexity(text), size, text)


class Sampling(unittest.TestCase):
    def test_the_same_address_gives_the_same_rows(self):
        p = problem()
        self.assertEqual(problems.sample(p, p.ranges, 5, (1,)),
                         problems.sample(p, p.ranges, 5, (1,)))
        self.assertNotEqual(problems.sample(p, p.ranges, 5, (1,)),
                            problems.sample(p, p.ranges, 5, (2,)))

    def test_keeps_only_rows_where_the_formula_has_a_value(self):
        p = problem("sqrt(a-b)*c")
        columns, values = problems.sample(p, p.ranges, 200, (1,))
        self.assertEqual(len(values), 200)
        self.assertTrue(all(a >= b for a, b in zip(columns[0], columns[1])))

    def test_wide_ranges_are_twice_as_wide_and_keep_their_sign(self):
        for low, high in ((1, 3), (1, 5), (-1, 1), (-5, -1), (0, 1)):
            wide = problems.Range(low, high).wide()
            self.assertAlmostEqual(wide.high - wide.low, 2 * (high - low))
            self.assertEqual(low > 0, wide.low > 0)
            self.assertEqual(high < 0, wide.high < 0)

    def test_grids_give_their_points(self):
        p = problems.Problem("grid", "y", ["x"], [problems.Range(-1, 1, "grid", 0.5)], "x")
        columns, _ = problems.sample(p, p.ranges, 0, (1,))
        self.assertEqual(sorted(columns[0]), [-1.0, -0.5, 0.0, 0.5, 1.0])
        self.assertEqual(len(problems.Range(-1, 1, "grid", 20).grid()), 20)


class Judgement(unittest.TestCase):
    def verdict(self, text, size=7, noisy=False):
        return judge.Judge(problem(), 1).member(text, size, noisy)

    def is_law(self, verdict):
        return verdict["form"] and verdict["wide"] < judge.EXACT and verdict["short"]

    def test_other_forms_of_the_law_are_the_law(self):
        for text in ("a*b/(1+c)", "b/((1+c)/a)", "exp(log(a)+log(b)-log(c+1))"):
            self.assertTrue(self.is_law(self.verdict(text)), text)

    def test_near_misses_are_no_laws(self):
        self.assertFalse(self.verdict("a*b/(1.0001+c)")["form"])
        self.assertFalse(self.is_law(self.verdict("a*b/(1+c)", size=12)))

    def test_a_fit_that_holds_only_in_the_training_ranges_is_no_law(self):
        wave = "a*b/(1+c) + 1e-7*max(a-3, 0)"
        verdict = self.verdict(wave)
        self.assertTrue(verdict["form"])
        steep = self.verdict("a*b/(1+c) + max(a-3, 0)")
        self.assertTrue(steep["form"])
        self.assertFalse(self.is_law(steep))

    def test_with_noise_the_form_counts_and_not_its_constants(self):
        self.assertTrue(self.is_law(self.verdict("1.07*a*b/(0.9+1.1*c)-0.05", noisy=True)))
        self.assertFalse(self.verdict("1.07*a*b/(0.9+1.1*c*c)", noisy=True)["form"])

    def test_formulas_without_values_are_no_laws(self):
        for text in ("log(-a)", "foo(a)", "a+", "unknown*a"):
            self.assertFalse(self.verdict(text)["form"], text)


class Refit(unittest.TestCase):
    def test_finds_constants_and_keeps_integer_exponents(self):
        columns = [[1.0 + 0.1 * i for i in range(30)]]
        target = [3.0 * math.exp(-0.7 * x) + x ** 2 for x in columns[0]]
        left, rows = refit.refitted("2*exp(-1*x)+1.1*x^2", ["x"], columns, target, 1e-14)
        self.assertLess(left, 1e-12)
        self.assertAlmostEqual(rows([[0.0]])[0], 3.0, places=5)
        self.assertEqual(len(formula.compile_with_constants("2*x^2", ["x"])[1]), 1)


class Reports(unittest.TestCase):
    @staticmethod
    def document(*seconds):
        return {"settings": {"time": 5}, "results": [
            {"problem": f"p{i}", "seed": 1, "formula": "x", "law": s is not None,
             "fits": s is not None, "seconds": s, "error": None, "fresh": 0.0 if s else 0.5}
            for i, s in enumerate(seconds)]}

    def test_totals_count_laws_by_their_time(self):
        text = report.totals(self.document(0.1, 3.0, None, None)["results"], 5)
        self.assertIn("25.0%", text)
        self.assertIn("50.0%", text)
        self.assertIn("2 of 4 are the law", text)

    def test_comparison_pairs_trials(self):
        text = report.compare([self.document(0.1, None), self.document(0.1, 2.0)], ["a", "b"])
        self.assertIn("laws +50.0 +- 50.0 points", text)

    def test_the_curve_is_drawn_once_per_file(self):
        svg = curve.draw([self.document(0.1, None), self.document(1, 2)], ["a", "b<"])
        self.assertEqual(svg.count("stroke-width"), 2)
        self.assertIn("b&lt;: 2 of 2 laws", svg)

    def test_runs_of_a_peer_with_several_limits_are_one_curve(self):
        files = [self.document(2, None, None), self.document(9, 9, None)]
        for file, limit in zip(files, (2, 9)):
            file["settings"] = {"time": limit, "peer": "operon"}
        joined, names = curve.join_peers([self.document(1, 1, 1)] + files, ["own", "a", "b"])
        self.assertEqual(names, ["own", "operon"])
        self.assertEqual([r["seconds"] for r in joined[1]["results"]], [2, 9, None])


if __name__ == "__main__":
    unittest.main()
