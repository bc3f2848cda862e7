// What a test needs of the machine: a compiler, the simulator, the data sets. Where it is missing the test
// skips and says why; where MOTE_REQUIRE names the kind ("sim,data"), as in CI, it fails instead.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

namespace mote::test {

inline bool required(std::string_view kind) {
    const char* kinds = std::getenv("MOTE_REQUIRE");
    return kinds != nullptr && std::string_view(kinds).find(kind) != std::string_view::npos;
}

}  // namespace mote::test

/// MOTE_NEEDS("sim", tools.ok(), tools.error().text()); in the body of a test or of SetUp. `why` may hold <<.
#define MOTE_NEEDS(kind, there, why)                       \
    do {                                                   \
        if (!(there)) {                                    \
            if (mote::test::required(kind)) FAIL() << why; \
            GTEST_SKIP() << why;                           \
        }                                                  \
    } while (false)
