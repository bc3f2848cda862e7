// The page of `mote report`, of a binary, a multiclass, a regression and a windowed run: looked at in a browser, at the
// width of a phone and of a desk, light and dark. It is one small file, and no request leaves it.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attempt, check, mote, needBrowser, openBrowser, pictures, run, scratch } from './lib.mjs';

needBrowser();
const folder = scratch();
const { browser, page, complaints } = await openBrowser();

/** Numbers that look like chance, the same each time. */
function generator(state) {
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

function table(name, target) {
  const next = generator(7);
  const lines = ['a,b,c,d,y'];
  for (let row = 0; row < 300; ++row) {
    const x = Array.from({ length: 4 }, () => Math.round(200 * next() - 100));
    lines.push([...x, target(x, 30 * next() - 15)].join(','));
  }
  writeFileSync(join(folder, `${name}.csv`), lines.join('\n') + '\n');
  return [`${name}.csv`, '--target', 'y', '--families', 'linear,tree'];
}

function recordings() {
  const files = [];
  for (const kind of ['slow', 'fast'])
    for (let person = 1; person <= 4; ++person) {
      const next = generator(person * 2 + (kind === 'fast' ? 1 : 0));
      const lines = ['x,y'];
      for (let step = 0; step < 200; ++step) {
        const phase = step * (kind === 'fast' ? 0.7 : 0.25) + person;
        lines.push(`${Math.round(800 * Math.sin(phase) + 60 * next())},${Math.round(500 * Math.cos(phase) + 90 * next())}`);
      }
      files.push(`${kind}-p${person}.csv`);
      writeFileSync(join(folder, files.at(-1)), lines.join('\n') + '\n');
    }
  return [...files, '--label-from', 'name', '--label-pattern', '(.*)-', '--window', '32', '--families', 'kernels'];
}

const runs = {
  binary: () => table('binary', (x, noise) => (x[0] + x[1] / 2 + noise > 0 ? 'yes' : 'no')),
  multiclass: () => table('multiclass', (x, noise) => (x[0] + noise > 40 ? 'high' : x[0] + noise < -40 ? 'low' : 'middle')),
  regression: () => table('regression', (x, noise) => (3 * x[0] - x[2] + noise).toFixed(1)),
  windows: recordings,
};

/** The page of a run of this kind, as a file. */
function report(kind) {
  const at = (name) => join(folder, name);
  const words = runs[kind]().map((word) => (word.endsWith('.csv') ? at(word) : word));
  run(mote, 'train', ...words, '--hold-out', '0.2', '--trials', '3', '-o', at(kind));
  run(mote, 'report', at(kind), '-o', at(`${kind}.html`));
  return at(`${kind}.html`);
}

await attempt(
  async () => {
    for (const kind of Object.keys(runs)) {
      const file = report(kind);
      check(statSync(file).size < 1000000, `${kind}: ${statSync(file).size} bytes, under 1 MB`);
      const asked = [];
      const listen = (request) => asked.push(request.url());
      page.on('request', listen);
      await page.goto(pathToFileURL(file).href);
      const plots = await page.locator('svg').count();
      check(plots >= 2, `${kind}: ${plots} plots are drawn`);
      await pictures(page, `report-${kind}`);
      page.off('request', listen);
      const others = asked.filter((url) => url !== pathToFileURL(file).href);
      check(others.length === 0, `${kind}: no request leaves the page ${others.slice(0, 3)}`);
      check(readFileSync(`${file.slice(0, -5)}.md`, 'utf8').includes('Intended use'), `${kind}: the model card stands beside it`);
    }
    check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
  },
  () => browser.close(),
);
