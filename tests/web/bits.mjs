// Answers in the page are the host's, and so the chip's, bit for bit: every class's score and every output, on every held-out
// row of three models; and they come at 5,000 a second at least.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attemptInBrowser, build, check, from, mote, needBrowser, openBrowser, root, run, scratch, startStudio, until } from './lib.mjs';
import { threeModels } from './models.mjs';

needBrowser();
const folder = scratch();
const models = threeModels();
const studio = await startStudio(join(folder, 'studio'));
const { browser, page, complaints } = await openBrowser();
/** The page's own source, as one script that leaves what it exports in a global. */
const source = await from('esbuild').build({
  stdin: { contents: "export { Engine, binaryOf } from './engine'; export { parseRows } from './rows';", resolveDir: join(root, 'web/src/lib'), loader: 'ts' },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'mote',
});

/** Bits of all answers, row after row, as score_bits writes them, and rows a second of a long run. */
const inPage = ({ model, rows: held }) =>
  page.evaluate(
    async ([modelText, rowsText]) => {
      const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
      const engine = await window.mote.Engine.open(window.mote.binaryOf(bytes(modelText)));
      const rows = window.mote.parseRows(bytes(rowsText));
      const bits = [];
      for (let i = 0; i < rows.count; ++i) {
        const { outputs } = engine.run(rows.row(i));
        bits.push(...engine.scores(), ...new Int32Array(outputs.buffer));
      }
      const begin = performance.now();
      let answered = 0;
      while (performance.now() - begin < 500) for (let i = 0; i < rows.count; ++i, ++answered) engine.run(rows.row(i));
      return { bits, rows: rows.count, rate: (1000 * answered) / (performance.now() - begin) };
    },
    [model, held].map((path) => readFileSync(path).toString('base64')),
  );

/** Every held-out row on the simulated chip, where training looked at some of them. */
function measured(of, data) {
  const json = join(folder, 'measured.json');
  run(mote, 'measure', of, '--rows', data, '--test-rows', join(of, 'test_rows.txt'), '--json', json);
  return JSON.parse(readFileSync(json, 'utf8'));
}

await attemptInBrowser({ browser, page, complaints }, studio, 'bits', async () => {
  await page.goto(studio.address);
  await until('the page is there', () => page.getByTestId('sentence').isVisible());
  await page.evaluate(`${source.outputFiles[0].text}; window.mote = mote`);
  for (const { name, rows: data, held, run: of } of models) {
    const model = join(of, 'model.mote');
    const host = spawnSync(join(build, 'bin/score_bits'), [model, held], { maxBuffer: 1 << 28 });
    check(host.status === 0, `the host answers ${name} ${host.stderr}`);
    const { bits, rows, rate } = await inPage({ model, rows: held });
    const expected = new Int32Array(host.stdout.buffer.slice(host.stdout.byteOffset, host.stdout.byteOffset + host.stdout.length));
    const different = bits.findIndex((b, i) => b !== expected[i]);
    check(rows > 10 && bits.length === expected.length && different < 0, `${name}: ${bits.length} numbers of ${rows} rows are the host's, bit for bit`);
    check(new Set(bits).size > 10, 'and are not all alike');
    const report = JSON.parse(readFileSync(join(of, 'run.json'), 'utf8'));
    if (report.measured_rows !== undefined) {
      const chip = report.measured_rows === rows ? report : measured(of, data); // `rows` are the held-out ones in both
      check(chip.rows === rows && chip.mismatches === 0, 'which are those of the simulated chip');
    }
    check(rate >= 5000, `${Math.round(rate)} rows a second`);
  }
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
