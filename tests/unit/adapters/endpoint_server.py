"""An endpoint on this machine that behaves as it is told, also badly."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HANG_UP, SILENT, DRIP = b"hang up", b"silent", b"drip"


@dataclass
class EndpointServer:
    """Takes connections one after the other."""

    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    port: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[EndpointServer]:
        """Serve until the end of the block."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port, self._over = listening.getsockname()[1], threading.Event()
            thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
            thread.start()
            yield self
            self._over.set()
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            thread.join(5)

    def _serve(self, listening: socket.socket) -> None:
        while not self._over.is_set():
            plain, _ = listening.accept()
            with contextlib.suppress(OSError), plain:
                connected = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
                with connected:
                    self._answer(connected)

    def _answer(self, connected: socket.socket) -> None:
        connected.settimeout(5)
        received = b""
        while b"\r\n\r\n" not in received:
            more = connected.recv(4096)
            if not more:
                return
            received += more
        length = int(received.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(received.partition(b"\r\n\r\n")[2]) < length:
            received += connected.recv(4096)
        self.requests.append(received)
        if self.answer == SILENT:
            self._over.wait(5)
        elif self.answer == DRIP:
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500:
                connected.sendall(bytes([byte]))
                time.sleep(0.05)
        elif self.answer != HANG_UP:
            connected.sendall(self.answer)


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for a name; give the server's context, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))
