// What boards print: any bytes in any pieces give rows of as many cells as there are axes, each a finite number or empty, and
// every line is a row, a part of one, or counted.
#include <string>
#include <string_view>

#include "data/cell.hpp"
#include "fuzz.hpp"
#include "live/line_splitter.hpp"
#include "live/row_reader.hpp"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    fuzz::Input input({data, size});
    const bool torn = (input.byte() & 1u) != 0;
    size_t axes = 0, rows = 0, lines = 0;
    live::RowReader reader(
        {}, {[&](const std::vector<std::string>& names, bool) -> Status {
                 fuzz::demand(axes == 0 && !names.empty(), "axes are told once");
                 axes = names.size();
                 return Done{};
             },
             [&](const live::Row& row) -> Status {
                 fuzz::demand(row.cells.size() == axes, "a row has a cell for each axis");
                 for (const auto& cell : row.cells)
                     fuzz::demand(cell.empty() || data::parse_cell(cell).kind == data::CellKind::number,
                                  "a cell is a number or empty");
                 ++rows;
                 return Done{};
             }});
    double seconds = 0;
    live::LineSplitter splitter(torn, [&](std::string_view line) {
        fuzz::demand(!line.empty() && line.size() <= 4096, "lines are neither empty nor endless");
        ++lines;
        fuzz::demand(static_cast<bool>(reader.take({std::string(line), seconds})),
                     "without names nothing is refused");
    });
    while (!input.empty()) {
        const size_t piece = 1 + input.byte() % 64;
        const auto bytes = input.take(piece);
        splitter.feed({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        seconds += 0.05;
    }
    splitter.end();
    fuzz::demand(static_cast<bool>(reader.finish()), "the end is no mistake");
    fuzz::demand(rows + reader.other().count <= lines, "no line is counted twice");
    return 0;
}
