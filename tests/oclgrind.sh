#!/usr/bin/env bash
# Runs the kernels on Oclgrind, which simulates an OpenCL device and watches every access: out-of-range, races, barriers that not all threads reach, and
# values that nobody wrote. Fails on any report, and unless the device that ran is Oclgrind's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() { printf 'oclgrind.sh: %s\n' "$*" >&2; exit 1; }

library=${OCLGRIND_ICD:-/usr/lib/oclgrind/liboclgrind-rt-icd.so}
[ -e "$library" ] || stop "$library is missing: install the package oclgrind, or name its ICD library in OCLGRIND_ICD"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The loader of Debian 12 does not look at OCL_ICD_FILENAMES where OCL_ICD_VENDORS names a folder: so the folder names the library.
mkdir "$folder/vendors"
echo "$library" >"$folder/vendors/oclgrind.icd"
export OCL_ICD_VENDORS="$folder/vendors" OCL_ICD_FILENAMES="$library"
export IlgpuFrom=offline NORMGPU_REQUIRE="${NORMGPU_REQUIRE:+$NORMGPU_REQUIRE,}opencl" NORMGPU_PLATFORM=Oclgrind
# Oclgrind 21.10 knows neither the annotations nor the memmove that its compiler makes of inlined functions.
export OCLGRIND_BUILD_OPTIONS=-cl-opt-disable
export OCLGRIND_LOG="$folder/reports" OCLGRIND_DATA_RACES=1 OCLGRIND_CHECK_API=1

clean() {
    [ ! -s "$OCLGRIND_LOG" ] && return
    head -n 60 "$OCLGRIND_LOG" >&2
    stop "Oclgrind reports $(grep -c 'Kernel:' "$OCLGRIND_LOG") findings in $1; the first are above"
}

dotnet build tests/NormGpu.Gpu.Tests --configuration Release --nologo --verbosity quiet
run() { dotnet test tests/NormGpu.Gpu.Tests --configuration Release --no-build --nologo --verbosity quiet "$@"; }

# Oclgrind forgets what was written when memory is written again from the host, so each case has a process of its own.
mapfile -t cases < <(run --list-tests --filter FullyQualifiedName~OpenClTests | sed -n 's/.*OpenCL_computes.*name: "\(.*\)").*/\1/p')
[ ${#cases[@]} -ge 16 ] || stop "only ${#cases[@]} cases were found"
for case in "${cases[@]}"; do
    OCLGRIND_UNINITIALIZED=1 run --filter "FullyQualifiedName~OpenClTests&DisplayName~$case" >"$folder/output" 2>&1 || { cat "$folder/output" >&2; stop "$case failed"; }
    grep -q 'Passed: *1,' "$folder/output" || { cat "$folder/output" >&2; stop "$case did not run"; }
    clean "$case"
done
echo "oclgrind.sh: ${#cases[@]} cases without a report"
