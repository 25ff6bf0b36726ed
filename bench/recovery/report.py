"""Tables of results: one line per trial while they come, totals, and comparisons of files."""
import math
import statistics

TIMES = (0.2, 0.5, 1, 2, 5, 10, 30, 60, 120)


def _number(value):
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:.1e}"


def header():
    return (f"{'problem':<24} {'seed':>4} {'verdict':<7} {'at s':>7} {'run s':>7} {'cpu s':>7} "
            f"{'1-R2':>8} {'size':>4} {'law':>4}  formula")


def verdict(result):
    if result["error"]:
        return "ERROR"
    return "law" if result["law"] else "fits" if result["fits"] else "-"


def line(result):
    at = result["cpu_seconds" if result.get("by_cpu") else "seconds"]
    seconds = f"{at:.2f}" if at is not None else "-"
    text = result["error"] or result.get("found") or result.get("last") or ""
    return (f"{result['problem'][:24]:<24} {result['seed']:>4} {verdict(result):<7} {seconds:>7} "
            f"{result.get('elapsed') or 0:>7.2f} {result.get('cpu') or 0:>7.2f} "
            f"{_number(result.get('fresh')):>8} {result.get('complexity') or '-':>4} "
            f"{result.get('true_complexity') or '-':>4}  {text[:90]}")


def recovered(results, key, limit, clock="seconds"):
    return sum(1 for r in results if r[key] and r.get(clock) is not None and r[clock] <= limit)


def totals(results, limit):
    """The last lines of a benchmark."""
    count = len(results)
    if not count:
        return "no results"
    formulas = [r for r in results if r["formula"]]
    lines = []
    if formulas:
        times = [t for t in TIMES if t < limit]
        lines.append(f"{'recovered within s':<28}" + "".join(f"{t:>9g}" for t in times) +
                     f"{'end':>9}")
        for key, clock, name in (("law", "seconds", "law (fresh, wide, short)"),
                                 ("law", "cpu_seconds", "law, CPU s of each thread"),
                                 ("fits", "seconds", "fits fresh rows exactly")):
            cells = []
            for t in times + [math.inf]:
                share = recovered(formulas, key, t, clock) / len(formulas)
                cells.append(f"{100 * share:>8.1f}%")
            lines.append(f"{name:<28}" + "".join(cells))
        law = sum(r["law"] for r in formulas)
        chosen = sum(bool(r["law"] and r.get("chosen")) for r in formulas)
        lines.append(f"in all: {law} of {len(formulas)} are the law, {chosen} of them as the "
                     f"chosen formula; {sum(r['fits'] for r in formulas)} fit")
        symbolic = [r for r in formulas if r.get("symbolic") is not None]
        if symbolic:
            lines.append(f"symbolically equivalent (SymPy, SRBench's rule): "
                         f"{sum(r['symbolic'] for r in symbolic)} of {len(symbolic)}")
    fresh = [r["fresh"] for r in results if r.get("fresh") is not None]
    if fresh:
        middle = statistics.median(fresh)
        lines.append(f"median 1-R2 on unseen rows {_number(middle)}; "
                     f"R2 > 0.999: {sum(f < 1e-3 for f in fresh)} of {count}")
    errors = sum(1 for r in results if r["error"])
    if errors:
        lines.append(f"{errors} runs ended with an error")
    lines.append(f"CPU: {sum(r.get('cpu') or 0 for r in results):.0f} s of search, "
                 f"{sum(r.get('judged_in') or 0 for r in results):.0f} s of judging")
    return "\n".join(lines)


def _by_trial(document):
    return {(r["problem"], r["seed"]): r for r in document["results"]}


def compare(documents, names):
    """Side by side, over the trials that all files hold; differences to the first file."""
    tables = [_by_trial(d) for d in documents]
    shared = sorted(set.intersection(*(set(t) for t in tables)))
    lines = [f"{'problem':<24} {'seed':>4} " + " ".join(f"{n[:16]:>16}" for n in names)]
    for key in shared:
        cells = []
        for table in tables:
            r = table[key]
            at = f"@{r['seconds']:.1f}" if r["law"] and r["seconds"] is not None else ""
            cells.append(f"{verdict(r) + at + ' ' + _number(r.get('fresh')):>16}")
        marks = {t[key]["law"] for t in tables}
        lines.append(f"{key[0][:24]:<24} {key[1]:>4} " + " ".join(cells) +
                     ("  <" if len(marks) > 1 else ""))
    lines.append(f"{len(shared)} shared trials")
    for name, table in zip(names, tables):
        laws = [float(table[k]["law"]) for k in shared]
        text = f"{name[:40]:<40} {100 * statistics.fmean(laws):5.1f} % laws" if laws else name
        if table is not tables[0] and len(shared) > 1:
            text += "; against the first: " + _difference(tables[0], table, shared)
        lines.append(text)
    return "\n".join(lines)


def _difference(first, second, shared):
    """Mean paired differences with their standard errors: laws in points, and decades of 1 - R2
    (which no smaller than 1e-12 is told apart)."""
    parts = []

    def decades(r):
        fresh = r.get("fresh")
        bad = fresh is None or not math.isfinite(fresh)
        return 0.0 if bad else math.log10(min(max(fresh, 1e-12), 1.0))

    for name, value, scale in (("laws %+.1f +- %.1f points", lambda r: float(r["law"]), 100),
                               ("log10(1-R2) %+.2f +- %.2f", decades, 1)):
        gaps = [scale * (value(second[k]) - value(first[k])) for k in shared]
        error = statistics.stdev(gaps) / math.sqrt(len(gaps))
        parts.append(name % (statistics.fmean(gaps), error))
    return ", ".join(parts)
