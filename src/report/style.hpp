// The style sheet of every page.
#pragma once

namespace mote::report {

extern const char* const style_sheet;

}  // namespace mote::report
