#!/usr/bin/env bash
# Measures NormGpu beside PyTorch in one run, into perf/results: perf/measure.sh [--quick] [--only peers limit threads sizes training]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! /usr/bin/python3 -c 'import torch' 2>/dev/null; then
    echo "measure: PyTorch, the peer, is missing: apt-get install python3-torch" >&2
    exit 1
fi
dotnet build perf/NormGpu.Perf --configuration Release --nologo --verbosity quiet
exec dotnet run --project perf/NormGpu.Perf --configuration Release --no-build -- "$@"
