# SPDX-License-Identifier: GPL-2.0-only
"""The other end of a box's network cable: one server, played by the test.

In:  the frames that a NIC sends, by datagrams of QEMU's `-netdev dgram` (a frame each; no root).
Out: what a DHCP server (RFC 2131) answers, as the test has it set at that moment, and ARP for
     the server's own address. `frames` has all that came, `messages` the DHCP messages of it,
     `answers` the kinds of what was sent back.

It knows one address, `offer`: whatever DISCOVER asks, that is offered; a REQUEST for it is
acknowledged, one for another address refused (NAK). Lifetimes T1 and T2 are not sent, so that a
client's own defaults count: a half and seven eighths of the lease.
"""

import os
import socket
import struct
import threading
from collections import namedtuple

import tree

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE = range(1, 8)
NAMES = "- DISCOVER OFFER REQUEST DECLINE ACK NAK RELEASE".split()
MAGIC = b"\x63\x82\x53\x63"
SERVER_MAC = bytes.fromhex("52540000fffe")

# A DHCP message from the box; addresses are text.
Message = namedtuple("Message", "kind xid ciaddr flags chaddr options source destination")


def quad(data):
    return socket.inet_ntoa(data)


def ones(data):
    """The Internet checksum: RFC 1071."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def options_parse(data):
    found, at = {}, 0
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        length = data[at + 1]
        found[data[at]] = found.get(data[at], b"") + data[at + 2 : at + 2 + length]
        at += 2 + length
    return found


def message_parse(frame):
    """A DHCP message of a client in an Ethernet frame, or None."""
    if len(frame) < 42 or frame[12:14] != b"\x08\x00" or frame[23] != socket.IPPROTO_UDP:
        return None
    packet = frame[14:]
    head = (packet[0] & 15) * 4
    if struct.unpack("!H", packet[head + 2 : head + 4])[0] != 67:
        return None
    bootp = packet[head + 8 :]
    if len(bootp) < 240 or bootp[236:240] != MAGIC:
        return None
    options = options_parse(bootp[240:])
    return Message(
        options.get(53, b"\0")[0],
        bootp[4:8],
        quad(bootp[12:16]),
        struct.unpack("!H", bootp[10:12])[0],
        bootp[28:34],
        options,
        quad(packet[12:16]),
        quad(packet[16:20]),
    )


class Wire:
    """Use as a context, around the Box that gets `options()`.

    offer    the address that this server has to give
    lease    seconds
    extra    further options of the answers, {code: bytes}
    silent   True: the server is switched off (ARP is still answered)
    then     the offer after the first acknowledgement: another pool by then
    """

    def __init__(self, offer="10.9.0.10", lease=3600, extra=None, silent=False, then=None):
        self.address, self.offer, self.lease = "10.9.0.1", offer, lease
        self.extra, self.silent, self.then = extra or {}, silent, then
        self.frames, self.messages, self.answers = [], [], []
        self.here, self.there = tree.scratch("wire"), tree.scratch("wire")
        self.socket = self.thread = None

    def __enter__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.here)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.here)
        self.thread.join()
        self.socket.close()
        for path in (self.here, self.there):
            if os.path.exists(path):
                os.unlink(path)

    def options(self, nic="wire", mac="52:54:00:12:34:56"):
        """QEMU's words for a NIC at this cable."""
        return [
            "-netdev",
            f"dgram,id={nic},local.type=unix,local.path={self.there},"
            f"remote.type=unix,remote.path={self.here}",
            "-device",
            f"virtio-net-pci,netdev={nic},mac={mac},id={nic}-nic,romfile=",
        ]

    def serve(self):
        while True:
            frame = self.socket.recv(65536)
            if not frame:
                return
            self.take(frame)

    def take(self, frame):
        """A frame that the box has sent."""
        self.frames.append(frame)
        if frame[12:14] == b"\x08\x06":
            self.arp(frame)
        message = message_parse(frame)
        if message:
            self.messages.append(message)
            if not self.silent:
                self.dhcp(message)

    def send(self, frame):
        try:
            self.socket.sendto(frame, self.there)
        except OSError:  # QEMU has just ended
            pass

    def arp(self, frame):
        kind, sender_mac, sender, target = (
            frame[20:22],
            frame[22:28],
            frame[28:32],
            frame[38:42],
        )
        if kind != b"\0\1" or quad(target) != self.address:
            return
        body = b"\0\1\x08\0\6\4\0\2" + SERVER_MAC + target + sender_mac + sender
        self.send(sender_mac + SERVER_MAC + b"\x08\x06" + body)

    def dhcp(self, message):
        wanted = quad(message.options[50]) if 50 in message.options else message.ciaddr
        if message.kind == DISCOVER:
            self.answer(message, OFFER)
        elif message.kind == REQUEST and wanted != self.offer:
            self.answer(message, NAK)
        elif message.kind == REQUEST:
            self.answer(message, ACK)
            self.offer = self.then or self.offer

    def answer(self, message, kind):
        server = socket.inet_aton(self.address)
        options = {53: bytes([kind]), 54: server}
        if kind == NAK:
            options[56] = b"not yours any more"
        else:
            options[51] = struct.pack("!I", self.lease)
            options[1], options[3] = bytes([255, 255, 255, 0]), server
            options.update(self.extra)
        yiaddr = bytes(4) if kind == NAK else socket.inet_aton(self.offer)
        ciaddr = bytes(4) if kind == NAK else socket.inet_aton(message.ciaddr)
        bootp = b"\2\1\6\0" + message.xid + bytes(2) + struct.pack("!H", message.flags)
        bootp += ciaddr + yiaddr + bytes(8) + message.chaddr + bytes(10 + 64 + 128) + MAGIC
        for code, value in options.items():
            bootp += bytes([code, len(value)]) + value
        bootp += b"\xff"
        # A NAK is broadcast, for the address may be another's: RFC 2131, section 4.3.2.
        to_all = kind == NAK or message.flags & 0x8000
        self.udp(b"\xff" * 6 if to_all else message.chaddr, yiaddr, to_all, bootp)
        self.answers.append(kind)

    def udp(self, mac, address, to_all, payload, ports=(67, 68)):
        source = socket.inet_aton(self.address)
        target = b"\xff" * 4 if to_all else address
        datagram = struct.pack("!4H", *ports, 8 + len(payload), 0) + payload
        pseudo = source + target + struct.pack("!2H", socket.IPPROTO_UDP, len(datagram))
        check = ones(pseudo + datagram) or 0xFFFF
        datagram = datagram[:6] + struct.pack("!H", check) + datagram[8:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0)
        check = ones(head + source + target)
        head = head[:10] + struct.pack("!H", check) + source + target
        self.send(mac + SERVER_MAC + b"\x08\x00" + head + datagram)

    def heard(self, start=0):
        """The kinds of the messages that came, from the start'th on; of one that was sent again,
        as a box does where the machine is slow, the first."""
        return [
            NAMES[kind]
            for kind, _ in dict.fromkeys((m.kind, m.xid) for m in self.messages[start:])
        ]
