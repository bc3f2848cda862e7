#!/usr/bin/env bash
# web.sh FOLDER ASSETS.cpp: builds the studio's page in FOLDER and writes it as a C++ source. Run by CMake.
# Downloads nothing: without Node or its packages (scripts/install.sh fetches both) the source says what is missing.
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
web=$root/web folder=$1 assets=$2
mkdir -p "$folder" || die "cannot make $folder" "check the rights of the build folder"

without() {
    say "the studio's page is not built: $1"
    cat >"$assets" <<END
#include "studio/assets.hpp"

namespace mote::studio {

std::span<const Asset> assets() { return {}; }
std::string_view assets_missing() { return "$1"; }
std::string_view exported_page_frame() { return ""; }

}
END
    exit 0
}

command -v node >/dev/null || without "nodejs is missing"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' || without "nodejs is older than 18"
for name in vite openapi-typescript; do
    [ -d "$web/node_modules/$name" ] || without "web/node_modules/$name is missing"
done

# What the server sends, as types: docs/studio-api.yaml is where they are written.
quietly "$folder/types.log" node "$web/node_modules/openapi-typescript/bin/cli.js" "$root/docs/studio-api.yaml" -o "$folder/api.d.ts" ||
    die "docs/studio-api.yaml is no OpenAPI description" "see above"
mkdir -p "$web/generated"
cmp -s "$folder/api.d.ts" "$web/generated/api.d.ts" || cp "$folder/api.d.ts" "$web/generated/api.d.ts" ||
    die "cannot write web/generated" "check its rights"
rm -rf "$folder/dist"
(cd "$web" && quietly "$folder/vite.log" node node_modules/vite/bin/vite.js build --outDir "$folder/dist" --emptyOutDir) ||
    die "the page cannot be built" "see above; npm ci in web/ fetches what it needs"

# The chip's runtime for the page; without clang the page answers no rows and says why.
clang='' linker=''
for name in clang clang-19 clang-18 clang-16 clang-15 clang-14; do
    command -v "$name" >/dev/null && clang=$name && break
done
for name in wasm-ld wasm-ld-19 wasm-ld-18 wasm-ld-16 wasm-ld-15 wasm-ld-14; do
    command -v "$name" >/dev/null && linker=$(command -v "$name") && break
done
if [ -n "$clang" ] && [ -n "$linker" ]; then
    quietly "$folder/wasm.log" "$clang" --target=wasm32 -std=c99 -O2 -ffreestanding -fno-builtin -nostdlib \
        -I "$web/wasm" -I "$root/device/runtime" -fuse-ld="$linker" -Wl,--no-entry -Wl,--strip-all \
        "$web/wasm/engine.c" "$root"/device/runtime/*.c -o "$folder/dist/runtime.wasm" ||
        die "the chip's code cannot be compiled to WebAssembly" "see above"
    (cd "$web" && quietly "$folder/vite.log" node node_modules/vite/bin/vite.js build --config vite.exported.config.ts \
        --outDir "$folder/exported" --emptyOutDir) ||
        die "the page of mote export --form web cannot be built" "see above"
    node "$web/single.mjs" "$folder/exported" "$folder/dist/runtime.wasm" "$folder/exported.html" ||
        die "the page of mote export --form web cannot be put together" "see above"
else
    rm -f "$folder/exported.html"
    say "clang and lld are missing: the page cannot answer rows (scripts/install.sh installs both)"
fi
node "$web/embed.mjs" "$folder/dist" "$folder/exported.html" "$assets" || die "the page cannot be embedded" "see above"
