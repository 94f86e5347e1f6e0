"""compose.yaml and kubernetes.yaml are what their tools take, and say the same as nginx.conf, the image and the app."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import streamlit.config
from ruamel.yaml import YAML

from tests.deploy import image
from tests.e2e.server import ROOT

COMPOSE, KUBERNETES = ROOT / "deploy" / "compose.yaml", ROOT / "deploy" / "kubernetes.yaml"
NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
SERVICES: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
KINDS: dict[str, Any] = {part["kind"]: part for part in YAML(typ="safe").load_all(KUBERNETES)}
POD: dict[str, Any] = KINDS["Deployment"]["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]

HEALTH = "/_stcore/health"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"  # noqa: S105 - a name
GOAL = 690_000_000
"""Bytes, with 100 visitors."""


def compose(file: Path) -> list[str]:
    return [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(file)]


def kubernetes(file: Path) -> list[str]:
    return [str(BIN / "kubernetes-validate"), "--strict", str(file)]


def refusal(command: list[str]) -> str:
    """What a validator found wrong; "" when it passed each part: a kind that it does not know is not an error to it."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    parts = Path(command[-1]).read_text(encoding="utf-8").count("\nkind: ")
    passed = ran.returncode == 0 and (ran.stdout + ran.stderr).count(" passed ") == parts
    return "" if passed else f"{ran.returncode}: {ran.stdout}{ran.stderr}"


def test_the_manifests_are_valid() -> None:
    assert refusal(compose(COMPOSE)) == ""
    assert refusal(kubernetes(KUBERNETES)) == ""


@pytest.mark.parametrize(
    ("right", "wrong"), [("healthcheck:", "heathcheck:"), ("read_only: true", "read_only: [true]"), ("[CMD,", "{CMD:")]
)
def test_a_broken_compose_file_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    assert refusal(compose(broken(COMPOSE, right, wrong, tmp_path)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("readinessProbe:", "readinesProbe:"), ("containerPort: 8501", "containerPort: http"), ("autoscaling/v2", "v2")],
)
def test_a_broken_manifest_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    assert refusal(kubernetes(broken(KUBERNETES, right, wrong, tmp_path)))


def broken(file: Path, right: str, wrong: str, folder: Path) -> Path:
    text = file.read_text(encoding="utf-8")
    assert right in text
    made = folder / file.name
    made.write_text(text.replace(right, wrong), encoding="utf-8")
    return made


def test_one_port_from_the_app_to_the_balancer() -> None:
    port = image.environment()["STREAMLIT_SERVER_PORT"]
    assert image.only("EXPOSE") == port
    assert f"'127.0.0.1', {port}" in image.only("HEALTHCHECK")
    assert dict(re.findall(r"(app-\d+):(\d+);", NGINX)) == {name: port for name in SERVICES if name != "balancer"}
    assert CONTAINER["ports"] == [{"name": "http", "containerPort": int(port)}]
    (listens,) = re.findall(r"listen (\d+);", NGINX)
    assert SERVICES["balancer"]["ports"] == [f"${{PORT:-8080}}:{listens}"]
    assert SERVICES["balancer"]["healthcheck"]["test"][-1] == f"http://127.0.0.1:{listens}{HEALTH}"


def test_the_way_in_leads_to_the_pods() -> None:
    assert KINDS["Service"]["spec"]["selector"] == KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    (rule,) = KINDS["Ingress"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    (port,) = KINDS["Service"]["spec"]["ports"]
    assert path["backend"]["service"] == {"name": KINDS["Service"]["metadata"]["name"], "port": {"name": port["name"]}}
    assert port["targetPort"] == CONTAINER["ports"][0]["name"]
    assert KINDS["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == KINDS["Deployment"]["metadata"]["name"]


def test_health_is_asked_at_one_place() -> None:
    """The one that says no while the app is not ready; the app of tests/e2e is awaited there too."""
    assert HEALTH in image.only("HEALTHCHECK")
    probes = [CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")]
    assert probes == [{"path": HEALTH, "port": "http"}] * 3


def test_nobody_is_root_and_nobody_writes_but_to_tmp() -> None:
    user, group = map(int, image.only("USER").split(":"))
    assert user > 0
    assert (POD["securityContext"]["runAsUser"], POD["securityContext"]["runAsGroup"]) == (user, group)
    assert POD["securityContext"]["runAsNonRoot"]
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in CONTAINER["volumeMounts"]] == ["/tmp"]  # noqa: S108 - inside the container
    for service in SERVICES.values():
        assert service["read_only"]
        assert [mount.split(":")[0] for mount in service["tmpfs"]] == ["/tmp"]  # noqa: S108
        assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
        assert service["mem_limit"]
    assert image.environment()["HOME"] == "/tmp"  # noqa: S108
    assert {path for path in re.findall(r" (/\S+);", NGINX) if path.count("/") > 1} >= {"/tmp/nginx.pid"}  # noqa: S108


def test_all_replicas_have_the_secret_and_no_file_has_it() -> None:
    apps = [service for name, service in SERVICES.items() if name != "balancer"]
    assert len(apps) >= 2
    for app in apps:
        assert app["environment"][SECRET].startswith(f"${{{SECRET}:?")
    (variable,) = CONTAINER["env"]
    assert variable["name"] == SECRET
    assert list(variable["valueFrom"]) == ["secretKeyRef"]


def test_streamlit_knows_the_variables() -> None:
    known = {option.env_var for option in streamlit.config.get_config_options().values()}
    assert {name for name in [*image.environment(), SECRET] if name.startswith("STREAMLIT_")} <= known


def test_memory_leaves_room_above_the_goal() -> None:
    assert SERVICES["app-1"]["mem_limit"] == "1g"
    assert CONTAINER["resources"]["limits"]["memory"] == "1Gi"
    assert CONTAINER["resources"]["requests"]["memory"] == "700Mi"
    assert GOAL < 700 * 2**20 < 2**30


def test_the_balancer_takes_files_as_large_as_the_app_does() -> None:
    assert re.findall(r"client_max_body_size (\d+)m;", NGINX) == [str(SERVER["maxUploadSize"] + 1)]


def test_every_replica_stands_in_every_block_of_nginx_conf() -> None:
    names = [name.removeprefix("app-") for name in SERVICES if name != "balancer"]
    blocks = re.findall(r"# replicas: .*\n(?:.*\n)*?.*\{\n((?:.*\n)*?)    \}", NGINX)
    assert len(blocks) == 5
    for block in blocks:
        used = set(re.findall(r"^ +(\d+) ", block, re.MULTILINE)) | set(re.findall(r"\* +(\d+);", block))
        used |= set(re.findall(r"% +(\d+);", block))
        assert used == set(names)


def test_the_image_s_commands_are_lists() -> None:
    """As a list, a command runs without a shell, and a signal to stop reaches the app."""
    assert isinstance(json.loads(image.only("CMD")), list)
    assert isinstance(json.loads(image.only("HEALTHCHECK").split("CMD ")[1]), list)
