#!/usr/bin/python3
"""Summarises what eng/bench.sh measured.

usage: summary.py RUN.jsonl...            per run and thread count: geometric mean of the ratios, worst models, models that are not close, failures
       summary.py --table RUN.jsonl...    the runs side by side as a Markdown table: ratios at each thread count, memory
       summary.py --header                the head of bench.sh's table;   --last RUN.jsonl    its row for the last measurement
       summary.py --failed RUN.jsonl MODEL THREADS REASON    adds a failure to a run, and says it

A ratio is ONNX Runtime's time by Nacre's: above 1 Nacre is faster. Memory is the peak beyond that of the process without a model, in MiB."""
import json
import math
import sys

ROW = "{:<40} {:>7} {:>10} {:>10} {:>7} {:>10} {:>5} {:>9} {:>9}"


def read(path):
    with open(path) as file:
        return [json.loads(line) for line in file if line.strip()]


def number(value, digits):
    return "" if value is None else f"{value:.{digits}f}"


def row(r):
    error = "shape" if r["max_error"] is None else f"{r['max_error']:.1g}"
    return ROW.format(r["model"], r["threads"], number(r["nacre_ms"], 3), number(r["reference_ms"], 3), number(r["ratio"], 2), error, closeness(r),
                      number(r.get("nacre_mib"), 1), number(r.get("reference_mib"), 1))


def closeness(r):
    """Where ONNX Runtime itself is not close to the model in f64, the model amplifies rounding errors."""
    return "yes" if r["is_close"] else "unstable" if r.get("reference_is_close_to_f64") is False else "no"


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def named(rows, key):
    return ", ".join(f"{r['model']} {key(r)}" for r in rows)


def summarise(path):
    rows = read(path)
    measured = [r for r in rows if "failed" not in r]
    for threads in sorted({r["threads"] for r in measured}):
        some = sorted((r for r in measured if r["threads"] == threads), key=lambda r: r["ratio"])
        mean = geometric_mean([r["ratio"] for r in some])
        below = [r for r in some if r["ratio"] < 1]
        print(f"{path}, {threads} thread(s): {len(some)} models, geometric mean {mean:.3f}, worst {some[0]['ratio']:.2f} ({some[0]['model']})")
        print(f"  below 1: {named(below, lambda r: number(r['ratio'], 2)) or 'none'}")
        print(f"  not within rtol 1e-3 atol 1e-4: {named((r for r in some if not r['is_close']), lambda r: '(' + closeness(r) + ')') or 'none'}")
    larger = [r for r in measured if r.get("reference_mib") is not None and r["nacre_mib"] > r["reference_mib"]]
    if any(r.get("reference_mib") is not None for r in measured):
        print(f"  more memory than ONNX Runtime: {named(larger, lambda r: f'''{r['nacre_mib']:.0f} to {r['reference_mib']:.0f} MiB''') or 'none'}")
    for r in rows:
        if "failed" in r:
            print(f"  failed: {r['model']}, {r['threads']} thread(s): {r['failed']}")


def table(paths):
    """A row per model; where it was not measured in a run, a dash."""
    runs = [{(r["model"], r["threads"]): r for r in read(path) if "failed" not in r} for path in paths]
    counts = sorted({threads for run in runs for _, threads in run})
    models = list(dict.fromkeys(model for run in runs for model, _ in run))
    heads = [f"ratio, {c} thread{'s' if c > 1 else ''}" for c in counts]
    print(f"| model | {' | '.join(heads)} | close | MiB | ONNX Runtime's MiB |")
    print("|---|" + "---:|" * len(counts) + "---|---:|---:|")
    for model in models:
        cells = [" / ".join(number(run[model, c]["ratio"], 2) if (model, c) in run else "–" for run in runs) for c in counts]
        all_of_it = [r for run in runs for (name, _), r in run.items() if name == model]
        memory = next((r for r in all_of_it if r.get("nacre_mib") is not None), {})
        close = max((closeness(r) for r in all_of_it), key=["yes", "unstable", "no"].index)
        print(f"| {model} | {' | '.join(cells)} | {close} | {number(memory.get('nacre_mib'), 0)} | {number(memory.get('reference_mib'), 0)} |")
    means = [" / ".join(f"{geometric_mean(ratios):.3f}" if (ratios := [r['ratio'] for (_, t), r in run.items() if t == c]) else "–" for run in runs) for c in counts]
    print(f"| **geometric mean** | {' | '.join(means)} | | | |")


def fail(path, model, threads, reason):
    with open(path, "a") as file:
        file.write(json.dumps({"model": model, "threads": int(threads), "failed": reason}) + "\n")
    print(f"failed: {model}, {threads} thread(s): {reason[:200]}", file=sys.stderr)


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    if arguments[0] == "--header":
        print(ROW.format("model", "threads", "nacre ms", "ort ms", "ratio", "error", "close", "MiB", "ort MiB"))
    elif arguments[0] == "--last":
        print(row(read(arguments[1])[-1]), flush=True)
    elif arguments[0] == "--failed":
        fail(*arguments[1:])
    elif arguments[0] == "--table":
        table(arguments[1:])
    else:
        for path in arguments:
            summarise(path)


if __name__ == "__main__":
    main(sys.argv[1:])
