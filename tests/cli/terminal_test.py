"""The live table on a real terminal (a pty), plain lines elsewhere, signals."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

from binary import CAMBRIAN, CambrianTest


class Screen:
    """What a terminal shows: the few sequences that the program uses."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.lines, self.row, self.column = [""] * height, 0, 0
        self.scrolled = self.wrapped = 0

    def feed(self, text):
        for token in re.findall(r"\x1b\[\d*[A-Za-z]|.|\n|\r", text, re.S):
            if token == "\n":
                self.next_line()
            elif token == "\r":
                self.column = 0
            elif token.startswith("\x1b["):
                self.control(token[2:-1], token[-1])
            else:
                if self.column == self.width:
                    self.next_line()
                    self.wrapped += 1
                line = self.lines[self.row].ljust(self.column)
                self.lines[self.row] = line[: self.column] + token + line[self.column + 1 :]
                self.column += 1

    def next_line(self):
        self.row, self.column = self.row + 1, 0
        if self.row == self.height:
            self.lines = self.lines[1:] + [""]
            self.row -= 1
            self.scrolled += 1

    def control(self, count, kind):
        if kind == "A":
            self.row -= int(count)
            assert self.row >= 0, "the cursor leaves the screen"
        elif kind == "K":
            self.lines[self.row] = self.lines[self.row][: self.column]
        elif kind == "J":
            self.lines[self.row] = self.lines[self.row][: self.column]
            self.lines[self.row + 1 :] = [""] * (self.height - self.row - 1)
        else:
            raise AssertionError("unexpected control sequence " + kind)


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, words, width=70, height=16):
        self.screen = Screen(width, height)
        self.child, self.fd = pty.fork()
        if self.child == 0:
            os.environ["TERM"] = "xterm"
            size = struct.pack("HHHH", height, width, 0, 0)
            fcntl.ioctl(2, termios.TIOCSWINSZ, size)
            os.execv(CAMBRIAN, [CAMBRIAN, *map(str, words)])
        self.status = None

    def read_until(self, done, seconds=60):
        """Feeds the screen until done(screen) or the end; True when done."""
        end = time.monotonic() + seconds
        pending = b""
        while time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            try:
                pending += os.read(self.fd, 65536)
            except OSError:  # the child has closed its side
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
                return done(self.screen)
            text = pending.decode(errors="ignore")
            pending = b""
            self.screen.feed(text)
            if done(self.screen):
                return True
        return False

    def finish(self):
        self.read_until(lambda screen: False)
        return self.status

    def press(self, key):
        os.write(self.fd, key)


def shows(word):
    return lambda screen: any(word in line for line in screen.lines)


class LiveTable(CambrianTest):
    def search(self, *flags, **size):
        data = self.law_file(noise=0.5)
        run = self.folder / "run"
        terminal = Terminal(["regress", data, "--output", run, *flags], **size)
        self.addCleanup(os.close, terminal.fd)
        return terminal

    def test_is_drawn_in_place_and_gone_at_the_end(self):
        terminal = self.search("--time", 2, "--json", height=40)
        self.assertTrue(terminal.read_until(shows("complexity        loss  equation")))
        self.assertTrue(terminal.read_until(shows(" left  ·  ")))
        self.assertEqual((terminal.screen.scrolled, terminal.screen.wrapped), (0, 0))
        self.assertEqual(terminal.finish(), 0)
        self.assertFalse(shows(" left  ·  ")(terminal.screen))

    def test_shows_the_result_after_it(self):
        terminal = self.search("--evaluations", 50000, width=100, height=60)
        self.assertEqual(terminal.finish(), 0)
        self.assertTrue(shows("run folder: ")(terminal.screen))
        self.assertTrue(shows("y = ")(terminal.screen))

    def test_fits_a_small_terminal(self):
        terminal = self.search("--time", 2, "--json", width=30, height=6)
        self.assertTrue(terminal.read_until(shows(" more)")))
        self.assertEqual((terminal.screen.scrolled, terminal.screen.wrapped), (0, 0))
        terminal.press(b"\x03")
        terminal.finish()

    def test_ctrl_c_saves_and_ends_with_130(self):
        terminal = self.search("--time", 100, width=100, height=60)
        self.assertTrue(terminal.read_until(shows("evaluations")))
        terminal.press(b"\x03")
        self.assertEqual(terminal.finish(), 130)
        self.assertTrue(shows("stopped by a signal")(terminal.screen))
        self.assertIn("interrupted", (self.folder / "run" / "hall_of_fame.json").read_text())


class PlainLines(CambrianTest):
    def start(self, *flags):
        words = ["regress", self.law_file(noise=0.5), "--output", self.folder / "run", *flags]
        return subprocess.Popen(
            [CAMBRIAN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def test_go_to_a_pipe_without_control_sequences(self):
        result = self.start("--time", 2).communicate()
        self.assertNotIn("\x1b", result[0] + result[1])
        self.assertRegex(result[1].splitlines()[0], r"evaluations.* complexity .* loss ")

    def test_quiet_writes_only_results(self):
        result = self.start("--evaluations", 20000, "--quiet").communicate()
        self.assertEqual(result[1], "")
        self.assertIn("run folder: ", result[0])

    def test_sigterm_saves_and_ends_with_130(self):
        search = self.start("--time", 100)
        self.assertIn("evaluations", search.stderr.readline())
        search.send_signal(signal.SIGTERM)
        output, _ = search.communicate()
        self.assertEqual(search.returncode, 130)
        self.assertIn("run folder: ", output)

    def test_nohup_lets_it_go_on(self):
        words = ["regress", self.law_file(noise=0.5), "--output", self.folder / "run", "--time", 2]
        search = subprocess.Popen(
            ["nohup", CAMBRIAN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        self.assertIn("evaluations", search.stderr.readline())
        search.send_signal(signal.SIGHUP)
        output, _ = search.communicate()
        self.assertEqual(search.returncode, 0)
        self.assertIn("the time limit", output)

    def test_a_reader_of_the_progress_that_leaves_does_not_end_the_search(self):
        search = self.start("--time", 3)
        search.stderr.readline()
        search.stderr.close()
        self.assertIn("run folder: ", search.stdout.read())
        self.assertEqual(search.wait(), 0)
        search.stdout.close()


if __name__ == "__main__":
    unittest.main()
