"""`python -m bench.clerk N`: one of several processes that take reports at the same time. Prints what each took, as JSON."""

import json
import os
import random
import sys
import time


def main(arguments: list[str]) -> int:
    """Take N reports as fast as they come."""
    import django

    django.setup()
    from bench import intake, place
    from bench.measure import times

    place.stand_still()
    _, take = intake.entry()
    rng = random.Random(os.getpid())
    for _ in range(20):
        take(intake.facts(rng))
    start = time.time()
    taken = times(lambda: take(intake.facts(rng)), int(arguments[0]))
    sys.stdout.write(json.dumps({"start": start, "end": time.time(), "taken": taken}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
