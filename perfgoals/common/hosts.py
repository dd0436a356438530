"""The names under which this machine itself is known: what the site answers to unless told otherwise."""

import os
import socket


def local_names() -> list[str]:
    """localhost, the machine's name with and without domain, and the address of its network.

    A request for any other name is refused: it was not meant for this site, or somebody forges links in it.
    """
    name = socket.gethostname()
    names = {"localhost", "127.0.0.1", "[::1]", name, name.partition(".")[0], os.environ.get("HOST", "")}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # sends nothing: the system only chooses the way out
            names.add(probe.getsockname()[0])
        except OSError:  # no network at all
            pass
    return sorted(names - {"", "0.0.0.0", "::"})
