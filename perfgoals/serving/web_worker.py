"""gunicorn's threaded worker, with no thread for a client that has not finished its header.

gunicorn gives a thread to every new connection, for seconds when nothing comes and without end once half a
header came: a few dozen idle connections stop a site. Here the accepting loop, which can watch a thousand of
them, hands a connection on when its header is complete, and closes it when that takes too long. Behind nginx,
which does the same, this never strikes.
"""

import errno
import socket
import time
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker

from perfgoals.serving.listening import is_left_to_watcher

# So long the processes of a killed master go on answering: longer than a new one needs on a busy machine.
WITHOUT_MASTER_SECONDS = 20.0
HEADER_SECONDS = 5.0
# A client that neither sends nor takes a byte of its body for so long is gone.
SILENCE_SECONDS = 30.0
# More than a header of this site needs; gunicorn then says what is wrong with it.
HEADER_BYTES = 32 * 1024


class WebWorker(ThreadWorker):
    without_master_until = float("inf")

    def handle_exit(self, sig, frame):
        """The end of its master is no reason to end where the port is held open and a new one comes."""
        if not is_left_to_watcher():
            super().handle_exit(sig, frame)

    def is_parent_alive(self):
        if super().is_parent_alive():
            return True
        self.without_master_until = min(self.without_master_until, time.monotonic() + WITHOUT_MASTER_SECONDS)
        return is_left_to_watcher() and time.monotonic() < self.without_master_until

    def accept(self, listener):
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.timeout = time.monotonic() + HEADER_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def set_accept_enabled(self, enabled):
        """A worker that finishes its last requests lets go of the port at once, whoever ended it.

        Else, where who watches or the master was killed, the next one could not listen for as long as the
        slowest request, and whoever connects meanwhile would wait for nobody.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not (self.alive and self.is_parent_alive()):
            for listener in self.sockets:
                listener.close()

    def on_pending_socket_readable(self, conn, client):
        if has_whole_header(client):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn, client):
        if has_whole_header(client):
            super().on_client_socket_readable(conn, client)

    def handle_request(self, req, conn):
        conn.sock.settimeout(SILENCE_SECONDS)
        return super().handle_request(req, conn)


def has_whole_header(client: socket.socket) -> bool:
    """Look at what came without taking it; if it is not all, be told again only when more has come."""
    try:
        data = client.recv(HEADER_BYTES, socket.MSG_PEEK)
        whole = not data or b"\r\n\r\n" in data or len(data) >= HEADER_BYTES
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if whole else len(data) + 1)
    except BlockingIOError:
        return False
    except OSError:
        return True  # the thread meets the same error and closes the connection
    return whole
