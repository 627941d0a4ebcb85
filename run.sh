#!/usr/bin/env bash
# Sets the machine up and trains six networks on real images: where L2 batch norm breaks in half precision, and L1 does not.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

./setup.sh
exec ./normgpu demo --out out/demo "$@"
