// embed.mjs FOLDER EXPORTED.html OUTPUT.cpp: every file of the built page, compressed, and the page that `mote export --form
// web` fills in, as it is, as a C++ source (src/studio/assets.hpp). Without EXPORTED.html that page is empty.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
};
const files = (folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
// Three octal digits a byte, in pieces that compilers take.
const literal = (bytes) => {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 4096)
    pieces.push(`"${[...bytes.subarray(at, at + 4096)].map((b) => '\\' + b.toString(8).padStart(3, '0')).join('')}"`);
  return pieces.join('\n');
};

const [folder, exported, output] = process.argv.slice(2);
let total = 0;
const rows = files(folder).map((path) => {
  const bytes = gzipSync(readFileSync(path), { level: 9 });
  bytes[9] = 255; // the operating system that packed it: the same bytes anywhere
  total += bytes.length;
  const type = types[path.split('.').pop()] ?? 'application/octet-stream';
  return `{"/${relative(folder, path)}", "${type}", std::string_view(${literal(bytes)}, ${bytes.length})},`;
});
const page = existsSync(exported) ? readFileSync(exported) : Buffer.alloc(0);
writeFileSync(
  output,
  `// Made by web/embed.mjs.\n#include "studio/assets.hpp"\n\nnamespace mote::studio {\n\nnamespace {\n` +
    `constexpr Asset files[] = {\n${rows.join('\n')}\n};\n}\n\n` +
    `std::span<const Asset> assets() { return files; }\nstd::string_view assets_missing() { return ""; }\n` +
    `std::string_view exported_page_frame() { return std::string_view(${literal(page) || '""'}, ${page.length}); }\n\n}\n`,
);
console.log(`the studio's page: ${rows.length} files, ${Math.round(total / 1024)} KB compressed`);
