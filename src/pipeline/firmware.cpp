#include "pipeline/firmware.hpp"

#include "codegen/archive.hpp"
#include "core/files.hpp"
#include "pipeline/line_rate.hpp"
#include "pipeline/measure_model.hpp"
#include "pipeline/run_folder.hpp"
#include "target/baud.hpp"

namespace mote::pipeline {

Result<std::vector<codegen::GeneratedFile>> export_archive(const std::filesystem::path& model_or_run,
                                                           const std::filesystem::path& archive,
                                                           std::optional<codegen::Form> form,
                                                           std::stop_token stop, std::optional<size_t> point,
                                                           unsigned baud, const std::string& name) {
    MOTE_TRY(package, open_model(model_or_run, point));
    if (!name.empty()) package.name = name;
    if (!form) {
        MOTE_TRY(usual, usual_form(package, trained_for(package), stop));
        form = usual;
    }
    const auto board = target::find_board("", trained_for(package));
    if (baud != 0 && board) MOTE_CHECK(check_line_rate({package, *form, baud}, *board, stop));
    MOTE_TRY(files, codegen::generate(package, *form, baud));
    MOTE_CHECK(codegen::write_archive(files, archive));
    return files;
}

Result<target::Firmware> build_firmware(const std::filesystem::path& source, const std::filesystem::path& elf,
                                        std::stop_token stop, const BoardChoice& choice) {
    target::FirmwareOptions options;
    options.stop = stop;
    options.baud = choice.baud;
    MOTE_TRY(board, target::find_board(choice.board, choice.mcu));
    options.board = board;
    if (choice.baud != 0 && !board.usb) MOTE_CHECK(target::check_baud(choice.baud, board.hz));
    MOTE_TRY(folder, TemporaryDirectory::create("mote-firmware"));
    std::filesystem::path archive = source;
    if (source.extension() != ".zip") {
        archive = folder.path() / "archive.zip";
        if (auto files = export_archive(source, archive, {}, stop); !files) return files.error();
    }
    MOTE_TRY(library, codegen::extract_archive(archive, folder.path() / "library"));
    MOTE_TRY(exported, read_exported(library));
    if (choice.baud != 0) exported.baud = choice.baud;
    MOTE_CHECK(check_line_rate(exported, board, stop));
    return target::build_firmware(library, elf, options);
}

}  // namespace mote::pipeline
