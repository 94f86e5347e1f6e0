"""What all tests share."""

import os

import hypothesis

# Workers and the servers that they start share the cores: one thread each, set before anything imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No deadline, since a loaded machine is not a failure.
# A continuous build draws the same examples each time, so that red stays red.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("house"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")
