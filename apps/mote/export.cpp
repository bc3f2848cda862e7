#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "core/files.hpp"
#include "export_page.hpp"
#include "form_option.hpp"
#include "interrupt.hpp"
#include "outputs.hpp"
#include "pipeline/firmware.hpp"
#include "pipeline/run_folder.hpp"
#include "target/baud.hpp"

namespace mote::apps {

namespace {

struct ExportFlags {
    std::string model, out, json, name, rows;
    std::optional<size_t> point;
    unsigned baud = 0;
    std::optional<codegen::Form> form;
    bool web = false;
};

Result<int> write_page(const ExportFlags& flags) {
    MOTE_TRY(package, pipeline::open_model(flags.model, flags.point));
    if (!flags.name.empty()) package.name = flags.name;
    MOTE_TRY(page, page_of(package, flags.rows));
    MOTE_CHECK(write_file_atomically(flags.out, page));
    if (flags.json != "-") fmt::print("{} bytes, one page: {}\n", page.size(), flags.out);
    const nlohmann::json json{{"page", flags.out}, {"bytes", page.size()}};
    if (!flags.json.empty()) MOTE_CHECK(write_json(flags.json, json.dump(2)));
    return 0;
}

Result<int> run_export(const ExportFlags& flags) {
    MOTE_CHECK(check_outputs({{"-o", flags.out}, {"--json", flags.json}}, {flags.model, flags.rows}));
    if (flags.web && flags.baud != 0)
        return Error{ErrorCode::usage, "a page has no serial line", "--baud", "leave --baud out"};
    if (!flags.web && !flags.rows.empty())
        return Error{ErrorCode::usage, "only a page takes example rows", "--rows", "add --form web"};
    if (flags.web) return write_page(flags);
    Interrupt interrupt;
    if (flags.baud != 0) MOTE_CHECK(target::check_baud(flags.baud, 16'000'000));
    MOTE_TRY(files, pipeline::export_archive(flags.model, flags.out, flags.form, interrupt.token(),
                                             flags.point, flags.baud, flags.name));
    nlohmann::json list = nlohmann::json::array();
    for (const auto& file : files) list.push_back({{"path", file.path}, {"bytes", file.content.size()}});
    if (flags.json != "-") {
        for (const auto& file : files) fmt::print("  {:>7}  {}\n", file.content.size(), file.path);
        fmt::print("{} files: {}\n", files.size(), flags.out);
    }
    if (!flags.json.empty())
        MOTE_CHECK(write_json(flags.json, nlohmann::json{{"archive", flags.out}, {"files", list}}.dump(2)));
    return 0;
}

}  // namespace

void add_export(CLI::App& app, int& exit_status) {
    auto flags = std::make_shared<ExportFlags>();
    auto* command = app.add_subcommand(
        "export", "the archive: model, library, Calculator and sketch, an Arduino library at once");
    command->add_option("model", flags->model, "model.mote, or the folder of a run")->required();
    command->add_option("--point", flags->point,
                        "of the run's front, as `mote train` numbers it, instead of the chosen model");
    command->add_option("-o,--out", flags->out, "zip to write; HTML with --form web")->required();
    command->add_option(
        "--name", flags->name,
        "of the library and of all that it exports, instead of the model's own: two models of one "
        "program need two names");
    add_form(*command, flags->form, &flags->web);
    command->add_option(
        "--rows", flags->rows,
        "of --form web: a CSV with the target, or what mote train --held-out wrote; twelve of its rows "
        "become examples in the page, for whoever has it");
    command->add_option("--baud", flags->baud,
                        "rate of the sketch's serial line (default 230400), for boards of 16 MHz");
    command->add_option("--json", flags->json, "file for the list of files, - for standard output");
    command->footer(
        "Example:\n  mote export run -o archive.zip\n  mote export run -o archive.zip --form compiled\n"
        "  mote export run -o model.html --form web --rows data.csv");
    command->callback([flags, &exit_status] {
        const auto status = run_export(*flags);
        exit_status = status ? *status : fail(status.error());
    });
}

}  // namespace mote::apps
