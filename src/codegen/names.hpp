// Names of a library and of what it exports: several models in one program must not clash.
//
// Every function and variable that a file of the archive shares with others is called NAME_... to the linker, NAME
// being the model's. Sources and users write the plain name, which mote_names.h makes a macro for the other.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mote::codegen {

/// NAME: the package's name as a C identifier that begins with a letter, at most 35 characters. Blanks, '-' and '.'
/// become '_'; where more must be changed, or it is too long, a checksum of the whole name follows: different names
/// stay different.
std::string symbol_prefix(const std::string& package_name);

/// The library's name and top folder: "Mote_NAME", at most 40 characters.
std::string library_name(const std::string& package_name);

/// A function or variable that a header declares for other files.
struct Declaration {
    std::string name;
    std::string text;  ///< without comments, in one line, without the semicolon
};

/// Whether an identifier of C may have it.
bool in_identifier(char c);

/// Those of a C header, both branches of every #if taken. Types, macros, static functions are none.
std::vector<Declaration> find_declarations(std::string_view header);

/// mote_names.h: a macro for each name.
std::string names_header(const std::string& prefix, const std::vector<Declaration>& declarations);

/// Includes mote_names.h right behind the include guard of a header. Unchanged without a guard.
std::string with_names(std::string_view header);

/// What a program with several models includes of a library: the public declarations and the macros MODEL_... of
/// model.h, all with the prefix; and #undef of every plain name.
struct PrefixedNames {
    std::string declarations;
    std::string constants;
    std::string forget;
};
PrefixedNames prefixed_names(const std::string& prefix, const std::vector<Declaration>& all,
                             const std::vector<Declaration>& open_to_users, std::string_view model_header);

}  // namespace mote::codegen
