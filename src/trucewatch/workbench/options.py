"""How a server is reached."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from trucewatch.model.errors import ConfigError
from trucewatch.workbench.provider import Provider

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """`address` is the one under which people reach the server, such as https://watch.example.org behind a proxy; None:
    whatever they type. With it, cookies are bound to HTTPS where it says https, and other names are refused. `provider`
    is an identity provider by which people may also sign in."""

    address: str | None = None
    provider: Provider | None = None

    def __post_init__(self) -> None:
        if self.address is not None:
            parts = urlsplit(self.address)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
                raise ConfigError(
                    f'"{self.address}" is no address of a server; write one like https://watch.example.org.'
                )

    @property
    def secure(self) -> bool:
        """Whether it is reached over HTTPS."""
        return self.address is not None and self.address.startswith("https://")

    @property
    def host(self) -> str | None:
        """The only name, with port, by which it may be called; None: any."""
        return urlsplit(self.address).netloc.lower() if self.address else None
