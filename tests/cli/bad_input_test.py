"""Wrong input: each fault is one line that names the place and the cure, and status 2."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from binary import CAMBRIAN, EXAMPLES, CambrianTest, cambrian

ROWS = "x,y\n1,2\n2,4\n3,7\n4,9\n"


class Data(CambrianTest):
    def refuses(self, content, *flags, says):
        self.refused("regress", self.file(content), *flags, "--time", 1, says=says)
        self.assertFalse((self.folder / "runs").exists())

    def test_missing_file(self):
        self.refused("regress", self.folder / "nothing.csv", says="nothing.csv")

    def test_a_folder_for_a_file(self):
        self.refused("regress", self.folder, says=str(self.folder))

    def test_empty_file(self):
        self.refuses("", says="data.csv")

    def test_header_without_rows(self):
        self.refuses("x,y\n", says="data.csv")

    def test_one_row(self):
        self.refuses("x,y\n1,2\n", says="data.csv")

    def test_one_column(self):
        self.refuses("y\n1\n2\n3\n", says="data.csv")

    def test_constant_target(self):
        self.refuses("x,y\n1,5\n2,5\n3,5\n", "--target", "y", says=['"y"', "same in every row", "--target"])

    def test_a_cell_that_is_no_number(self):
        self.refuses("x,y\n1,2\n2,4\n3,oops\n", says=["data.csv:4", "y", "oops"])

    def test_missing_value(self):
        self.refuses("x,y\n1,2\n2,\n3,4\n", says=["data.csv:3", "y", "--drop-missing"])

    def test_nan_and_infinity(self):
        self.refuses("x,y\n1,2\nNaN,4\n3,4\n", says=["data.csv:3", "x"])
        self.refuses("x,y\n1,2\n2,inf\n3,4\n", says=["data.csv:3", "y", "inf"])

    def test_too_few_cells_in_a_row(self):
        self.refuses("x,y\n1,2\n2\n3,4\n", says="data.csv:3")

    def test_duplicate_column_names(self):
        self.refuses("x,x,y\n1,2,3\n2,3,4\n", says=["data.csv", "x"])

    def test_unknown_column_names_the_nearest(self):
        self.refuses("mass,speed\n1,2\n2,3\n", "--target", "sped", says=["sped", "speed"])

    def test_target_among_the_features(self):
        self.refuses(ROWS, "--target", "y", "--features", "x,y", says="y")

    def test_negative_weights(self):
        self.refuses("x,w,y\n1,1,2\n2,-1,3\n3,1,5\n", "--weights", "w", says="w")

    def test_binary_rubbish(self):
        self.refuses(bytes(range(256)) * 20, says="data.csv")

    def test_damaged_gzip(self):
        path = self.file(b"\x1f\x8b\x08\x00rubbish", "data.csv.gz")
        self.refused("regress", path, says="data.csv.gz")

    def test_validation_file_without_the_columns(self):
        other = self.file("a,b\n1,2\n3,4\n", "other.csv")
        self.refuses(ROWS, "--validation-data", other, says=["other.csv", 'no column "y"'])

    def test_unknown_unit(self):
        self.refuses(ROWS, "--units", "x=parsnip,y=m", says="parsnip")


class Settings(CambrianTest):
    def refuses(self, *flags, says):
        self.refused("regress", self.file(ROWS), "--time", 1, *flags, says=says)

    def test_unknown_operator_names_the_nearest(self):
        self.refuses("--operators", "add,sqroot", says=["sqroot", "sqrt"])

    def test_no_operator(self):
        self.refuses("--operators", "", says="operators")

    def test_broken_definition(self):
        self.refuses("--op", "sinc(x) = sin(x", says="sinc")

    def test_impossible_limits(self):
        self.refuses("--max-size", 0, says="--max-size")
        self.refuses("--time", -1, says="--time")
        self.refuses("--evaluations", "many", says=["--evaluations", "many"])
        self.refuses("--threads", 1e9, says="--threads")
        self.refuses("--validation", 1.5, says="--validation")

    def test_unknown_loss_names_the_nearest(self):
        self.refuses("--loss", "msee", says=["msee", "mse"])

    def test_loss_without_the_prediction(self):
        self.refuses("--loss-expression", "target^2", says="prediction")

    def test_broken_guess(self):
        self.refuses("--guesses", "x +* 2", says=["guesses[0]", "column 4"])
        self.refuses("--guesses", "xx + 2", says="xx")

    def test_unknown_choice_names_all(self):
        self.refuses("--selection", "bst", says=["bst", "best", "accuracy"])

    def test_unknown_flag_names_the_nearest(self):
        self.refuses("--tmie", 5, says=["--tmie", "--time"])

    def test_flag_without_its_value(self):
        self.refused("regress", self.file(ROWS), "--time", says="--time")

    def test_word_too_many(self):
        self.refuses("another.csv", says="another.csv")

    def test_no_data(self):
        self.refused("regress", "--time", 1, says="DATA")

    def test_config_file_with_an_unknown_key(self):
        config = self.file('{"max_sise": 20}', "my.json")
        self.refuses("--config", config, says=["my.json", "max_sise", "max_size"])

    def test_config_file_with_a_wrong_value(self):
        config = self.file('{"max_size": "big"}', "my.json")
        self.refuses("--config", config, says=["my.json", "max_size", "big"])

    def test_config_file_that_is_no_json(self):
        self.refuses("--config", self.file("{", "my.json"), says="my.json")
        self.refuses("--config", self.folder / "none.json", says="none.json")


class Commands(CambrianTest):
    def test_unknown_command_names_the_nearest(self):
        self.refused("regres", says=["regres", "regress"])

    def test_no_command_prints_help_and_is_an_error(self):
        result = cambrian()
        self.assertEqual(result.returncode, 2)
        self.assertIn("cambrian regress", result.stderr)


class Output(CambrianTest):
    def search(self, *flags, **options):
        return self.refused(
            "regress", self.law_file(), "--evaluations", 20000, "--quiet", *flags, **options
        )

    def test_a_folder_that_holds_a_run(self):
        run = self.folder / "run"
        self.run_ok("regress", self.law_file(), "--evaluations", 20000, "--output", run)
        before = (run / "hall_of_fame.csv").read_bytes()
        self.search("--output", run, says=[str(run), "resume"])
        self.assertEqual((run / "hall_of_fame.csv").read_bytes(), before)

    def test_a_file_where_the_folder_should_be(self):
        self.search("--output", self.file("", "taken"), says="taken")
        self.search("--output", self.folder / "taken" / "run", says="taken")

    def test_a_place_that_cannot_be_written(self):
        self.search("--output", "/proc/run", says="/proc/run")

    def test_results_that_cannot_be_written(self):
        words = ["regress", self.law_file(), "--evaluations", 2000, "--quiet"]
        words += ["--output", self.folder / "run"]
        with open("/dev/full", "w") as full:
            result = subprocess.run(
                [CAMBRIAN, *map(str, words)], stdout=full, stderr=subprocess.PIPE, text=True
            )
        self.assertEqual(result.returncode, 2)
        self.assertIn("No space left", result.stderr)
        self.run_ok("show", self.folder / "run")

    def test_a_reader_that_leaves_is_no_error(self):
        run = self.folder / "run"
        self.run_ok("regress", self.law_file(), "--evaluations", 2000, "--output", run)
        process = subprocess.Popen([CAMBRIAN, "show", str(run)], stdout=subprocess.PIPE)
        process.stdout.close()
        self.assertEqual(process.wait(), 0)

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system needs root")
    def test_full_disk_keeps_what_was_found(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "none", str(disk)])
        if mounted.returncode != 0:
            self.skipTest("no right to mount")
        try:
            run = disk / "run"
            words = ["regress", self.law_file(noise=1), "--evaluations", 10**9, "--output", run]
            message = self.refused(*words, "--quiet", says="No space left")
            self.assertIn(str(disk), message)
            self.assertTrue((run / "manifest.json").exists())
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)


class Folders(CambrianTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = CambrianTest()
        test.setUp()
        cls.addClassCleanup(test.doCleanups)
        cls.good = test.folder / "good"
        test.run_ok("regress", test.law_file(noise=0.1), "--evaluations", 30000, "--output", cls.good)

    def copy(self):
        run = self.folder / "run"
        shutil.copytree(self.good, run)
        return run

    def test_no_such_folder(self):
        for command in ("show", "resume"):
            self.refused(command, self.folder / "none", says="none")
        self.refused("predict", self.folder / "none", EXAMPLES / "planets.csv", says="none")

    def test_a_folder_that_is_no_run(self):
        for command in ("show", "resume"):
            self.refused(command, self.folder, says="no run folder")

    def test_manifest_cut_short(self):
        run = self.copy()
        manifest = run / "manifest.json"
        manifest.write_bytes(manifest.read_bytes()[:100])
        for command in ("show", "resume"):
            self.refused(command, run, says="manifest.json")

    def test_run_of_another_format(self):
        run = self.copy()
        manifest = json.loads((run / "manifest.json").read_text())
        manifest["format"] = 99
        (run / "manifest.json").write_text(json.dumps(manifest))
        for command in ("show", "resume"):
            self.refused(command, run, says=["format 99", "version"])

    def test_run_of_another_version_is_shown_but_not_resumed(self):
        run = self.copy()
        manifest = json.loads((run / "manifest.json").read_text())
        manifest["version"] = "99.0.0"
        (run / "manifest.json").write_text(json.dumps(manifest))
        self.refused("resume", run, says="99.0.0")
        self.run_ok("show", run)

    def test_journal_damaged_in_the_middle(self):
        run = self.copy()
        journal = bytearray((run / "journal.bin").read_bytes())
        journal[len(journal) // 2] ^= 0x40
        (run / "journal.bin").write_bytes(journal)
        self.refused("resume", run, says="journal.bin")

    def test_snapshot_damaged(self):
        run = self.copy()
        snapshot = bytearray((run / "snapshot.bin").read_bytes())
        snapshot[len(snapshot) // 2] ^= 0x40
        (run / "snapshot.bin").write_bytes(snapshot)
        self.refused("resume", run, says="snapshot.bin")

    def test_results_damaged(self):
        run = self.copy()
        (run / "hall_of_fame.json").write_text("{")
        self.refused("show", run, says="hall_of_fame.json")

    def test_data_changed_since_the_run_began(self):
        data = self.law_file(name="moving.csv")
        run = self.folder / "changed"
        self.run_ok("regress", data, "--evaluations", 2000, "--output", run)
        data.write_text(data.read_text().replace("y\n", "y\n1,1,1\n"))
        self.refused("resume", run, says=["moving.csv", "restore"])

    def test_folder_in_use(self):
        run = self.folder / "busy"
        words = ["regress", self.law_file(noise=1), "--time", 60, "--quiet", "--output", run]
        search = subprocess.Popen([CAMBRIAN, *map(str, words)], stdout=subprocess.DEVNULL)
        try:
            while not (run / "manifest.json").exists():
                self.assertIsNone(search.poll())
            self.refused("resume", run, says=str(run))
        finally:
            search.terminate()
            self.assertEqual(search.wait(), 130)

    def test_no_such_formula(self):
        self.refused("show", self.good, "--member", 99, says=["99", "1 to"])
        self.refused("show", self.good, "--complexity", 999, says="999")
        self.refused("show", self.good, "--member", 0, says="--member")
        self.refused("show", self.good, "--target", "z", says="z")

    def test_rows_without_the_columns_of_the_formula(self):
        other = self.file("x1,other\n1,2\n", "other.csv")
        self.refused("predict", self.good, other, says=["other.csv", "x2"])


if __name__ == "__main__":
    unittest.main()
