// Result<T>: a value, or an error that says what went wrong, where, and what to do about it.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace mote {

/// What kind of failure; an app turns it into its exit code (exit_code below).
enum class ErrorCode {
    usage,        ///< the caller asked for something impossible (flag, column name, limit)
    input,        ///< what was read from outside is wrong (CSV, model file, frame, archive)
    io,           ///< a file or device could not be read or written
    environment,  ///< a tool or library that is needed is missing or failed
    device,       ///< the chip did not answer, or refused
    interrupted,  ///< the user stopped the work
};

struct Error {
    ErrorCode code = ErrorCode::input;
    std::string message;  ///< what is wrong, one sentence without a trailing full stop
    std::string place;    ///< file, row and column, or device; may be empty
    std::string remedy;   ///< what the user can do; may be empty

    /// "place: message (remedy)", the form that apps print after "error: ".
    std::string text() const {
        std::string out = place.empty() ? message : place + ": " + message;
        if (!remedy.empty()) out += "\n  remedy: " + remedy;
        return out;
    }
};

/// 2 for anything the user can mend, 130 after an interrupt (as shells report SIGINT).
inline int exit_code(const Error& error) {
    return error.code == ErrorCode::interrupted ? 130 : 2;
}

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}
    Result(Error error) : state_(std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() { return assert(ok()), *std::get_if<0>(&state_); }
    const T& value() const { return assert(ok()), *std::get_if<0>(&state_); }
    const Error& error() const { return assert(!ok()), *std::get_if<1>(&state_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

  private:
    std::variant<T, Error> state_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace mote

/// In a function that returns Result or Status: bind `name` to the value of `expression`, or return its
/// error.
#define MOTE_TRY(name, expression)                    \
    auto name##_result = (expression);                \
    if (!name##_result) return name##_result.error(); \
    auto& name = *name##_result

/// The same for a Status whose value is not needed.
#define MOTE_CHECK(expression)                                                            \
    do {                                                                                  \
        if (auto mote_status_ = (expression); !mote_status_) return mote_status_.error(); \
    } while (false)
