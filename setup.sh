#!/usr/bin/env bash
# Installs what NormGpu builds and tests with. Idempotent: a second run only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# What each Debian package is for.
packages=(
    g++                     # compiles the native half of offline/TorchSharp
    cmake                   # builds it
    libtorch-dev            # libtorch 1.13: tensors and autograd
    libopenblas0-pthread    # matrix products; Debian's default BLAS is 25 times slower
    dataset-fashion-mnist   # 60,000 + 10,000 real images for the demo and the tests
    ocl-icd-libopencl1      # finds OpenCL drivers
    pocl-opencl-icd         # OpenCL on the processor; a card's own driver stands beside it
    oclgrind                # OpenCL that checks every access, for tests/oclgrind.sh
)

install_debian_packages() {
    local missing=()
    for package in "${packages[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        say "Debian packages are there: ${packages[*]}"
        return
    fi

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop "these packages are missing, and neither root nor sudo is at hand: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing Debian packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_debian_packages
else
    say "no apt here; these must be installed by your own package manager: a C++ compiler, CMake, libtorch (headers and library), OpenBLAS."
    say "Fashion-MNIST: put the four IDX files in a folder and pass it as --data."
fi

command -v dotnet >/dev/null || stop "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download says how to install it"
case "$(dotnet --version)" in
    10.*) ;;
    *) stop "dotnet is $(dotnet --version); NormGpu needs the .NET 10 SDK" ;;
esac

# The real ILGPU and TorchSharp, where this machine's registry has them. The answer is kept until the versions asked for change.
stamp="artifacts/packages/answer-$(cat packages.proj build/Lanes.props | sha256sum | cut -c1-16)-${IlgpuVersion:-}-${TorchSharpVersion:-}-${LibTorchPackage:-}"
if [ "${IlgpuFrom:-}" = offline ] && [ "${TorchSharpFrom:-}" = offline ]; then
    say "ILGPU and TorchSharp: the offline subsets, as asked for"
elif [ -e "$stamp" ]; then
    say "ILGPU and TorchSharp: $(cat "$stamp")"
else
    mkdir -p artifacts/packages
    if output=$(dotnet restore packages.proj --verbosity quiet 2>&1); then
        answer="the real packages, fetched from the registry"
    elif grep -qE 'NU110[12]' <<<"$output" && ! grep -qE 'error (NU(1[2-9]|110[03-9]|1[03])|MSB)' <<<"$output"; then
        answer="not on this registry; what is missing comes from the subsets in offline/"
    else
        printf '%s\n' "$output" >&2
        stop "NuGet could not be asked for ILGPU and TorchSharp; its message is above"
    fi
    printf '%s\n' "$answer" >"$stamp"
    say "ILGPU and TorchSharp: $answer"
fi
