// Eigen's matrices (linear_algebra.hpp multiplies and solves), without the false alarms of GCC 12 about its AVX-512 headers (GCC bug 105593). The pragma stays in
// force: the alarms come where templates are instantiated.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <Eigen/Core>
