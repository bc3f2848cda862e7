// Figures of answers: counted from what the chip's code said of every held-out row.
import type { Engine } from './engine';
import type { Rows } from './rows';

export const notSure = -1;

export interface Answers {
  decided: Int16Array; // what the chip says: a class, or notSure
  outputs: Float32Array; // rows x width
  width: number;
}

export function answerAll(engine: Engine, rows: Rows): Answers {
  const first = rows.count > 0 ? engine.run(rows.row(0)).outputs.length : 1;
  const out: Answers = { decided: new Int16Array(rows.count), outputs: new Float32Array(rows.count * first), width: first };
  for (let i = 0; i < rows.count; ++i) {
    const answer = engine.run(rows.row(i));
    out.decided[i] = answer.decided;
    out.outputs.set(answer.outputs, i * first);
  }
  return out;
}

/** What the chip says; of two kinds at another threshold than its own: the second from that probability on. */
export function decided(answers: Answers, i: number, threshold: number | null): number {
  if (threshold === null || answers.width !== 2) return answers.decided[i];
  return answers.outputs[i * 2 + 1] >= threshold ? 1 : 0;
}

export interface Tally {
  matrix: number[][]; // [truth][answer], of the rows that it answers
  open: number[]; // [truth], of those that it is not sure of
  right: number;
  answered: number;
  all: number;
}

export function tally(rows: Rows, answers: Answers, threshold: number | null): Tally {
  const k = rows.classes.length;
  const out: Tally = { matrix: Array.from({ length: k }, () => new Array<number>(k).fill(0)), open: new Array<number>(k).fill(0), right: 0, answered: 0, all: rows.count };
  for (let i = 0; i < rows.count; ++i) {
    const truth = rows.truth(i);
    const said = decided(answers, i, threshold);
    if (said === notSure) {
      out.open[truth]++;
      continue;
    }
    out.matrix[truth][said]++;
    out.answered++;
    if (said === truth) out.right++;
  }
  return out;
}

/**
 * Of two kinds, the probabilities between which the chip changes its answer, as these rows show it: from the highest that it
 * calls the first to the lowest that it calls the second; what it is not sure of lies between.
 */
export function boundary(rows: Rows, answers: Answers): [number, number] {
  const out: [number, number] = [0, 1];
  for (let i = 0; i < rows.count; ++i) {
    const p = answers.outputs[2 * i + 1];
    if (answers.decided[i] === 0) out[0] = Math.max(out[0], p);
    if (answers.decided[i] === 1) out[1] = Math.min(out[1], p);
  }
  return out;
}

/** How far a regression is off: root of the mean square, and mean. */
export function errorOf(rows: Rows, answers: Answers): { rmse: number; mae: number } {
  let squares = 0;
  let absolute = 0;
  for (let i = 0; i < rows.count; ++i) {
    const d = answers.outputs[i] - rows.truth(i);
    squares += d * d;
    absolute += Math.abs(d);
  }
  return { rmse: Math.sqrt(squares / rows.count), mae: absolute / rows.count };
}

export interface RocPoint {
  alarm: number; // share of the first kind that is called the second
  caught: number; // share of the second kind that is
  threshold: number;
}

/** Every distinct threshold, from the highest down. */
export function roc(rows: Rows, answers: Answers): { points: RocPoint[]; area: number } {
  const order = Array.from({ length: rows.count }, (_, i) => i).sort(
    (a, b) => answers.outputs[b * 2 + 1] - answers.outputs[a * 2 + 1],
  );
  let ill = 0;
  for (let i = 0; i < rows.count; ++i) ill += rows.truth(i);
  const well = rows.count - ill;
  const points: RocPoint[] = [{ alarm: 0, caught: 0, threshold: 1.01 }];
  let caught = 0;
  let alarm = 0;
  let area = 0;
  order.forEach((row, at) => {
    if (rows.truth(row) === 1) ++caught;
    else ++alarm;
    const p = answers.outputs[row * 2 + 1];
    if (at + 1 < order.length && answers.outputs[order[at + 1] * 2 + 1] === p) return;
    const last = points[points.length - 1];
    const point = { alarm: well ? alarm / well : 0, caught: ill ? caught / ill : 0, threshold: p };
    area += ((point.alarm - last.alarm) * (point.caught + last.caught)) / 2;
    points.push(point);
  });
  return { points, area };
}

/** The rows that it answers wrong, the surest mistakes first. */
export function mistakes(rows: Rows, answers: Answers, threshold: number | null): number[] {
  const wrong: number[] = [];
  for (let i = 0; i < rows.count; ++i) {
    const said = decided(answers, i, threshold);
    if (said !== notSure && said !== rows.truth(i)) wrong.push(i);
  }
  const sure = (i: number) => answers.outputs[i * answers.width + rows.truth(i)];
  return wrong.sort((a, b) => sure(a) - sure(b));
}

/** Parts of the row that spoke for the answer: how much its probability falls when a part is flattened to `base`. */
export function importance(engine: Engine, row: ArrayLike<number>, base: ArrayLike<number>, parts: number[][]): number[] {
  const start = engine.run(row);
  const k = start.class;
  const at = (outputs: Float32Array) => (outputs.length === 1 ? outputs[0] : outputs[k]);
  const before = at(start.outputs);
  const changed = Float32Array.from(row);
  return parts.map((part) => {
    for (const c of part) changed[c] = base[c];
    const after = at(engine.run(changed).outputs);
    for (const c of part) changed[c] = row[c];
    return before - after;
  });
}

/** Columns of a series cut into at most `most` stretches, all axes of a step together; of a table, a column each. */
export function partsOf(rows: Rows, most = 32): number[][] {
  if (rows.steps <= 1) return Array.from({ length: rows.inputs }, (_, c) => [c]);
  const n = Math.min(most, rows.steps);
  return Array.from({ length: n }, (_, p) => {
    const from = Math.floor((p * rows.steps) / n);
    const to = Math.floor(((p + 1) * rows.steps) / n);
    return Array.from({ length: (to - from) * rows.axes }, (_, i) => from * rows.axes + i);
  });
}

export function meanRow(rows: Rows): Float32Array {
  const out = new Float64Array(rows.inputs);
  for (let i = 0; i < rows.count; ++i) {
    const row = rows.row(i);
    for (let c = 0; c < rows.inputs; ++c) out[c] += row[c];
  }
  return Float32Array.from(out, (sum) => sum / Math.max(1, rows.count));
}
