"""`python -m bench.clerk reports|lives N`: one of several processes at the same time. Prints what each took, as JSON."""

import json
import os
import random
import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    """Take N reports, or lead N whole lives, as fast as they come."""
    import django

    django.setup()
    from bench import intake, lifecycle, place
    from bench.measure import times

    place.stand_still()
    what, many = arguments
    rng = random.Random(os.getpid())
    _, take = intake.entry()
    life = lifecycle.Life(seed=os.getpid())
    work = life.whole if what == "lives" else lambda: take(intake.facts(rng))
    times(work, 5)
    start = time.time()
    taken = times(work, int(many))
    sys.stdout.write(json.dumps({"start": start, "end": time.time(), "taken": taken}))
    return 0


def together(what: str, each: int) -> tuple[list[float], float]:
    """Two processes at once: seconds of each round, and rounds a second of both."""
    command = [sys.executable, "-m", "bench.clerk", what, str(each)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(process.communicate()[0]) for process in running]
    taken = [second for one in told for second in one["taken"]]
    return taken, sum(len(one["taken"]) / (one["end"] - one["start"]) for one in told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
