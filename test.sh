#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests. Real networks and data are looked for in $CHITA_DATA, else in ../shared/data;
# tests that need them skip by name where they are absent.
#
#   ./test.sh                                             all tests; options of dotnet test may follow
#   ./test.sh faults [--kills N] [--seed S] [--silos K]   kills silos under campaigns, and compares bits
#   ./test.sh faults --partition                          cuts silos off the network and resets connections instead (as root)
#   ./test.sh faults --commands [--rounds N] [--seed S]   kills silos while campaigns are commanded, and checks the history of all commands
#   ./test.sh faults --crowd [--campaigns N]              very many campaigns at once: time, pages of the list, memory
#   ./test.sh matrix                                      two campaigns on 1, 2 and 4 silos, with 1 and 2 threads
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo"

if ! command -v dotnet > /dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "Installing the .NET SDK 10 ..."
    $sudo apt-get update -q && $sudo apt-get install -y -q dotnet-sdk-10.0 || {
        echo "The .NET SDK 10 is missing and the package manager does not have it: see https://dotnet.microsoft.com/download" >&2
        exit 1
    }
fi

# Tests start servers of their own, from the programs alone: instances that the packages would start are not wanted.
missing=()
command -v redis-server > /dev/null && command -v redis-cli > /dev/null || missing+=(redis-server redis-tools)
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || missing+=(postgresql)
command -v ip > /dev/null || missing+=(iproute2)
command -v g++ > /dev/null || missing+=(g++)
command -v node > /dev/null || missing+=(nodejs)
command -v npm > /dev/null || missing+=(npm)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' > /dev/null || missing+=(faketime)
/usr/bin/python3 -c "import torch, numpy" 2> /dev/null || missing+=(python3-torch python3-numpy)
if [ "${#missing[@]}" -gt 0 ]; then
    echo "Installing ${missing[*]} ..."
    $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

# Azure Blob storage on this machine, fetched while all is built. As of 3.36 Azurite asks for a newer Node.js than Debian 12 has.
azurite=3.35.0
fetching=""
if ! grep -qs "\"version\": \"$azurite\"" artifacts/azurite/node_modules/azurite/package.json; then
    echo "Installing Azurite $azurite ..."
    npm install --prefix artifacts/azurite --no-audit --no-fund --loglevel error "azurite@$azurite" & fetching=$!
fi

dotnet build Chita.sln --configuration Release --nologo --verbosity quiet
[ -z "$fetching" ] || wait "$fetching"

faults=(dotnet artifacts/bin/Chita.Faults/release/Chita.Faults.dll)
case "${1:-}" in
    faults) exec "${faults[@]}" "${@:2}" ;;
    matrix) exec "${faults[@]}" --matrix ;;
esac

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
# All projects at once: the end-to-end tests take longest and mostly wait, and which projects come first is not ours to say.
dotnet test --solution Chita.sln --configuration Release --no-build --max-parallel-test-modules 3 --results-directory artifacts/test-results --timeout 30m "$@" 2>&1 \
    | tee "$log" || status=$?

# For those who read only the end: which tests failed, and one line.
sed -nE 's/^(failed [^ ]+\.[^ ]+.*)/\1/p' "$log" | sort -u
count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$status"
