"""A certificate for the loopback, made anew for a run of the tests."""

import ssl
import subprocess
from pathlib import Path


def new_certificate(folder: Path) -> Path:
    """A file with a key and a certificate that says 127.0.0.1."""
    key, made, both = (folder / name for name in ("key.pem", "made.pem", "both.pem"))
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=relay"
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


def context_with(certificate: Path) -> ssl.SSLContext:
    """As a server uses it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context
