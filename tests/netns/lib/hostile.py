# SPDX-License-Identifier: GPL-2.0-only
"""A DHCP server that lies, and what must be true of a client after it did.

A case is a row of hostile_cases.py. Most are of two kinds:

  ignored   to each DISCOVER goes an offer of BAD that is twisted, and after it a good one of
            GOOD; to the REQUEST an acknowledgement that is twisted and names servers of its
            own, and after it a good one. The client must end on GOOD, with the good one's values.
  accepted  there is only the twisted message, and the client must take it: GOOD is on the
            interface, and the lease file says what the case expects.

The others bring functions: `answer`, which replaces the server, `before`, what is done to the wire
before the client starts, and `after`, what happens once GOOD is on the interface. A twist is a map:
numbers are options to set (None takes one away), words are arguments of dhcp.message() and
dhcp.frame(), and what make() names. A value may be a function of the client's message.
"""

import contextlib
import inspect
import re
import select
import threading
import time

import clients
import dhcp
import lab

NET = "10.66.0"
SERVER, GOOD, BAD, OTHER = (f"{NET}.{n}" for n in (1, 100, 66, 9))
GOOD_DNS, BAD_DNS = f"{NET}.53", "6.6.6.6"

FRAME_WORDS = set(inspect.signature(dhcp.frame).parameters)
MESSAGE_WORDS = set(inspect.signature(dhcp.message).parameters)


class Case:
    """row        of dhcp.md's table of hostile input, for the name
    expect     keys of the lease file: a text, None for absent, or a function of the value
    phases     when the twisted message is sent: "offer", "ack" or both
    seconds    until GOOD must be on the interface
    mtu        of both ends of the wire"""

    def __init__(self, row, name, kind, twist=None, expect=None, **more):
        self.row, self.name, self.kind = row, name, kind
        self.twist, self.expect = twist or {}, expect or {}
        self.phases = more.pop("phases", ("offer", "ack"))
        self.seconds = more.pop("seconds", 6)
        self.mtu = more.pop("mtu", 1500)
        self.answer = more.pop("answer", {"ignored": ignored, "accepted": accepted}.get(kind))
        self.before, self.after = more.pop("before", None), more.pop("after", None)
        self.check = more.pop("check", None)
        self.params = more.pop("params", ("ip=eth0:dhcp",))
        assert not more, more

    def title(self):
        return f"{self.row:>2}: {self.name}"


def make(kind, request, twist=(), yiaddr=GOOD, server=SERVER, dns=GOOD_DNS, lease=3600):
    """A server's frame. Of its own the twist has:

    type     another option 53 (the bytes)
    first    bytes in front of the options; last, behind them; end, False for no END
    area     all bytes of the options area; cut, the payload's length; behind, the rest goes on
             behind the datagram
    source, source_mac  where it comes from
    """
    twist = {k: v(request) if callable(v) else v for k, v in dict(twist).items()}
    pairs = {53: bytes([kind]), 54: dhcp.addr(server)}
    if kind != dhcp.NAK:
        pairs.update(
            {
                51: dhcp.u32(lease),
                1: dhcp.addr("255.255.255.0"),
                3: dhcp.addr(SERVER),
                6: dhcp.addr(dns),
            }
        )
    if "type" in twist:
        pairs[53] = twist["type"]
    pairs.update({k: v for k, v in twist.items() if isinstance(k, int)})
    area = twist.get("first", b"")
    area += dhcp.options([p for p in pairs.items() if p[1] is not None], end=False)
    area += twist.get("last", b"") + (b"\xff" if twist.get("end", True) else b"")
    words = {k: v for k, v in twist.items() if k in MESSAGE_WORDS}
    words = {"xid": request.xid, "yiaddr": yiaddr, **words}
    if kind == dhcp.NAK:
        words["yiaddr"] = "0.0.0.0"
    payload = dhcp.message(mac=request.mac, area=twist.get("area", area), **words)
    payload = payload.ljust(twist.get("pad", 300), b"\0")
    payload, rest = payload[: twist.get("cut")], payload[twist.get("cut", len(payload)) :]
    words = {k: v for k, v in twist.items() if k in FRAME_WORDS}
    words = {"source": server, "target": "255.255.255.255", **words}
    words.setdefault("source_mac", b"\x02\0\0\0\x66\x01")
    if twist.get("behind"):
        words["trailer"] = rest
    return dhcp.frame(payload, **words)


# ---- how it answers ----


def ignored(rogue, request):
    """The twisted one first, then the good one."""
    twist, phases = rogue.case.twist, rogue.case.phases
    if request.type == dhcp.DISCOVER:
        if "offer" in phases:
            rogue.send(dhcp.OFFER, request, twist, yiaddr=BAD, dns=BAD_DNS, lease=7200)
        rogue.send(dhcp.OFFER, request)
    elif request.type == dhcp.REQUEST and request.requested == GOOD:
        if "ack" in phases:
            rogue.send(dhcp.ACK, request, twist, dns=BAD_DNS, lease=7200)
        rogue.send(dhcp.ACK, request)
    elif request.type == dhcp.REQUEST:
        rogue.send(dhcp.ACK, request, yiaddr=request.requested or request.ciaddr, dns=BAD_DNS)


