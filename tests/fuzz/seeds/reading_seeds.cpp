#include <zlib.h>

#include "codegen/archive.hpp"
#include "fuzz/fuzz.hpp"
#include "seeds.hpp"

namespace mote::fuzz {
namespace {

constexpr const char* rows = "a,b,y\n1,2.5,0\n-3,4e2,1\n5,6,0\n7,-8.25,1\n9,1,1\n2,2,0\n";

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes gzip(std::string_view text) {
    constexpr int with_gzip_header = 15 + 16, memory = 8;
    z_stream stream = {};
    demand(deflateInit2(&stream, 9, Z_DEFLATED, with_gzip_header, memory, Z_DEFAULT_STRATEGY) == Z_OK,
           "zlib starts");
    Bytes out(text.size() + 100);
    Bytes in = bytes_of(text);
    stream.next_in = in.data(), stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data(), stream.avail_out = static_cast<uInt>(out.size());
    demand(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib packs");
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// The first byte chooses the options of the readers.
void keep_table(const fs::path& corpus, const std::string& name, uint8_t how, const Bytes& content) {
    keep(corpus, "table", name, Bytes{how} + content);
}

void keep_packed(const fs::path& corpus) {
    keep_table(corpus, "gzip", 1, gzip(rows));
    keep_table(corpus, "zip", 1, codegen::to_zip({{"rows.csv", rows}}).value());
    keep_table(corpus, "zip_of_two", 1, codegen::to_zip({{"a.csv", rows}, {"b.csv", rows}}).value());
}

void keep_logs(const fs::path& corpus) {
    const std::pair<const char*, const char*> logs[] = {
        {"pairs", "ax:1 ay:2 y:0\nax:3 ay:-4 y:1\nax:5 ay:6 y:0\nax:1 ay:1 y:1\n"},
        {"prose",
         "12:00:01 -> Temperature : 22.7 C, Humidity : 40.1 %\n12:00:02 -> Temperature : 22.9 C, "
         "Humidity : 40.0 %\nreset\n12:00:03 -> Temperature : 23.7degrees, Humidity : 41 %\n"},
        {"european", "Zeit;Wert;y\n31.01.2024 12:00:00;1.234,5;ja\n31.01.2024 12:00:01;2.345,25;nein\n"},
        {"titles_and_units",
         "# made by a logger\nSerial: 17\n\nt,a,y\ns,m/s,\n0.1,1,0\n0.2,2,1\nt,a,y\n0.3,3,0\n0.4,4"},
        {"spaces", "  1   2.5  0\n  2  -3.5  1\n 10   4.5  0\n"},
        {"bars", "a|b|y\r1|2|x\r3|4|z\r"},
        {"missing", "a,b,y,\n1,NA,x,\n?,2,z,\n-999,,x,\nnan,inf,z,\n"},
        {"padded_labels", "a,y\n1,01\n2,02\n3,0A\n4,01\n"},
        {"long_numbers", "id,a,y\n12345678901234567,16777217,1\n12345678901234568,16777219,0\n"},
    };
    for (const auto& [name, text] : logs) {
        keep_table(corpus, name, 1, bytes_of(text));
        keep_table(corpus, name + std::string("_otherwise"), 0x58, bytes_of(text));
    }
    Bytes wide = {1, 0xff, 0xfe};
    for (const char* c = rows; *c != 0; ++c) wide = wide + Bytes{static_cast<uint8_t>(*c), 0};
    keep(corpus, "table", "utf16_rows", wide);
}

/// A record of wfdb.cpp: the lengths, then the three files.
void keep_record(const fs::path& corpus, const std::string& name, std::string_view header,
                 const Bytes& annotations, const Bytes& signals) {
    const auto length = [](size_t n) {
        return Bytes{static_cast<uint8_t>(n & 0xFFu), static_cast<uint8_t>(n >> 8)};
    };
    keep(corpus, "wfdb", name,
         length(header.size()) + length(annotations.size()) + bytes_of(header) + annotations + signals);
}

void keep_records(const fs::path& corpus) {
    const Bytes marks = {1, 4, 2, 20, 0, 0xEC, 0, 0, 1, 0, 3, 0xFC, 'a', 'b', 'c', 0, 1, 4, 0, 0};
    Bytes signals;
    for (uint8_t i = 0; i < 96; ++i) signals.push_back(static_cast<uint8_t>(i * 37u));
    keep_record(corpus, "format_212",
                "r 2 360 32\nr.dat 212 200 11 1024 995 -22131 0 MLII\nr.dat 212 200 11 1024 1011 20052 0 "
                "V5\n# 69 M\n",
                marks, signals);
    keep_record(corpus, "format_16",
                "r 2 100\nr.dat 16 10(1)/mV 16 0 0 0 0 I\nr.dat 16 10(1)/mV 16 0 0 0 0 II\n", marks, signals);
    keep_record(corpus, "without_marks", "r 1\r\nr.dat 212\r\n", {}, signals);
    keep_record(corpus, "cut_off", "r 2 360 65000\nr.dat 212 200 11 1024\nr.dat 212 200 11 1024\n", marks,
                signals);
    keep_record(corpus, "other_format", "r 1 360 32\nr.dat 16x2 200\n", marks, signals);
}

void keep_documents(const fs::path& corpus) {
    const std::pair<const char*, const char*> documents[] = {
        {"two_sensors",
         R"({"protected":{"ver":"v1","alg":"HS256","iat":1},"signature":"0","payload":{"device_type":"X",)"
         R"("interval_ms":16,"sensors":[{"name":"accX","units":"m/s2"},{"name":"accY","units":"m/s2"}],)"
         R"("values":[[-0.2,10],[0.1,null],[3,4],[5e-3,-6],[7,8],[9,1],[2,3],[4,5]]}})"},
        {"one_sensor",
         R"({"payload":{"sensors":[{"name":"a"}],"interval_ms":0.5,"values":[1,2,3,4,5,6,7,8]}})"},
        {"without_names", R"({"payload":{"sensors":[{},1],"values":[[1,0],[2,1],[3,0],[4,1],[5,0],[6,1]]}})"},
        {"ragged", R"({"payload":{"sensors":[{"name":"a"}],"values":[[1],[2,3],{},"x"]}})"},
        {"no_values", R"({"payload":{"sensors":[{"name":"a"}],"values":[]}})"},
        {"cut_off", R"({"payload":{"sensors":[{"name":"a"}],"val)"},
        {"same_names", R"({"payload":{"sensors":[{"name":"a"},{"name":"a"}],"values":[[1,2],[3,4]]}})"},
    };
    for (const auto& [name, text] : documents) keep(corpus, "acquisition_json", name, bytes_of(text));
}

}  // namespace

void keep_tables(const fs::path& corpus) {
    const std::pair<const char*, const char*> tables[] = {
        {"numbers", rows},
        {"texts", "a,b,y\n1,2,yes\n3,4,no\n5,6,yes\n7,8,no\n1,1,no\n2,2,yes\n"},
        {"quoted", "\"a\",\"b \"\"x\"\"\",y\r\n1,2,\"two\r\nlines\"\r\n3,4,\"x,y\"\r\n"},
        {"semicolons", "a;b;y\n1,5;2;3\n4;5;6\n"},
        {"byte_order_mark",
         "\xef\xbb\xbf"
         "a,y\n1,2\n3,4\n"},
        {"series", "t0,t1,t2,t3,y\n1,2,3,4,0\n2,3,4,5,1\n4,5,6,7,0\n3,4,5,6,1\n1,1,1,1,0\n9,8,7,6,1\n"},
        {"ragged", "a,b,y\n1,2\n1,2,3,4\n,,\nnan,inf,-inf\nx,1e999,0x10\n"},
        {"large", "a,y\n123456789012345678,1\n0.000000000000001,2\n-1e308,3\n1e-320,4\n"},
        {"titles_only", "a,b,y\n"},
        {"utf16",
         "\xff\xfe"
         "a\0,\0"},
    };
    for (const auto& [name, text] : tables)
        for (const uint8_t how : {uint8_t{0}, uint8_t{1}, uint8_t{7}})
            keep_table(corpus, name + std::to_string(how), how, bytes_of(text));
    keep_packed(corpus);
    keep_logs(corpus);
}

void keep_recordings(const fs::path& corpus) {
    keep_records(corpus);
    keep_documents(corpus);
}

}  // namespace mote::fuzz
