"""What deploy/ holds, held against the rules of its formats and what the program can do; no engine is needed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command
from workbench_server import ROOT

from trucewatch.cli import app

DEPLOY = ROOT / "deploy"
INSTRUCTIONS = set("FROM LABEL RUN COPY ENV USER WORKDIR VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD ARG SHELL".split())
SERVICE_KEYS = set(
    "image build command environment volumes networks depends_on restart stop_grace_period read_only tmpfs cap_drop "
    "cap_add security_opt healthcheck ports".split()
)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def options_of(command: list[str]) -> None:
    """Fails unless the command line knows these options."""
    known = {o for p in get_command(app).commands[command[0]].params for o in p.opts}  # type: ignore[attr-defined]
    assert {word for word in command if word.startswith("--")} <= known


def test_the_container_file_is_pinned_and_runs_as_nobody_in_particular() -> None:
    found = instructions()
    assert {name for name, _ in found} <= INSTRUCTIONS
    bases = [value.split()[0] for name, value in found if name == "FROM"]
    assert all(re.fullmatch(r"[a-z.]+/[a-z/]+:\d+\.\d+\.\d+[a-z-]*", base) for base in bases)
    stages = [value.split()[-1] for name, value in found if name == "FROM" and " AS " in value]
    locked = (ROOT / "scripts" / "lock.sh").read_text("utf-8")
    for value in (value for name, value in found if name == "COPY"):
        if value.startswith("--from="):
            assert value.partition("=")[2].split()[0] in stages
            continue
        for source in value.split()[:-1]:
            assert (ROOT / source).exists() or f"--output-file {source}" in locked, source
    last = max(n for n, (name, _) in enumerate(found) if name == "FROM")
    final = found[last:]
    users = [value for name, value in final if name == "USER"]
    assert users
    assert all(user.split(":")[0] not in ("root", "0") for user in users)
    runs = [value for name, value in found if name == "RUN"]
    assert all("--require-hashes" in run or "--no-deps" in run for run in runs if "pip install" in run)
    assert not any(word in run for run in runs for word in ("curl ", "wget ", "sudo ", "apt-get upgrade", "chmod 777"))
    command = yaml.safe_load(dict(final)["CMD"])
    options_of(command)


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_compose_file_holds_together() -> None:
    made = compose()
    assert {key for key in made if not key.startswith("x-")} == {"name", "services", "networks", "volumes"}
    services = made["services"]
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert re.search(r":\d+(\.\d+)+", service["image"]), name
        needed = service.get("depends_on", [])
        assert set(needed) <= set(services)
        if isinstance(needed, dict):
            healthy = [n for n, c in needed.items() if c["condition"] == "service_healthy"]
            assert all("healthcheck" in services[n] for n in healthy)
        assert set(service["networks"]) <= set(made["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in made["volumes"] or (DEPLOY / source).is_file(), volume
        assert "no-new-privileges:true" in service["security_opt"], name
    assert made["networks"]["inside"] == {"internal": True}
    assert "ports" not in services["db"]
    assert services["db"]["networks"] == ["inside"]
    build = services["workbench-1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    for name in ("workbench-1", "workbench-2"):
        options_of(services[name]["command"])
        # Not every format of image keeps the health check of the Containerfile.
        assert any("/healthz" in word for word in services[name]["healthcheck"]["test"])
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_no_secret_stands_in_any_of_them() -> None:
    for path in DEPLOY.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"://[^/\s:]+:[^@\s{]+@", text), path.name
        assert not re.search(r"(?i)password\s*[:=]\s*['\"]?(?!\$\{)\w", text), path.name


def test_the_proxy_keeps_a_browser_with_its_process_and_shows_no_probe() -> None:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert text.count("{") == text.count("}")
    named = re.search(r"reverse_proxy (.*) \{", text)
    assert named is not None
    assert {to.split(":")[0] for to in named[1].split()} == {s for s in compose()["services"] if "workbench" in s}
    assert "lb_policy cookie" in text
    assert "@inside path /metrics /healthz /readyz" in text


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = DEPLOY / "trucewatch@.service"
    text = unit.read_text("utf-8")
    started = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    options_of(started.split()[1:])
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    copy = tmp_path / "trucewatch@8081.service"
    copy.write_text(text.replace("/opt/trucewatch/bin/trucewatch", "/bin/true"), "utf-8")
    done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert copy.name not in done.stderr
