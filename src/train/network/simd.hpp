// One vector register of floats, the widest that this machine has. Products are fused where the processor
// can: training speed doubles, and no exported number depends on it bit for bit (they are rounded to
// integers).
#pragma once

#include <cstddef>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

namespace mote::train::network {

#if defined(__AVX512F__)
using Vec = __m512;
inline constexpr size_t lanes = 16;
inline Vec load(const float* p) {
    return _mm512_load_ps(p);
}
inline void store(float* p, Vec v) {
    _mm512_store_ps(p, v);
}
inline Vec broadcast(float v) {
    return _mm512_set1_ps(v);
}
inline Vec madd(Vec a, Vec b, Vec c) {
    return _mm512_fmadd_ps(a, b, c);
}
#elif defined(__AVX2__) && defined(__FMA__)
using Vec = __m256;
inline constexpr size_t lanes = 8;
inline Vec load(const float* p) {
    return _mm256_load_ps(p);
}
inline void store(float* p, Vec v) {
    _mm256_store_ps(p, v);
}
inline Vec broadcast(float v) {
    return _mm256_set1_ps(v);
}
inline Vec madd(Vec a, Vec b, Vec c) {
    return _mm256_fmadd_ps(a, b, c);
}
#else
typedef float Vec __attribute__((vector_size(16)));
inline constexpr size_t lanes = 4;
inline Vec load(const float* p) {
    return *reinterpret_cast<const Vec*>(p);
}
inline void store(float* p, Vec v) {
    *reinterpret_cast<Vec*>(p) = v;
}
inline Vec broadcast(float v) {
    return Vec{v, v, v, v};
}
inline Vec madd(Vec a, Vec b, Vec c) {
    return a * b + c;
}
#endif

/// Sum of the lanes, always in the same order.
inline float sum(Vec v) {
    alignas(64) float part[lanes];
    store(part, v);
    for (size_t half = lanes / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; ++i) part[i] += part[i + half];
    return part[0];
}

}  // namespace mote::train::network
