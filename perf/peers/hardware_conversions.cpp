// What a native program takes for the looks of an L1 batch norm, forward + backward, at 32x512x7x7 channels-last in FP16, with the processor's own conversions
// (vcvtph2ps, vcvtps2ph), which .NET has no instruction for, multiplied out as ours, and two threads of GCC's OpenMP that spin between looks: a bound for what our loops can reach.
//
//     g++ -O3 -march=native -fopenmp perf/peers/hardware_conversions.cpp -o hardware_conversions && ./hardware_conversions
//
// Needs AVX-512. Prints the median of milliseconds, and the quartiles.
#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

constexpr int Rows = 32 * 7 * 7, Channels = 512, Lane = 16, Threads = 2, Totals = 4;
// Rows that are taken column by column; 4, 16 and 32 took longer.
constexpr int RowsPerStrip = 8;
constexpr int Calls = 4000;
constexpr float Constant = 1.2533141f, Epsilon = 1e-5f;
// Operands of vrangeps (larger magnitude) and vfixupimmps (sign).
constexpr int LargerMagnitude = 0b1011;
constexpr unsigned SignTable = 0xA9A9A888;

struct alignas(64) Row {
    float of[Channels];
};

Row mean, factor, bias, shift, above, below;
Row totals[Threads][Totals];
alignas(64) uint16_t x[Rows * Channels], dy[Rows * Channels], y[Rows * Channels], dx[Rows * Channels];

__m512 load(const uint16_t* source) { return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(source))); }

void store(uint16_t* destination, __m512 value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(destination), _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
}

__m512 sign(__m512 value) { return _mm512_fixupimm_ps(value, value, _mm512_set1_epi32(static_cast<int>(SignTable)), 0); }

// The thread's part of the rows, strip by strip, a lane of channels at a time: work(channel, begin, end, is the first strip).
template <typename Work>
void look(Work work) {
    const int begin = Rows * omp_get_thread_num() / Threads, end = Rows * (omp_get_thread_num() + 1) / Threads;
    for (int strip = begin; strip < end; strip += RowsPerStrip)
        for (int channel = 0; channel < Channels; channel += Lane)
            work(channel, strip, std::min(strip + RowsPerStrip, end), strip == begin);
}

// Sums over the thread's rows: start(channel) loads the coefficients of a lane of channels and gives add(index, sums) for each lane of elements.
template <int Count, typename Start>
void reduce(Start start) {
    Row* mine = totals[omp_get_thread_num()];
    look([&](int channel, int begin, int end, bool is_first) {
        const auto add = start(channel);
        __m512 sums[Count];
        for (int total = 0; total < Count; total++)
            sums[total] = is_first ? _mm512_setzero_ps() : _mm512_load_ps(mine[total].of + channel);
        for (int row = begin; row < end; row++)
            add(row * Channels + channel, sums);
        for (int total = 0; total < Count; total++)
            _mm512_store_ps(mine[total].of + channel, sums[total]);
    });
}

// Half of the channels each, when both threads have their sums.
template <typename Finish>
void finish(Finish one) {
#pragma omp barrier
    for (int channel = Channels * omp_get_thread_num() / Threads; channel < Channels * (omp_get_thread_num() + 1) / Threads; channel++)
        one(channel);
#pragma omp barrier
}

double average(int total, int channel) { return (static_cast<double>(totals[0][total].of[channel]) + totals[1][total].of[channel]) / Rows; }

__m512 of(const Row& row, int channel) { return _mm512_load_ps(row.of + channel); }

void forward() {
#pragma omp parallel num_threads(Threads)
    {
        reduce<2>([](int) {
            return [](int index, __m512* sums) {
                const __m512 value = load(x + index);
                sums[0] = _mm512_add_ps(sums[0], value);
                sums[1] = _mm512_range_ps(sums[1], value, LargerMagnitude);
            };
        });
        finish([](int channel) { mean.of[channel] = static_cast<float>(average(0, channel)); });
        reduce<1>([=](int channel) {
            return [=, centre = of(mean, channel)](int index, __m512* sums) { sums[0] = _mm512_add_ps(sums[0], _mm512_abs_ps(_mm512_sub_ps(load(x + index), centre))); };
        });
        finish([](int channel) {
            factor.of[channel] = static_cast<float>(1 / (Constant * average(0, channel) + Epsilon));
            shift.of[channel] = bias.of[channel] - mean.of[channel] * factor.of[channel];
        });
        look([](int channel, int begin, int end, bool) {
            const __m512 scale = of(factor, channel), addend = of(shift, channel);
            for (int row = begin; row < end; row++) {
                const int index = row * Channels + channel;
                store(y + index, _mm512_fmadd_ps(load(x + index), scale, addend));
            }
        });
    }
}

void backward() {
#pragma omp parallel num_threads(Threads)
    {
        reduce<4>([=](int channel) {
            return [=, centre = of(mean, channel)](int index, __m512* sums) {
                const __m512 d = _mm512_sub_ps(load(x + index), centre), gradient = load(dy + index);
                sums[0] = _mm512_add_ps(sums[0], gradient);
                sums[1] = _mm512_fmadd_ps(gradient, d, sums[1]);
                sums[2] = _mm512_add_ps(sums[2], sign(d));
                sums[3] = _mm512_range_ps(sums[3], gradient, LargerMagnitude);
            };
        });
        finish([](int channel) {
            const double slope_factor = Constant * average(1, channel) * factor.of[channel], offset = average(0, channel) - slope_factor * average(2, channel);
            above.of[channel] = static_cast<float>(factor.of[channel] * (offset + slope_factor));
            below.of[channel] = static_cast<float>(factor.of[channel] * (offset - slope_factor));
        });
        look([](int channel, int begin, int end, bool) {
            const __m512 centre = of(mean, channel), scale = of(factor, channel), high = of(above, channel), low = of(below, channel);
            for (int row = begin; row < end; row++) {
                const int index = row * Channels + channel;
                const __m512 subtrahend = _mm512_mask_blend_ps(_mm512_cmp_ps_mask(load(x + index), centre, _CMP_GT_OQ), low, high);
                store(dx + index, _mm512_fmsub_ps(load(dy + index), scale, subtrahend));
            }
        });
    }
}

}  // namespace

int main() {
    for (int i = 0; i < Rows * Channels; i++) {
        x[i] = _cvtss_sh(std::sin(0.37f * i) + 0.1f, _MM_FROUND_TO_NEAREST_INT);
        dy[i] = _cvtss_sh(std::cos(0.77f * i), _MM_FROUND_TO_NEAREST_INT);
    }

    std::vector<double> times;
    for (int call = 0; call < Calls; call++) {
        const auto start = std::chrono::steady_clock::now();
        forward();
        backward();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%.3f ms (%.3f to %.3f)\n", times[Calls / 2], times[Calls / 4], times[Calls * 3 / 4]);
}
