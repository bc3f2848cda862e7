// Three small models of different kinds, trained by the command line: heartbeats at 8 bits, windows of recordings with
// three kinds at 16, a regression at 32. Each has its rows as a file, and the held-out ones as the studio gets them.
// Several tests look at them: ctest trains them once before (train_models.mjs).
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, mote, run } from './lib.mjs';

const folder = join(build, 'web-models');

/** The same numbers every time. */
function noise(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Twelve sessions of three movements, one after another, a time step a line. */
function movements() {
  const random = noise(1);
  const lines = ['ax,ay,move,session'];
  for (let session = 0; session < 12; ++session)
    for (let t = 0; t < 70; ++t) {
      const kind = session % 3;
      const turn = (t / [25, 12, 6][kind]) * 2 * Math.PI;
      const axes = [Math.cos(turn), Math.sin(turn)].map((v) => Math.round(400 * v + 200 * random()));
      lines.push(`${axes.join(',')},${['slow', '"brisk, or so"', 'fast'][kind]},s${session}`);
    }
  return lines.join('\n');
}

function mixture() {
  const random = noise(2);
  const lines = ['a;b;c;"the sum"'];
  for (let i = 0; i < 300; ++i) {
    const [a, b, c] = [random() * 8, random() * 3, random()];
    lines.push([a, b, c, 2 * a - b * c + 0.1 * random()].map((v) => v.toFixed(3).replace('.', ',')).join(';'));
  }
  return lines.join('\n');
}

const kinds = {
  beats: ['--target', 'target', '--bits', '8'],
  movements: ['--target', 'move', '--bits', '16', '--window', '20', '--shift', '10', '--session', 'session'],
  mixture: ['--target', 'the sum', '--bits', '32'],
};
const model = (name) => ({ name, rows: join(folder, `${name}.csv`), held: join(folder, `${name}.bin`), run: join(folder, name) });

/** Trains them anew. */
export function trainModels() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  run(mote, 'synth', 'ecg', '-o', model('beats').rows, '--beats', '300');
  writeFileSync(model('movements').rows, movements());
  writeFileSync(model('mixture').rows, mixture());
  for (const [name, flags] of Object.entries(kinds)) {
    const { rows, held, run: out } = model(name);
    run(mote, 'train', rows, '--trials', '2', '-o', out, '--held-out', held, ...flags);
  }
}

/** Name, rows, held-out rows and run of each. */
export function threeModels() {
  const all = Object.keys(kinds).map(model);
  if (!all.every(({ run: of }) => existsSync(join(of, 'run.json')))) trainModels(); // a test by hand
  return all;
}
