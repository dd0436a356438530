"""A small OpenID provider on loopback: what a real one answers to the site, signed with a key of its own."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "perfgoals"


@dataclass
class Provider:
    """`claims` change what the token says, `info` what the page about the person says."""

    address: str = ""
    nonce: str = ""
    claims: dict = field(default_factory=dict)
    info: dict = field(default_factory=lambda: {"sub": "1", "preferred_username": "preparer"})
    asked: list = field(default_factory=list)

    @cached_property
    def key(self):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def token(self) -> str:
        now = int(time.time())
        content = {
            "iss": self.address, "aud": CLIENT, "sub": "1", "nonce": self.nonce, "iat": now, "exp": now + 60
        }  # fmt: skip
        return jwt.encode(content | self.claims, self.key, algorithm="RS256", headers={"kid": "k"})

    def answer(self, path: str, sent: dict) -> dict:
        self.asked.append((path, sent))
        if path == "/token":
            return {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}
        if path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [key | {"kid": "k", "alg": "RS256", "use": "sig"}]}
        return self.info

    def settings(self) -> dict[str, str]:
        return {
            "PERFGOALS_OIDC_ISSUER": self.address,
            "PERFGOALS_OIDC_CLIENT": CLIENT,
            "PERFGOALS_OIDC_SECRET": "secret",
            "PERFGOALS_OIDC_AUTHORIZE": f"{self.address}/authorize",
            "PERFGOALS_OIDC_TOKEN": f"{self.address}/token",
            "PERFGOALS_OIDC_USERINFO": f"{self.address}/userinfo",
            "PERFGOALS_OIDC_KEYS": f"{self.address}/keys",
        }


@contextmanager
def running_provider():
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = json.dumps(provider.answer(self.path, parse_qs(self.rfile.read(length).decode()))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()
