# SPDX-License-Identifier: GPL-2.0-only
"""DHCP messages and the frames around them: RFC 2131, 2132; with every field open to lies.

frame() builds a whole Ethernet frame; what is not right on purpose is in its arguments. Message
reads what a client sent. Capture keeps the frames that pass an interface.
"""

import contextlib
import select
import socket
import struct
import threading
import time

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM, FORCERENEW = range(1, 10)
NAMES = "- DISCOVER OFFER REQUEST DECLINE ACK NAK RELEASE INFORM FORCERENEW".split()
MAGIC = b"\x63\x82\x53\x63"
BROADCAST_MAC = b"\xff" * 6
SO_TIMESTAMPNS = 35  # asm-generic/socket.h


def addr(text):
    return socket.inet_aton(text)


def text(address):
    return socket.inet_ntoa(address)


def u32(number):
    return struct.pack("!I", number)


def option(code, data=b""):
    """One option; a long one in pieces, as RFC 3396 has it."""
    if len(data) <= 255:
        return bytes([code, len(data)]) + data
    return option(code, data[:255]) + option(code, data[255:])


def options(pairs, end=True):
    return b"".join(option(code, data) for code, data in pairs) + (b"\xff" if end else b"")


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def message(
    xid,
    mac,
    area,
    yiaddr="0.0.0.0",
    siaddr="0.0.0.0",
    giaddr="0.0.0.0",
    ciaddr="0.0.0.0",
    op=2,
    htype=1,
    hlen=6,
    chaddr=None,
    sname=b"",
    file=b"",
    magic=MAGIC,
    flags=0,
    secs=0,
):
    """The payload: `area` is the options, as bytes."""
    fixed = struct.pack("!BBBBIHH", op, htype, hlen, 0, xid, secs, flags)
    addresses = addr(ciaddr) + addr(yiaddr) + addr(siaddr) + addr(giaddr)
    hardware = (chaddr if chaddr is not None else mac).ljust(16, b"\0")
    return (
        fixed
        + addresses
        + hardware
        + sname.ljust(64, b"\0")
        + file.ljust(128, b"\0")
        + magic
        + area
    )


def frame(
    payload,
    source,
    target,
    source_mac,
    target_mac=BROADCAST_MAC,
    sport=67,
    dport=68,
    version=4,
    ihl=None,
    ip_options=b"",
    tot_len=None,
    fragment=0,
    protocol=17,
    udp_len=None,
    udp_sum=None,
    ip_sum=None,
    trailer=b"",
    vlan=None,
):
    """An Ethernet frame with a UDP datagram. Lengths and checksums are right unless given; an IP
    header of less than 20 bytes ends there, and UDP's begins behind it."""
    udp = struct.pack("!HHHH", sport, dport, 8 + len(payload) if udp_len is None else udp_len, 0)
    if udp_sum is None:
        pseudo = addr(source) + addr(target) + struct.pack("!BBH", 0, 17, 8 + len(payload))
        udp_sum = checksum(pseudo + udp + payload) or 0xFFFF
    udp = udp[:6] + struct.pack("!H", udp_sum)
    header_len = 20 + len(ip_options)
    first = version << 4 | (header_len // 4 if ihl is None else ihl)
    if ihl is not None and ihl < 5:
        header_len = 4 * ihl
    length = header_len + 8 + len(payload) if tot_len is None else tot_len
    head = struct.pack("!BBHHHBBH", first, 0, length, 1, fragment, 64, protocol, 0)
    head += addr(source) + addr(target) + ip_options
    head = head[:header_len]
    ip_sum = checksum(head) if ip_sum is None else ip_sum
    head = head[:10] + struct.pack("!H", ip_sum) + head[12:]
    kind = b"\x08\x00" if vlan is None else b"\x81\x00" + struct.pack("!H", vlan) + b"\x08\x00"
    return target_mac + source_mac + kind + head + udp + payload + trailer


class Message:
    """What a client sent, from a whole frame. None of parse() for anything else."""

    @classmethod
    def parse(cls, data, port=67, when=0.0):
        if len(data) < 14 + 20 + 8 + 240 or data[12:14] != b"\x08\x00" or data[23] != 17:
            return None
        ihl = (data[14] & 15) * 4
        ip, udp = data[14 : 14 + ihl], data[14 + ihl : 14 + ihl + 8]
        body = data[14 + ihl + 8 :]
        if struct.unpack("!H", udp[2:4])[0] != port or body[236:240] != MAGIC:
            return None
        self = cls()
        self.time = when or time.monotonic()
        self.frame, self.source, self.target = data, text(ip[12:16]), text(ip[16:20])
        self.source_mac = data[6:12]
        self.xid, self.secs, self.flags = struct.unpack("!IHH", body[4:12])
        self.ciaddr, self.yiaddr = text(body[12:16]), text(body[16:20])
        self.mac = body[28:34]
        self.options, at = {}, 240
        while at + 1 < len(body) and body[at] != 255:
            if body[at] == 0:
                at += 1
                continue
            self.options[body[at]] = body[at + 2 : at + 2 + body[at + 1]]
            at += 2 + body[at + 1]
        self.type = self.options.get(53, b"\0")[0]
        self.requested = text(self.options[50]) if 50 in self.options else ""
        # Other clients send back whatever a hostile server called itself.
        self.server_id = text(self.options[54]) if len(self.options.get(54, b"")) == 4 else ""
        return self

    def __repr__(self):
        name = NAMES[self.type] if self.type < len(NAMES) else self.type
        what = self.requested or (self.ciaddr if self.ciaddr != "0.0.0.0" else "") or ""
        return f"{name} {what}".strip()


def packet_socket(namespace, ifname):
    """A packet socket of everything on an interface. SO_RCVBUFFORCE: a flood may be heard."""
    with namespace.inside():
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        s.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)
        s.bind((ifname, 0x0003))
        return s


def stamp(ancillary):
    """When the kernel had the frame, as time.monotonic() has it: SO_TIMESTAMPNS, socket(7)."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("@ll", data)
            return seconds + nanoseconds / 1e9 - (time.time() - time.monotonic())
    return time.monotonic()


class Capture:
    """The frames on an interface while it is a context, its own and others'. Their times are the
    kernel's: on a busy machine it is long until this thread has them."""

    def __init__(self, namespace, ifname):
        self.frames = []
        self.socket = packet_socket(namespace, ifname)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def listen(self):
        while not self.over.is_set():
            if select.select([self.socket], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):
                    data, ancillary, _, _ = self.socket.recvmsg(2048, 64)
                    self.frames.append((stamp(ancillary), data))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        time.sleep(0.1)
        self.over.set()
        self.thread.join()
        self.socket.close()

    def messages(self, *types):
        """What clients said on it, all or those of some types."""
        found = [Message.parse(data, when=when) for when, data in self.frames]
        return [m for m in found if m and (not types or m.type in types)]

    def replies(self, *types):
        """What servers said on it."""
        found = [Message.parse(data, 68, when) for when, data in self.frames]
        return [m for m in found if m and (not types or m.type in types)]
