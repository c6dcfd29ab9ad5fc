# SPDX-License-Identifier: GPL-2.0-only
"""A disk whose server is the test, by NBD over a unix socket: it may be slow, or silent for good.

In:  the protocol's fixed newstyle handshake, and requests (nbd's doc/proto.md).
Out: the bytes of `data`, zeros behind them; writes are taken and forgotten. `silent(kind, offset,
     length)` is asked before each answer: None for at once, else the seconds until it is given, math.inf
     for never. `requests` has all that were made; release() answers those that never would be, and
     all that come after.
"""

import math
import os
import socket
import struct
import threading

import tree

READ, WRITE, DISCONNECT = 0, 1, 2
OPTION_INFO, OPTION_GO = 6, 7
REPLY_MAGIC, REPLY_ACK, REPLY_INFO, REPLY_UNSUPPORTED = 0x3E889045565A9, 1, 3, 0x80000001
HAS_FLAGS, SEND_FLUSH = 1, 4


class Disk:
    """Use as a context; QEMU's word for it is `file`."""

    def __init__(self, silent, size=64 << 20, data=b""):
        self.silent, self.size, self.data, self.requests = silent, size, data, []
        self.held, self.lock = [], threading.Lock()
        self.path = tree.scratch("nbd")
        self.file = f"nbd:unix:{self.path}"
        self.socket = None

    def __enter__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen(4)
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.close()
        os.unlink(self.path)

    def plug(self, box, name):
        """Plugs it into a box that runs, as a virtio disk."""
        box.monitor(f"drive_add 0 if=none,id={name},format=raw,file={self.file}")
        box.monitor(f"device_add virtio-blk-pci,drive={name},id={name}-disk")

    def options(self):
        """QEMU's words for it as a virtio disk from the start."""
        return ["-drive", f"if=virtio,format=raw,file={self.file}"]

    def release(self):
        with self.lock:
            self.silent = lambda *_: None
            for send in self.held:
                send()
            self.held.clear()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        lock = threading.Lock()
        try:
            self.greet(connection)
            while True:
                _, _, kind, handle, offset, length = struct.unpack(
                    "!IHHQQI", receive(connection, 28)
                )
                if kind == WRITE:
                    receive(connection, length)
                if kind == DISCONNECT:
                    return
                self.requests.append((kind, offset, length))
                answer = struct.pack("!IIQ", 0x67446698, 0, handle)
                if kind == READ:
                    answer += self.data[offset : offset + length].ljust(length, b"\0")
                with self.lock:
                    self.answer(connection, lock, answer, self.silent(kind, offset, length))
        except (EOFError, OSError):
            pass  # QEMU has ended

    def answer(self, connection, lock, answer, seconds):
        def send():
            with lock:
                try:
                    connection.sendall(answer)
                except OSError:
                    pass

        if seconds is None:
            send()
        elif seconds == math.inf:
            self.held.append(send)
        else:
            timer = threading.Timer(seconds, send)
            timer.daemon = True
            timer.start()

    def greet(self, connection):
        connection.sendall(b"NBDMAGICIHAVEOPT" + struct.pack("!H", 3))
        receive(connection, 4)
        option = None
        while option != OPTION_GO:
            _, option, length = struct.unpack("!QII", receive(connection, 16))
            receive(connection, length)
            if option not in (OPTION_INFO, OPTION_GO):
                connection.sendall(struct.pack("!QIII", REPLY_MAGIC, option, REPLY_UNSUPPORTED, 0))
                continue
            info = struct.pack("!HQH", 0, self.size, HAS_FLAGS | SEND_FLUSH)
            connection.sendall(
                struct.pack("!QIII", REPLY_MAGIC, option, REPLY_INFO, len(info)) + info
            )
            connection.sendall(struct.pack("!QIII", REPLY_MAGIC, option, REPLY_ACK, 0))


def receive(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise EOFError
        data += more
    return data
