#!/usr/bin/env bash
# libfaketime 0.9.10 (Debian 12) lets no sleep of Python pass when it is to leave the steady clock alone.
#
# FAKETIME_DONT_FAKE_MONOTONIC=1 is what one wants for a program that runs while its clock is set: the time of
# day jumps, intervals go on. Python (3.11 and later) sleeps until a moment of CLOCK_MONOTONIC
# (clock_nanosleep, TIMER_ABSTIME); the library takes that moment for one of the faked time of day and answers
# EINVAL: time.sleep(0.2) raises OSError [Errno 22]. An Event.wait of the same length passes.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
apt-get download -qq libfaketime=0.9.10-2.1 >/dev/null
dpkg -x libfaketime_*.deb "$scratch"
library=$(find "$scratch" -name libfaketime.so.1)

cat > sleeps.py <<'PYTHON'
import threading, time
threading.Event().wait(0.2)
try:
    time.sleep(0.2)
    print("sleeps")
except OSError as error:
    print(error)
PYTHON
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "needs Python 3.11 or later"; exit 2; }

plain=$(python3 sleeps.py)
said=$(LD_PRELOAD=$library FAKETIME=+1d FAKETIME_DONT_FAKE_MONOTONIC=1 timeout 20 python3 sleeps.py)
echo "libfaketime 0.9.10-2.1: without it: $plain; with it: $said"
[ "$plain" = sleeps ] && [ "$said" = "[Errno 22] Invalid argument" ]
