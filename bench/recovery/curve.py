"""Draws recovery over time as an SVG picture."""
import html
import math

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 30, 50
COLOURS = ("#0b6e99", "#c4512d", "#4f7a28", "#7a3e9d", "#8a6d1a", "#444444")


def join_peers(documents, names):
    """Files of one peer with several limits as one document with the peer's name: a peer tells
    nothing before its end, so a law counts from the shortest limit that it was found in."""
    kept, peers = [], {}
    for document, name in zip(documents, names):
        peer = document["settings"].get("peer")
        if peer is None:
            kept.append((document, name))
        else:
            peers.setdefault(peer, []).append(document)
    for peer, files in peers.items():
        first = {}
        for document in sorted(files, key=lambda d: d["settings"]["time"]):
            for result in document["results"]:
                key = result["problem"], result["seed"]
                if key not in first or (result["law"] and not first[key]["law"]):
                    first[key] = result
        longest = max(files, key=lambda d: d["settings"]["time"])
        kept.append(({**longest, "results": list(first.values())}, peer))
    return [d for d, _ in kept], [n for _, n in kept]


def draw(documents, names):
    """One step curve per file, or per peer: share of laws found against seconds (logarithmic)."""
    documents, names = join_peers(documents, names)
    limit = max(d["settings"].get("cpu") or d["settings"]["time"] for d in documents)
    by_cpu = all(d["settings"].get("cpu") for d in documents)
    clock = "cpu_seconds" if by_cpu else "seconds"
    first = 0.05
    across = math.log(max(limit, 2 * first) / first)

    def x(seconds):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(max(seconds, first) / first) / across

    def y(share):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
             f'font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for percent in range(0, 101, 20):
        level = y(percent / 100)
        parts.append(f'<path d="M{LEFT} {level:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 8}" y="{level + 4:.1f}" text-anchor="end">{percent} %'
                     f'</text>')
    for seconds in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 600):
        if seconds <= limit:
            parts.append(f'<path d="M{x(seconds):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>'
                         f'<text x="{x(seconds):.1f}" y="{HEIGHT - BOTTOM + 18}" '
                         f'text-anchor="middle">{seconds:g}</text>')
    parts.append(f'<text x="{(WIDTH + LEFT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">'
                 f'{"CPU seconds of each thread" if by_cpu else "seconds of the run"}</text>')
    for i, (document, name) in enumerate(zip(documents, names)):
        colour = COLOURS[i % len(COLOURS)]
        results = [r for r in document["results"] if r["formula"]]
        times = sorted(r[clock] for r in results if r["law"] and r[clock] is not None)
        path = f"M{LEFT} {y(0):.1f}"
        for k, seconds in enumerate(times, 1):
            path += f"H{x(min(seconds, limit)):.1f}V{y(k / len(results)):.1f}"
        path += f"H{WIDTH - RIGHT}"
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<text x="{LEFT + 12}" y="{TOP + 14 + 16 * i}" fill="{colour}">'
                     f'{html.escape(name)}: {len(times)} of {len(results)} laws</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"
