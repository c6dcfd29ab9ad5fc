# SPDX-License-Identifier: GPL-2.0-only
"""Rows 59 and 60 of hostile input: not the server is hostile, the wire is. Answers come out of
another cable, and the interface takes no packet; on the client's own all goes well at last.
"""

import os
import re
import signal
import threading
import time

import clients
import dhcp
import lab
from hostile import BAD, BAD_DNS, GOOD, Case, good, make


# ---- 59: the answer comes by another interface ----


def second_cable(rogue, client):
    """The client's eth1, which it was not told to use, leads to the same server. The kernel must
    not be what drops a packet that comes by it: rp_filter, ip-sysctl.rst."""
    lab.wire(client, "eth1", rogue.namespace, "srv1")
    client.up("eth1")
    for name in ("all", "eth1"):
        client.call("sh", "-c", f"echo 0 >/proc/sys/net/ipv4/conf/{name}/rp_filter")
    rogue.state["other"] = dhcp.packet_socket(rogue.namespace, "srv1")


def by_the_other(rogue, kind, request, **values):
    """What is not for eth0, and time for it to be believed."""
    frame = make(kind, request, dns=BAD_DNS, lease=7200, **values)
    rogue.state["other"].send(frame)
    time.sleep(0.1)


def elsewhere(rogue, request):
    """An offer and an acknowledgement by the other cable, before the good ones."""
    if request.type == dhcp.DISCOVER:
        by_the_other(rogue, dhcp.OFFER, request, yiaddr=BAD)
    elif request.type == dhcp.REQUEST:
        by_the_other(rogue, dhcp.ACK, request)
    good(rogue, request)


def renewed_elsewhere(rogue, request):
    """Only what renews the lease has an answer by the other cable."""
    if request.ciaddr != GOOD:
        good(rogue, request)
        return
    by_the_other(rogue, dhcp.ACK, request, twist={"target": GOOD})
    to_it = {"target": GOOD, "target_mac": request.source_mac}
    rogue.send(dhcp.ACK, request, to_it, lease=3000)


def renew(_rogue, namespace):
    clients.leased(namespace)
    os.kill(clients.keeper(namespace), signal.SIGUSR1)
    lab.wait(lambda: clients.lease(namespace).get("LEASE") != "3600", "a renewal")


# ---- 60: the interface takes no packet ----


def mend(client, complaint, *command):
    """Runs the command once the client has said that a packet did not go: else the case fails."""

    def heard():
        return any(re.search(complaint, process.said()) for process in client.processes)

    def when_heard():
        if lab.wait(heard, "", 6, quiet=True):
            lab.host(*command)

    threading.Thread(target=when_heard, daemon=True).start()


def too_small(_rogue, client):
    """EMSGSIZE: packet(7)."""
    words = f"ip -n {client.name} link set eth0 mtu"
    lab.host(*words.split(), "200")
    mend(client, "send .*: Message too long", *words.split(), "1500")


def full(_rogue, client):
    """ENOBUFS: its queue has room for one byte: tc-bfifo(8)."""
    words = f"tc -n {client.name} qdisc {{}} dev eth0 root bfifo limit {{}}"
    lab.host(*words.format("add", 1).split())
    mend(client, "send .*: No buffer space", *words.format("change", 100000).split())


def known(rogue, client):
    rogue.state["client"] = client


def down_and_up(client):
    client.ip("link set eth0 down")
    time.sleep(0.5)
    client.up("eth0")


def down_at_first(rogue, request):
    """ENETDOWN, and POLLERR on the socket that waits for the answer to the first DISCOVER."""
    if not rogue.state.setdefault("was down", False):
        rogue.state["was down"] = True
        down_and_up(rogue.state["client"])
    else:
        good(rogue, request)


def down_while_bound(rogue, client):
    clients.leased(client)
    before = len(rogue.requests(dhcp.REQUEST))
    down_and_up(client)
    lab.wait(lambda: len(rogue.requests(dhcp.REQUEST)) > before, "that it asks again")
    lab.wait(lambda: "default" in client.routes(), "the default route")


WIRES = [
    Case(
        *(59, "answers by an interface that was not asked", "ignored"),
        **{"answer": elsewhere, "before": second_cable},
    ),
    Case(
        *(59, "a renewal is answered by another interface", "ignored"),
        expect={"LEASE": "3000"},
        **{"answer": renewed_elsewhere, "before": second_cable, "after": renew},
    ),
    Case(
        *(60, "the interface takes no packet of that size: EMSGSIZE", "special"),
        **{"answer": good, "before": too_small, "seconds": 15},
    ),
    Case(
        *(60, "the interface's queue is full: ENOBUFS", "special"),
        **{"answer": good, "before": full, "seconds": 15},
    ),
    Case(
        *(60, "the interface goes down: ENETDOWN", "special"),
        **{"answer": down_at_first, "before": known, "after": down_while_bound, "seconds": 15},
    ),
]
