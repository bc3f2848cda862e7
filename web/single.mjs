// single.mjs FOLDER RUNTIME.wasm OUTPUT.html: the script and style of the exported page and the chip's code in one file, which
// asks nothing of anybody: its policy allows this script and this style, and no request. `mote export` puts a model into it.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, wasm, output] = process.argv.slice(2);
const script = readFileSync(join(folder, 'exported.js'), 'utf8').replaceAll('</script', '<\\/script').trim();
const style = readFileSync(join(folder, 'exported.css'), 'utf8').trim();
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

writeFileSync(
  output,
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mote</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page answers with a small model in JavaScript and WebAssembly, which come with it and stay in it.</noscript>
<script type="application/octet-stream" id="engine">${readFileSync(wasm).toString('base64')}</script>
<!--the model-->
<script>${script}</script>
</body>
</html>
`,
);
