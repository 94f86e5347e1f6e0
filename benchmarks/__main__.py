"""`python -m benchmarks [part …] [--quick]`: measure the named parts, or all, and write results.md and results.json.

A part that is run alone replaces its own section and leaves the others. A quick run looks whether everything works: it
prints its table and writes nothing, since its few rounds are no measurement.
"""

import argparse
from collections.abc import Callable
from time import perf_counter

from benchmarks import attacks, crowd, earlier, engine, growth, memory, opening, others, report, soak, step
from benchmarks.machine import machine

PARTS: dict[str, Callable[[bool], report.Section]] = {
    "step": step.measure,
    "opening": opening.measure,
    "earlier": earlier.measure,
    "crowd": crowd.measure,
    "soak": soak.measure,
    "engine": engine.measure,
    "others": others.measure,
    "memory": memory.measure,
    "growth": growth.measure,
    "attacks": attacks.measure,
}


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a few rounds only; nothing is written")
    wishes = parser.parse_args()
    if unknown := set(wishes.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    found = {}
    for name in wishes.parts or PARTS:
        where, start = machine(), perf_counter()
        section = PARTS[name](wishes.quick)
        print(f"{name}: {perf_counter() - start:.0f} s", flush=True)
        found[name] = report.entry(section, where)
        if not wishes.quick:
            kept = report.saved() | found
            report.write({part: kept[part] for part in PARTS if part in kept})  # in the order of the parts
    print(report.markdown(found))


if __name__ == "__main__":
    main()
