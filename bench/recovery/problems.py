"""Lists of problems: formulas with ranges, classic problems, and files of data."""
import csv
import dataclasses
import gzip
import hashlib
import math
import pathlib
import random
import re

from . import formula


_HUGE = 1e100  # no NaN is below it, and squares of what is below it are finite


@dataclasses.dataclass
class Range:
    """How one variable is drawn."""
    low: float
    high: float
    kind: str = "uniform"  # uniform, grid (step), log (uniform in the logarithm), log_signed
    step: float = 0.0

    def draw(self, stream):
        if self.kind in ("log", "log_signed"):
            value = math.exp(stream.uniform(math.log(self.low), math.log(self.high)))
            return -value if self.kind == "log_signed" and stream.random() < 0.5 else value
        return stream.uniform(self.low, self.high)

    def grid(self):
        """Points at every step; a step as wide as the range is meant as their number."""
        step = self.step
        if step >= self.high - self.low:
            step = (self.high - self.low) / (step - 1)
        return [self.low + i * step
                for i in range(int(math.floor((self.high - self.low) / step + 1e-9)) + 1)]

    def wide(self):
        """Twice as wide around the middle; a range of one sign keeps it."""
        if self.kind in ("log", "log_signed"):
            root = (self.high / self.low) ** 0.5
            return Range(self.low / root, self.high * root, self.kind)
        width = self.high - self.low
        low, high = self.low - width / 2, self.high + width / 2
        if self.low > 0 and low <= 0:
            low, high = self.low / 2, self.low / 2 + 2 * width
        elif self.high < 0 and high >= 0:
            low, high = self.high / 2 - 2 * width, self.high / 2
        return Range(low, high)

    def realistic(self, signed):
        """Two decades around the geometric middle, as measured quantities spread."""
        magnitudes = [abs(v) for v in (self.low, self.high) if v != 0] or [1.0]
        middle = math.prod(magnitudes) ** (1 / len(magnitudes))
        return Range(middle / 10, middle * 10, "log_signed" if signed else "log")


@dataclasses.dataclass
class Problem:
    name: str
    target: str
    variables: list          # names
    ranges: list             # of Range; empty for files of data
    formula: str = ""        # empty: unknown
    rows: int = 0            # that the list asks for; 0: it does not
    table: str = ""          # file of data
    units: str = ""          # as --units takes them; empty: the list has none

    @property
    def complexity(self):
        return formula.complexity(self.formula)


def stream(*address):
    """Random numbers that follow from the address alone."""
    text = "/".join(map(str, address)).encode()
    return random.Random(int.from_bytes(hashlib.sha256(text).digest()[:8], "big"))


def sample(problem, ranges, rows, address):
    """Columns and target of `rows` rows where the formula is finite (and its square). A list of grids alone gives
    all its points first."""
    truth = formula.compile_rows(problem.formula, problem.variables)
    draws = stream(problem.name, *address)
    points = []
    if ranges and all(r.kind == "grid" for r in ranges):
        points = [[]]
        for r in ranges:
            points = [point + [value] for point in points for value in r.grid()]
        draws.shuffle(points)
        rows = min(rows, len(points)) if rows else len(points)
    kept, values = [], []
    for _ in range(100):
        batch = points or [[r.draw(draws) for r in ranges] for _ in range(rows)]
        for point, value in zip(batch, truth(list(zip(*batch)))):
            if abs(value) < _HUGE and len(kept) < rows:
                kept.append(point)
                values.append(value)
        if len(kept) == rows or points:
            break
    if len(kept) < max(rows, 2) and not points:
        raise ValueError(f"{problem.name}: the formula is seldom finite in its ranges")
    return [list(column) for column in zip(*kept)], values


def _units(row, names):
    """Units from exponents such as "1 -2 1 0 0" in the columns v1_units ... and target_units(m s kg K V)."""
    target = next((key for key in row if key.startswith("target_units(")), None)
    if not target:
        return ""
    bases = target[len("target_units("):-1].replace("T", "K").split()  # T: the temperature
    given = [(row.get("target") or "y", row[target])]
    given += [(name, row[f"v{i}_units"]) for i, name in enumerate(names, 1)]
    return ", ".join(
        name + "=" + (" ".join(f"{base}^{power}" for base, power in zip(bases, powers.split())
                               if power != "0") or "1")
        for name, powers in given)


def read_formulas(path):
    """A table with the columns formula, id (or name), target, and v1, v1_low, v1_high, v2 ...; perhaps units."""
    problems = []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            names, ranges = [], []
            for i in range(1, 40):
                if row.get(f"v{i}"):
                    names.append(row[f"v{i}"])
                    ranges.append(Range(float(row[f"v{i}_low"]), float(row[f"v{i}_high"])))
            problems.append(Problem(row.get("id") or row["name"], row.get("target") or "y", names,
                                    ranges, row["formula"], units=_units(row, names)))
    return problems


_SPEC = re.compile(r"(\w+):([UE])\[\s*(\S+)\s+(\S+)\s+(\S+)\s*\]")


def read_classic(path):
    """A table with the columns name, n_vars, expression and a sampling such as all:U[-1 1 20]."""
    problems = []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            names = [f"x{i}" for i in range(1, int(row["n_vars"]) + 1)]
            spec = next(row[key] for key in row if key.startswith("train_spec"))
            found = {}
            rows = 0
            for name, kind, low, high, last in _SPEC.findall(spec):
                grid = kind == "E"
                found[name] = Range(float(low), float(high), "grid" if grid else "uniform",
                                    float(last) if grid else 0.0)
                rows = max(rows, 0 if grid else int(float(last)))
            ranges = [found.get(name, found.get("all")) for name in names]
            if None in ranges:
                continue
            try:
                formula.compile_rows(row["expression"], names)
            except (ValueError, SyntaxError):
                continue
            problems.append(Problem(row["name"], "y", names, ranges, row["expression"], rows))
    return problems


def read_table(path):
    """Columns by name from a (gzipped) CSV or TSV file; the last one is the target."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t" if ".tsv" in str(path) else ","))
    names = [re.sub(r"\W", "_", name) for name in lines[0]]
    columns = [[float(cell) for cell in column] for column in zip(*lines[1:])]
    return names, columns


def read_folder(path):
    files = sorted(f for f in pathlib.Path(path).iterdir()
                   if re.search(r"\.(csv|tsv)(\.gz)?$", f.name))
    problems = []
    for file in files:
        names, _ = read_table(file)
        problems.append(Problem(re.sub(r"\.(csv|tsv)(\.gz)?$", "", file.name), names[-1],
                                names[:-1], [], table=str(file)))
    return problems


def read(path):
    """The problems of a list, whichever of the three kinds it is."""
    if pathlib.Path(path).is_dir():
        return read_folder(path)
    with open(path, newline="") as file:
        header = next(csv.reader(file))
    return read_classic(path) if "expression" in header else read_formulas(path)


def make_realistic(problem):
    """The same law with variables over two decades; every fourth variable takes both signs where
    the law allows it."""
    draws = stream(problem.name, "signs")
    signed = [draws.random() < 0.25 for _ in problem.ranges]
    for attempt in (signed, [False] * len(signed)):
        ranges = [r.realistic(s) for r, s in zip(problem.ranges, attempt)]
        candidate = dataclasses.replace(problem, ranges=ranges)
        truth = formula.compile_rows(problem.formula, problem.variables)
        points = [[r.draw(draws) for r in ranges] for _ in range(300)]
        finite = sum(map(math.isfinite, truth(list(zip(*points)))))
        if finite >= 100:
            return candidate
    return problem
