// What a native program takes for the looks of an L1 batch norm, forward and backward, at 64x64x56x56 channels-first in FP16, with the processor's own conversions
// (vcvtph2ps, vcvtps2ph), which .NET has no instruction for, multiplied out as ours, beside the best copy rate of the same run: a bound for the share of it that our loops can reach.
//
//     g++ -O3 -march=native -fopenmp perf/peers/channel_looks.cpp -o channel_looks && ./channel_looks
//
// Needs AVX-512. Tensors take turns, so that no cache holds the next one. Each pass in three ways: stored past the cache, with and without the next channel fetched meanwhile, and stored
// into the cache. Prints medians of milliseconds, the quartiles, and the share of the copy.
#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr long Batch = 64, Channels = 64, Spatial = 56 * 56, Stride = Channels * Spatial, Count = Batch * Spatial, Elements = Batch * Stride;
constexpr int Lane = 16, Threads = 2, Sets = 4, Calls = 200, CopyRounds = 20;
constexpr long CopyBytes = 256L << 20;
constexpr float Constant = 1.2533141f, Epsilon = 1e-5f;
// Operands of vrangeps (larger magnitude) and vfixupimmps (sign).
constexpr int LargerMagnitude = 0b1011;
constexpr unsigned SignTable = 0xA9A9A888;

struct Tensors {
    uint16_t *x, *dy, *y, *dx;
};

enum class Way { PastCacheFetchingNext, PastCache, IntoCache };

float mean[Channels], factor[Channels], bias[Channels];

__m512 load(const uint16_t* source) { return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(source))); }

__m512 sign(__m512 value) { return _mm512_fixupimm_ps(value, value, _mm512_set1_epi32(static_cast<int>(SignTable)), 0); }

// Where the same line lies so many samples later, which is fetched before its turn.
long ahead(long index, long samples) { return std::min(index + samples * Stride, Elements - 2 * Lane); }

// Two lanes, one line.
template <Way way>
void store(uint16_t* output, long index, __m512 first, __m512 second) {
    const __m256i low = _mm512_cvtps_ph(first, _MM_FROUND_TO_NEAREST_INT), high = _mm512_cvtps_ph(second, _MM_FROUND_TO_NEAREST_INT);
    const __m512i line = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    auto* destination = reinterpret_cast<__m512i*>(output + index);
    if (way == Way::IntoCache) {
        _mm_prefetch(output + ahead(index, 1), _MM_HINT_T0);
        _mm512_store_si512(destination, line);
    } else {
        _mm512_stream_si512(destination, line);
    }
}

// Every line of a channel: work(index of its first element).
template <typename Work>
void look(long channel, Work work) {
    for (long sample = 0; sample < Batch; sample++) {
        const long start = sample * Stride + channel * Spatial;
        for (long index = start; index < start + Spatial; index += 2 * Lane)
            work(index);
    }
}

template <Way way>
void forward(const Tensors& tensors) {
#pragma omp parallel num_threads(Threads)
    {
        const uint16_t* x = tensors.x;
        const long begin = Channels * omp_get_thread_num() / Threads, end = Channels * (omp_get_thread_num() + 1) / Threads;
        for (long channel = begin; channel < end; channel++) {
            __m512 sum = _mm512_setzero_ps(), sum_odd = sum, peak = sum, peak_odd = sum;
            look(channel, [&](long index) {
                _mm_prefetch(x + ahead(index, 2), _MM_HINT_T0);
                const __m512 value = load(x + index), odd = load(x + index + Lane);
                sum = _mm512_add_ps(sum, value);
                sum_odd = _mm512_add_ps(sum_odd, odd);
                peak = _mm512_range_ps(peak, value, LargerMagnitude);
                peak_odd = _mm512_range_ps(peak_odd, odd, LargerMagnitude);
            });
            mean[channel] = _mm512_reduce_add_ps(_mm512_add_ps(sum, sum_odd)) / Count;
            const __m512 centre = _mm512_set1_ps(mean[channel]);
            __m512 total = _mm512_setzero_ps(), total_odd = total;
            look(channel, [&](long index) {
                total = _mm512_add_ps(total, _mm512_abs_ps(_mm512_sub_ps(load(x + index), centre)));
                total_odd = _mm512_add_ps(total_odd, _mm512_abs_ps(_mm512_sub_ps(load(x + index + Lane), centre)));
            });
            factor[channel] = 1 / (Constant * _mm512_reduce_add_ps(_mm512_add_ps(total, total_odd)) / Count + Epsilon);
            const bool is_finite = _mm512_reduce_max_ps(_mm512_abs_ps(_mm512_range_ps(peak, peak_odd, LargerMagnitude))) < 65504;
            const __m512 scale = _mm512_set1_ps(is_finite ? factor[channel] : NAN), shift = _mm512_set1_ps(bias[channel] - mean[channel] * factor[channel]);
            const long next = channel + 1 < end ? Spatial : 0;
            look(channel, [&](long index) {
                if (way == Way::PastCacheFetchingNext)
                    _mm_prefetch(x + index + next, _MM_HINT_T2);
                store<way>(tensors.y, index, _mm512_fmadd_ps(load(x + index), scale, shift), _mm512_fmadd_ps(load(x + index + Lane), scale, shift));
            });
        }
        _mm_sfence();
    }
}

