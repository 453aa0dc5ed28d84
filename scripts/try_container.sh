#!/bin/sh
# Builds the container image and tries it as deploy/compose.yaml runs it: a read-only file system, no capabilities, nobody's
# rights, the watches on a volume. Needs podman or docker, and the base image that deploy/Containerfile names.
#     scripts/try_container.sh
# ENGINE is the engine with its own options ("podman", "docker"); BUILD_FLAGS and RUN_FLAGS go to its build and run; the port
# 8080 must be free. Where containers get no network of their own: RUN_FLAGS="--network host" BUILD_FLAGS="--network host".
set -eu
cd "$(dirname "$0")/.."
engine=${ENGINE:-podman}
image=localhost/trucewatch:try
name=trucewatch-try-$$
hardened="--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges:true --volume $name:/srv/watches"
hardened="$hardened ${RUN_FLAGS---publish 127.0.0.1:8080:8080}"
trap '$engine rm --force $name >/dev/null 2>&1 || true; $engine volume rm $name >/dev/null 2>&1 || true' EXIT

case $engine in podman*) format="--format docker" ;; *) format="" ;; esac
$engine build $format ${BUILD_FLAGS-} --file deploy/Containerfile --tag $image .
$engine volume create "$name" >/dev/null
$engine run --rm $hardened $image --version
user=$($engine run --rm $hardened --entrypoint id $image --user)
[ "$user" != 0 ] || { echo "The image runs as root." >&2; exit 1; }
if $engine run --rm $hardened --entrypoint touch $image /opt/trucewatch/tried 2>/dev/null; then
    echo "The file system can be written to." >&2
    exit 1
fi
$engine run --rm $hardened $image init example --country SY --archive
$engine run --detach --name "$name" $hardened $image >/dev/null
tries=0
until $engine exec "$name" python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { $engine logs "$name" >&2; echo "The server did not become ready within two minutes." >&2; exit 1; }
    sleep 2
done
$engine inspect --format '{{json .Config.Healthcheck}}' "$name" | grep -q healthz ||
    { echo "The image has lost its health check; build it with --format docker." >&2; exit 1; }
$engine stop --time 30 "$name" >/dev/null
ended=$($engine inspect --format '{{.State.ExitCode}}' "$name")
[ "$ended" = 0 ] || { $engine logs "$name" >&2; echo "The server ended with $ended when it was told to stop." >&2; exit 1; }
echo "The image works: it runs as user $user, writes to its volume only, becomes ready, and stops when told to."
