#include "data/reading/file_kind.hpp"

#include <fmt/format.h>

namespace mote::data {
namespace {

using namespace std::string_view_literals;

struct Kind {
    std::string_view magic;
    size_t at;
    const char* what;
    const char* remedy;
};

constexpr const char* save_as_csv = "open it in a spreadsheet program and save the sheet as CSV";
constexpr const char* export_csv = "write its table as CSV with the program that made it";

// One row a kind. The first that fits counts.
constexpr Kind kinds[] = {
    {"BZh91AY&SY"sv, 0, "a bzip2 file", "unpack it: bunzip2 -k FILE"},
    {"\xFD"
     "7zXZ\0"sv,
     0, "an xz file", "unpack it: unxz -k FILE"},
    {"\x28\xB5\x2F\xFD"sv, 0, "a zstd file", "unpack it: unzstd FILE"},
    {"7z\xBC\xAF\x27\x1C"sv, 0, "a 7-Zip archive", "unpack it, and name the CSV file in it"},
    {"Rar!"sv, 0, "a RAR archive", "unpack it, and name the CSV file in it"},
    {"ustar"sv, 257, "a tar archive", "unpack it: tar -xf FILE, and name the CSV file in it"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, 0, "an old Excel workbook (or other Office file)", save_as_csv},
    {"PAR1\x15"sv, 0, "a Parquet file", export_csv},
    {"ARROW1\0"sv, 0, "an Arrow file", export_csv},
    {"\x89HDF\r\n\x1A\n"sv, 0, "an HDF5 file", export_csv},
    {"CDF\x01"sv, 0, "a NetCDF file", export_csv},
    {"CDF\x02"sv, 0, "a NetCDF file", export_csv},
    {"\x93NUMPY"sv, 0, "a NumPy array", "write it as text: numpy.savetxt(\"x.csv\", a, delimiter=\",\")"},
    {"MATLAB 5.0 MAT-file"sv, 0, "a MATLAB file", "write it as text: writematrix or writetable"},
    {"SQLite format 3\0"sv, 0, "an SQLite database", export_csv},
    {"%PDF-"sv, 0, "a PDF document", "save the table in it as CSV"},
    {"\x89PNG\r\n\x1A\n"sv, 0, "a PNG image", "name the file with the numbers"},
    {"\xFF\xD8\xFF"sv, 0, "a JPEG image", "name the file with the numbers"},
    {"GIF8"sv, 0, "a GIF image", "name the file with the numbers"},
    {"WAVEfmt "sv, 8, "a WAV file", "write its samples as CSV"},
    {"OggS\0"sv, 0, "an Ogg file", "write its samples as CSV"},
    {"fLaC\0"sv, 0, "a FLAC file", "write its samples as CSV"},
    {"ID3\x03"sv, 0, "an MP3 file", "write its samples as CSV"},
    {"ID3\x04"sv, 0, "an MP3 file", "write its samples as CSV"},
    {"MOTE\x01\0"sv, 0, "a model of Mote", "name the CSV file with the rows"},
    {"\x7F"
     "ELF"sv,
     0, "a program, not a text file", "name a CSV file"},
};

// A workbook is a zip too; its first entries tell. Null: a zip of something else.
const Kind* kind_of_zip(std::string_view first) {
    static constexpr Kind excel = {"", 0, "an Excel workbook", save_as_csv};
    static constexpr Kind calc = {"", 0, "a LibreOffice sheet", save_as_csv};
    static constexpr Kind word = {"", 0, "a Word document", "save the table in it as CSV"};
    if (first.find("opendocument") != std::string_view::npos) return &calc;
    if (first.find("word/") != std::string_view::npos) return &word;
    const bool office = first.find("[Content_Types].xml") != std::string_view::npos ||
                        first.find("xl/") != std::string_view::npos;
    return office ? &excel : nullptr;
}

}  // namespace

std::optional<Error> not_a_text_file(std::string_view first, const std::string& path) {
    const auto error = [&](const Kind& kind) {
        return Error{ErrorCode::input, fmt::format("is {}, which is not read as a table", kind.what), path,
                     kind.remedy};
    };
    if (first.starts_with("PK\x03\x04")) {
        const Kind* kind = kind_of_zip(first);
        return kind != nullptr ? std::optional(error(*kind)) : std::nullopt;
    }
    for (const Kind& kind : kinds)
        if (first.size() > kind.at && first.substr(kind.at).starts_with(kind.magic)) return error(kind);
    return {};
}

}  // namespace mote::data
