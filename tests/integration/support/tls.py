"""Certificates of the tests' own, and the client's side of TLS."""

import datetime
import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "localhost"


class Certificate:
    """One that is signed by its own key, in files."""

    def __init__(self, folder, name="server", common_name=NAME, days=(-1, 30), password=None,
                 host=NAME):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        now = datetime.datetime.now(datetime.timezone.utc)
        names = [x509.DNSName(host)]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=days[0]))
            .not_valid_after(now + datetime.timedelta(days=days[1]))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256()))
        encryption = (serialization.BestAvailableEncryption(password.encode()) if password
                      else serialization.NoEncryption())
        self.certificate = folder / f"{name}.crt"
        self.key = folder / f"{name}.key"
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))
        self.der = certificate.public_bytes(serialization.Encoding.DER)

    @property
    def settings(self):
        return {"server.tls.certificate": str(self.certificate), "server.tls.key": str(self.key)}

    def context(self):
        """A client's that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.certificate))


class SecureAddress(tuple):
    """(host, port) of a server that speaks TLS; `context` is the client's."""

    context = None


def secure(address, context):
    secured = SecureAddress(address)
    secured.context = context
    return secured


def dial(address, patience, receive_buffer=None):
    """A stream to `address`: a path, (host, port), or a SecureAddress."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    stream = socket.socket(family, socket.SOCK_STREAM)
    try:
        if receive_buffer:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        stream.settimeout(patience)
        stream.connect(address)
        if isinstance(address, SecureAddress):
            # A server that closes without saying so is an error, not an end.
            return address.context.wrap_socket(
                stream, server_hostname=NAME, suppress_ragged_eofs=False)
        return stream
    except BaseException:
        stream.close()
        raise
