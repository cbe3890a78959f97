"""Turns, sizes and deadlines on the socket, against peers that keep to none of them."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from nbviva.wire.frames import MAGIC, Channel
from nbviva.wire.limits import Breach, Deadline, Limits

SOON = 0.3  # s


@pytest.fixture
def pair() -> Iterator[tuple[Channel, socket.socket]]:
    """The examiner's channel, and the bare socket of a peer that writes what it likes."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours, Limits(message_bytes=1_000_000))
    yield channel, theirs
    channel.close()
    theirs.close()


def frame(turn: int, payload: bytes = b"", magic: bytes = MAGIC, size: int | None = None) -> bytes:
    return struct.pack("<4sII", magic, turn, len(payload) if size is None else size) + payload


def refused(channel: Channel, code: str, seconds: float = SOON) -> None:
    """The next frame is refused with that code, in time, and the channel is closed for good."""
    start = time.monotonic()
    with pytest.raises(Breach) as refusal:
        channel.receive(Deadline.after(seconds))
    assert refusal.value.code == code
    assert time.monotonic() - start < seconds + 1
    for use in (lambda: channel.send(b"", Deadline.after(1)), lambda: channel.receive(Deadline.after(1))):
        with pytest.raises(Breach, match="closed"):
            use()


def test_two_channels_take_turns_and_ask_back() -> None:
    a, b = (Channel(sock) for sock in socket.socketpair())
    soon = Deadline.after(5)
    for speaker, hearer, text in ((a, b, b"question"), (b, a, b"asking back"), (a, b, b""), (b, a, bytes(100_000))):
        speaker.send(text, soon)
        assert hearer.receive(soon) == text
    a.close()
    b.close()


def test_a_side_may_take_several_turns_in_a_row() -> None:
    a, b = (Channel(sock) for sock in socket.socketpair())
    soon = Deadline.after(5)
    a.send_all([b"one", b"", b"three"], soon)
    assert [b.receive(soon) for _ in range(3)] == [b"one", b"", b"three"]
    for answer in (b"1", b"2"):
        b.send(answer, soon)
    assert [a.receive(soon) for _ in range(2)] == [b"1", b"2"]
    a.send(b"next", soon)
    assert b.receive(soon) == b"next"


def test_what_is_held_is_written_when_it_is_released_when_one_listens_and_when_it_grows() -> None:
    a, b = (Channel(sock) for sock in socket.socketpair())
    soon = Deadline.after(5)
    b.hold()
    b.send(b"held", soon)
    with pytest.raises(BlockingIOError):
        a._sock.recv(1, socket.MSG_PEEK)
    b.release(soon)
    assert a.receive(soon) == b"held"
    b.hold()
    b.send(b"before a question", soon)
    with pytest.raises(Breach, match="late"):
        b.receive(Deadline.after(0.05))
    assert a.receive(soon) == b"before a question"
    a, b = (Channel(sock) for sock in socket.socketpair())
    b.hold()
    b.send(bytes(50_000), soon)
    b.send(bytes(50_000), soon)
    assert [len(a.receive(soon)) for _ in range(2)] == [50_000, 50_000]
    b.send(b"small", soon)
    time.sleep(0.01)
    b.send(b"later", soon)
    assert [a.receive(soon) for _ in range(2)] == [b"small", b"later"]


def test_a_big_frame_passes_a_small_buffer() -> None:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    a, b = Channel(ours), Channel(theirs)
    payload = bytes(range(256)) * 40_000
    sender = threading.Thread(target=a.send, args=(payload, Deadline.after(10)))
    sender.start()
    assert b.receive(None) == payload
    sender.join()
    a.close()
    b.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "late"),
        (frame(2)[:5], "late"),
        (frame(2, b"abc")[:-1], "late"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "bad_frame"),
        (frame(2, magic=b"nbv2"), "bad_frame"),
        (frame(1), "wrong_sequence"),
        (frame(3), "wrong_sequence"),
        (frame(0), "wrong_sequence"),
        (frame(2, size=1_000_001), "too_big"),
        (frame(2, size=2**32 - 1), "too_big"),
        (frame(2, size=1_000_000), "late"),  # a lying length within the limit: memory grows with what comes
    ],
)
def test_what_is_no_reply_is_refused(pair: tuple[Channel, socket.socket], sent: bytes, code: str) -> None:
    channel, theirs = pair
    channel.send(b"question", Deadline.after(1))
    theirs.sendall(sent)
    refused(channel, code)


@pytest.mark.parametrize("sent", [b"", frame(2)[:7], frame(2, b"abc")[:-1]])
def test_a_peer_that_ends_is_noticed_at_once(pair: tuple[Channel, socket.socket], sent: bytes) -> None:
    channel, theirs = pair
    channel.send(b"", Deadline.after(1))
    theirs.recv(100)  # or its end would be a reset
    theirs.sendall(sent)
    theirs.close()
    refused(channel, "hung_up", seconds=60)


@pytest.mark.parametrize("extra", [b"\x00", frame(2), frame(4, b"an answer before its question")])
def test_what_comes_before_the_question_is_refused(pair: tuple[Channel, socket.socket], extra: bytes) -> None:
    channel, theirs = pair
    channel.send(b"question", Deadline.after(1))
    theirs.sendall(frame(2, b"answer") + extra)
    assert channel.receive(Deadline.after(1)) == b"answer"  # and not one byte more was read
    with pytest.raises(Breach, match="unasked"):
        channel.send(b"next", Deadline.after(1))
    with pytest.raises(Breach, match="closed"):
        channel.receive(Deadline.after(1))


def test_a_frame_ahead_of_its_turn_is_of_no_use(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    channel.send(b"question", Deadline.after(1))
    theirs.sendall(frame(4, b"for the question after this one"))
    refused(channel, "wrong_sequence")


def test_one_deadline_holds_for_a_reply_that_drips(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    channel.send(b"question", Deadline.after(1))
    stop = threading.Event()

    def drip() -> None:
        for byte in frame(2, bytes(10_000)):
            if stop.wait(0.01):
                return
            try:
                theirs.send(bytes([byte]))
            except OSError:
                return

    peer = threading.Thread(target=drip)
    peer.start()
    refused(channel, "late")
    stop.set()
    peer.join()


def test_a_flood_does_not_outlast_the_deadline(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    channel.send(b"question", Deadline.after(1))
    theirs.sendall(frame(2, b"complete"))
    with pytest.raises(Breach, match="late"):  # even what is there is late when time is up
        channel.receive(Deadline(0.0))


def test_a_peer_that_does_not_read_holds_nobody_up(pair: tuple[Channel, socket.socket]) -> None:
    channel, _ = pair
    start = time.monotonic()
    with pytest.raises(Breach, match="late"):
        channel.send(bytes(1_000_000), Deadline.after(SOON))
    assert time.monotonic() - start < SOON + 1


def test_a_peer_that_is_gone(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    theirs.close()
    with pytest.raises(Breach, match="hung_up"):
        channel.send(b"question", Deadline.after(1))


def test_our_own_question_may_be_too_big_without_an_end_to_it(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    with pytest.raises(Breach, match="too_big"):
        channel.send(bytes(1_000_001), Deadline.after(1))
    channel.send(b"smaller", Deadline.after(1))
    assert theirs.recv(100) == frame(1, b"smaller")


def test_a_deadline_is_a_finite_time_and_a_channel_a_stream() -> None:
    for seconds in (float("nan"), float("inf"), -1.0):
        with pytest.raises(ValueError, match="finite"):
            Deadline.after(seconds)
    one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, two, pytest.raises(ValueError, match="stream"):
        Channel(one)
