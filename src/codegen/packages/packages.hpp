// What a model is put into: each format adds its files to the archive. One file a format, registered in packages.cpp.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "codegen/facts.hpp"
#include "core/result.hpp"

namespace mote::codegen {

using Files = std::map<std::string, std::string>;   ///< path below the library's folder -> content
using Values = std::map<std::string, std::string>;  ///< of templates

struct PackageFormat {
    std::string_view name;
    /// All that formats share is in `files` already: model, library and README.
    Status (*add)(Files& files, const Facts& facts, const Values& values);
};

std::span<const PackageFormat> package_formats();

/// Where a file of device/ stands in the archive; empty: it does not, or is made from a template.
std::string place_of(std::string_view path, Form form);

Status add_arduino(Files& files, const Facts& facts, const Values& values);
Status add_plain_c(Files& files, const Facts& facts, const Values& values);

}  // namespace mote::codegen