def accepted(rogue, request):
    """Nothing but the twisted one."""
    twist, phases = rogue.case.twist, rogue.case.phases
    if request.type == dhcp.DISCOVER:
        rogue.send(dhcp.OFFER, request, twist if "offer" in phases else {})
    elif request.type == dhcp.REQUEST:
        rogue.send(dhcp.ACK, request, twist if "ack" in phases else {})


def good(rogue, request):
    if request.type == dhcp.DISCOVER:
        rogue.send(dhcp.OFFER, request)
    elif request.type == dhcp.REQUEST:
        rogue.send(dhcp.ACK, request)


class Rogue:
    """The server, in a thread, on one interface of a namespace, while it is a context."""

    def __init__(self, namespace, case, ifname="srv0"):
        self.case, self.namespace = case, namespace
        self.socket = dhcp.packet_socket(namespace, ifname)
        self.heard = []
        self.state = {}  # for the case's own functions
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.socket.close()

    def serve(self):
        while not self.over.is_set():
            if not select.select([self.socket], [], [], 0.05)[0]:
                continue
            try:
                data = self.socket.recv(65536)
            except OSError:
                continue
            if data[12:14] == b"\x08\x06":
                self.state.get("arp", lambda *_: None)(self, data)
                continue
            request = dhcp.Message.parse(data)
            if request:
                self.heard.append(request)
                self.case.answer(self, request)

    def send(self, kind, request, twist=(), **values):
        self.put(make(kind, request, twist, **values))

    def put(self, frame):
        try:
            self.socket.send(frame)
        except OSError:
            pass  # the interface is down

    def requests(self, *types):
        return [m for m in self.heard if m.type in types]


# ---- one case ----


@contextlib.contextmanager
def played(case, start, patience=1):
    """Plays a case against a client, which start(namespace) runs; a context with its namespace and
    the rogue once GOOD is there and `after` is over, else lab.Stuck. The seconds of the case are
    those of a machine with nothing else to do; `patience` times them are waited."""
    client, server = lab.Namespace("client"), lab.Namespace("rogue")
    lab.wire(client, "eth0", server, "srv0")
    if case.mtu != 1500:
        client.ip(f"link set eth0 mtu {case.mtu}")
        server.ip(f"link set srv0 mtu {case.mtu}")
    server.ip(f"address add {SERVER}/24 dev srv0")
    client.up("eth0")
    with Rogue(server, case) as rogue:
        if case.before:
            case.before(rogue, client)
        process = start(client)
        try:
            client.has(GOOD, seconds=case.seconds * patience)
            if case.after:
                case.after(rogue, client)
            yield client, rogue
        finally:
            process.stop()
            client.close()
    server.close()


def differences(case, values):
    """Where the lease file is not as expected."""
    for key, wanted in {"ADDRESS": GOOD, **case.expect}.items():
        got = values.get(key)
        if not (wanted(got) if callable(wanted) else got == wanted):
            yield f"{key}={got!r}, not {wanted if not callable(wanted) else 'as it should'!r}"
    if case.kind == "ignored" and values.get("DNS1") != GOOD_DNS:
        yield f"DNS1={values.get('DNS1')!r}: that of the message to be ignored"


def ours(case):
    """Plays a case against netcfg with the sanitizers. What is wrong, one a line; and the story."""
    wrong, story = [], ""
    client = None

    def start(namespace):
        nonlocal client
        client = clients.Netcfg(namespace, *case.params, sanitized=True)
        return client.process

    try:
        with played(case, start, 3) as (namespace, rogue):
            values = clients.leased(namespace)
            lab.wait(
                lambda: not list(differences(case, clients.lease(namespace))), "", 3, quiet=True
            )
            wrong += differences(case, clients.lease(namespace))
            if case.kind == "ignored" and any(m.requested == BAD for m in rogue.heard):
                wrong.append(f"asked for {BAD}")
            if BAD_DNS in clients.resolv(namespace):
                wrong.append(f"resolv.conf: {clients.resolv(namespace)}")
            if case.check:
                wrong += case.check(rogue, namespace, client.said()) or []
            story = f"{values}\n{rogue.heard}"
    except lab.Stuck as stuck:
        wrong.append(str(stuck))
    if client:
        wrong += client.complaints()
        if client.process.popen.returncode != 0:
            wrong.append(f"exit {client.process.popen.returncode} after SIGTERM")
        if re.search(r"[^\t\n -~]", client.said()):
            wrong.append("a byte in the log that is not printable ASCII")
        story += "\n" + client.said()
    return wrong, story


def survives(case, peer):
    """Does another client end on the right address? The sanitizers' part is ours alone."""
    try:
        with played(case, peer) as (namespace, _):
            time.sleep(0.3)  # for what comes after the first address
            return [a.partition("/")[0] for a in namespace.addresses()] == [GOOD]
    except lab.Stuck:
        return False
