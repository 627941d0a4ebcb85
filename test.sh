#!/usr/bin/env bash
# Sets up, builds and runs every test; the last line sums up all test projects: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./setup.sh
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Spinning OpenMP threads of several test processes starve each other on few cores.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
status=0
for solution in NormGpu.sln offline/Offline.sln; do
    dotnet build "$solution" --configuration Release --nologo --verbosity quiet
    dotnet test "$solution" --configuration Release --no-build --nologo --verbosity quiet \
        --logger 'console;verbosity=normal' 2>&1 | tee -a "$log" | grep -vE '^\s*(Passed|Skipped) [A-Za-z_]' || status=1
done

# Each test project closes with "Total tests: T", "Passed: P", "Failed: F", "Skipped: S", zero counts left out.
awk -v status="$status" '
    $1 == "Passed:" { passed += $2 }
    $1 == "Failed:" { failed += $2 }
    $1 == "Skipped:" { skipped += $2 }
    END {
        if (status != 0 && failed == 0) { print "A test run ended badly; see above."; failed = 1 }
        if (skipped > 0) printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        else printf "%d passed, %d failed\n", passed, failed
        exit failed > 0 || passed == 0
    }' "$log"