template <Way way>
void backward(const Tensors& tensors) {
#pragma omp parallel num_threads(Threads)
    {
        const uint16_t *x = tensors.x, *dy = tensors.dy;
        const long begin = Channels * omp_get_thread_num() / Threads, end = Channels * (omp_get_thread_num() + 1) / Threads;
        for (long channel = begin; channel < end; channel++) {
            const __m512 centre = _mm512_set1_ps(mean[channel]);
            __m512 sums[2][4] = {};
            look(channel, [&](long index) {
                _mm_prefetch(x + ahead(index, 2), _MM_HINT_T0);
                _mm_prefetch(dy + ahead(index, 2), _MM_HINT_T0);
                for (int odd = 0; odd < 2; odd++) {
                    const __m512 d = _mm512_sub_ps(load(x + index + odd * Lane), centre), gradient = load(dy + index + odd * Lane);
                    sums[odd][0] = _mm512_add_ps(sums[odd][0], gradient);
                    sums[odd][1] = _mm512_fmadd_ps(gradient, d, sums[odd][1]);
                    sums[odd][2] = _mm512_add_ps(sums[odd][2], sign(d));
                    sums[odd][3] = _mm512_range_ps(sums[odd][3], gradient, LargerMagnitude);
                }
            });
            float average[3];
            for (int total = 0; total < 3; total++)
                average[total] = _mm512_reduce_add_ps(_mm512_add_ps(sums[0][total], sums[1][total])) / Count;
            const bool is_finite = _mm512_reduce_max_ps(_mm512_abs_ps(_mm512_range_ps(sums[0][3], sums[1][3], LargerMagnitude))) < 65504;
            const float slope = Constant * average[1] * factor[channel], offset = average[0] - slope * average[2];
            const __m512 scale = _mm512_set1_ps(is_finite ? factor[channel] : NAN);
            const __m512 above = _mm512_set1_ps(factor[channel] * (offset + slope)), below = _mm512_set1_ps(factor[channel] * (offset - slope));
            const long next = channel + 1 < end ? Spatial : 0;
            look(channel, [&](long index) {
                if (way == Way::PastCacheFetchingNext)
                    _mm_prefetch(x + index + next, _MM_HINT_T2);
                __m512 gradient[2];
                for (int odd = 0; odd < 2; odd++) {
                    const __mmask16 is_above = _mm512_cmp_ps_mask(load(x + index + odd * Lane), centre, _CMP_GT_OQ);
                    gradient[odd] = _mm512_fmsub_ps(load(dy + index + odd * Lane), scale, _mm512_mask_blend_ps(is_above, below, above));
                }
                store<way>(tensors.dx, index, gradient[0], gradient[1]);
            });
        }
        _mm_sfence();
    }
}

template <typename Work>
double milliseconds(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

template <Way way>
void measure(const std::vector<Tensors>& sets, std::vector<double> (&times)[2]) {
    for (int call = 0; call < Calls; call++) {
        times[0].push_back(milliseconds([&] { forward<way>(sets[call % Sets]); }));
        times[1].push_back(milliseconds([&] { backward<way>(sets[call % Sets]); }));
    }
}

// The best of the rounds, each thread its half, read and written bytes counted.
double copy_rate(const char* source, char* destination) {
    double best = INFINITY;
    for (int round = 0; round < CopyRounds; round++) {
        best = std::min(best, milliseconds([&] {
#pragma omp parallel num_threads(Threads)
            {
                const long begin = CopyBytes / Threads * omp_get_thread_num();
                for (long i = begin; i < begin + CopyBytes / Threads; i += 64)
                    _mm512_stream_si512(reinterpret_cast<__m512i*>(destination + i), _mm512_load_si512(source + i));
                _mm_sfence();
            }
        }));
    }
    return 2 * CopyBytes / best / 1e6;
}

template <typename T>
T* allocate(long bytes) {
    auto* memory = static_cast<T*>(std::aligned_alloc(4096, bytes));
    std::fill_n(reinterpret_cast<char*>(memory), bytes, 1);
    return memory;
}

void report(const char* pass, const char* way, std::vector<double>& times, int tensors, double copy) {
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2], rate = tensors * Elements * 2 / median / 1e6;
    std::printf("%-8s %-28s %.3f ms (%.3f to %.3f), %.1f GB/s, %.0f %% of a copy\n", pass, way, median, times[times.size() / 4], times[times.size() * 3 / 4], rate, 100 * rate / copy);
}

}  // namespace

int main() {
    std::vector<Tensors> sets;
    for (int set = 0; set < Sets; set++) {
        sets.push_back({allocate<uint16_t>(Elements * 2), allocate<uint16_t>(Elements * 2), allocate<uint16_t>(Elements * 2), allocate<uint16_t>(Elements * 2)});
        for (long i = 0; i < Elements; i++) {
            sets[set].x[i] = _cvtss_sh(std::sin(0.37f * i) + 0.1f, _MM_FROUND_TO_NEAREST_INT);
            sets[set].dy[i] = _cvtss_sh(std::cos(0.77f * i), _MM_FROUND_TO_NEAREST_INT);
        }
    }

    char *source = allocate<char>(CopyBytes), *destination = allocate<char>(CopyBytes);
    double copy = copy_rate(source, destination);
    std::vector<double> times[3][2];
    measure<Way::PastCacheFetchingNext>(sets, times[0]);
    measure<Way::PastCache>(sets, times[1]);
    measure<Way::IntoCache>(sets, times[2]);
    copy = std::max(copy, copy_rate(source, destination));
    std::printf("copy %.1f GB/s\n", copy);
    const char* ways[] = {"past the cache, next fetched", "past the cache", "into the cache"};
    for (int way = 0; way < 3; way++) {
        report("forward", ways[way], times[way][0], 2, copy);
        report("backward", ways[way], times[way][1], 3, copy);
    }
}
