"""A DHT node by libtorrent on loopback, for tests: takes commands on standard input, a line each,
and answers each with a line.

    node PORT             knows the node at this port of loopback       ok
    nodes                 how many nodes it knows                       nodes N
    announce KEY          announces its own TCP port, as for a torrent  ok
    peers KEY             looks for peers                               peers HOST:PORT ...
    put HEX               stores an immutable string (BEP 44)           put TARGET NODES
    get TARGET            looks for an immutable string                 item HEX, or: none
"""

import sys
import time

try:
    import libtorrent as lt
except ImportError:
    sys.exit("the tests need libtorrent for Python; install it: apt-get install python3-libtorrent")

LOOPBACK = "127.0.0.1"
WAIT_S = 15

session = lt.session({
    "listen_interfaces": LOOPBACK + ":0",
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    # All nodes of the tests have one address, which is nobody's on the Internet.
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_ignore_dark_internet": False,
    "dht_enforce_node_id": False,
    "dht_prefer_verified_node_ids": False,
    "alert_mask": lt.alert.category_t.dht_notification
    | lt.alert.category_t.dht_operation_notification
    | lt.alert.category_t.stats_notification
    | lt.alert.category_t.status_notification,
})


def key(text):
    return lt.sha1_hash(bytes.fromhex(text))


def alerts(kind):
    """The alerts of one kind, as they come, until the time is over."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        session.wait_for_alert(100)
        for alert in session.pop_alerts():
            if isinstance(alert, kind):
                yield alert


def nodes():
    session.post_session_stats()
    for alert in alerts(lt.session_stats_alert):
        return alert.values["dht.dht_nodes"]
    return 0


def peers(target):
    session.dht_get_peers(target)
    found = set()
    for alert in alerts(lt.dht_get_peers_reply_alert):
        if alert.info_hash == target:
            found.update("%s:%d" % tuple(peer) for peer in alert.peers())
            if found:
                break
    return sorted(found)


def put(value):
    target = session.dht_put_immutable_item(value)
    for alert in alerts(lt.dht_put_alert):
        if alert.target == target:
            return target, alert.num_success
    return target, 0


def get(target):
    session.dht_get_immutable_item(target)
    for alert in alerts(lt.dht_immutable_item_alert):
        if alert.target == target:
            try:
                return alert.item["value"]
            except RuntimeError:  # there is none
                return None
    return None


def answer(words):
    command = words[0]
    if command == "node":
        session.add_dht_node((LOOPBACK, int(words[1])))
        return "ok"
    if command == "nodes":
        return "nodes %d" % nodes()
    if command == "announce":
        # session.dht_announce cannot be called from Python in 2.0.8: its flags have no type there
        torrent = lt.add_torrent_params()
        torrent.info_hashes = lt.info_hash_t(key(words[1]))
        torrent.save_path = "/nonexistent"
        session.add_torrent(torrent).force_dht_announce()
        return "ok"
    if command == "peers":
        return " ".join(["peers"] + peers(key(words[1])))
    if command == "put":
        target, count = put(bytes.fromhex(words[1]))
        return "put %s %d" % (target, count)
    if command == "get":
        value = get(key(words[1]))
        return "none" if value is None else "item " + value.hex()
    raise ValueError(command)


end = time.monotonic() + WAIT_S
while session.listen_port() == 0 and time.monotonic() < end:
    time.sleep(0.05)
print("port %d" % session.listen_port(), flush=True)
for line in sys.stdin:
    print(answer(line.split()), flush=True)
