// Answers to the rows of a file, and the CSV that `mote predict` writes of them, byte for byte.
import { csvCell } from './csv';
import type { Engine } from './engine';
import type { ModelRows } from './model_rows';

export interface Prediction {
  place: number;
  row: Float32Array | null;
  decided: number; // the class, or -1: not sure
  outputs: Float32Array;
}

export function predictAll(engine: Engine, { rows, places }: ModelRows): Prediction[] {
  return rows.map((row, i) => {
    if (!row) return { place: places[i], row, decided: -1, outputs: new Float32Array() };
    const { decided, outputs } = engine.run(row);
    return { place: places[i], row, decided, outputs };
  });
}

/** printf's %.6f of a float: toFixed rounds halves up, C rounds them to even. */
export function sixDigits(x: number): string {
  const doubled = x * 2e6; // exact: a float has 24 bits, 2e6 has 14 beside its powers of two
  if (!Number.isInteger(doubled) || doubled % 2 === 0) return x.toFixed(6);
  const below = (doubled - 1) / 2;
  return ((below % 2 === 0 ? below : below + 1) / 1e6).toFixed(6);
}

/** printf's %.9g. */
export function nineDigits(x: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const [digits, power] = x.toExponential(8).split('e');
  const exponent = Number(power);
  const short = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (exponent < -4 || exponent >= 9)
    return `${short(digits)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return short(x.toFixed(Math.max(0, 8 - exponent)));
}

/** What the chip says: a kind, or that it is not sure. */
export const answerName = (decided: number, classes: string[]) => (decided < 0 ? 'not sure' : classes[decided]);

export function predictionsCsv(predictions: Prediction[], target: string, classes: string[]): string {
  const titles = ['row', csvCell(target), ...classes.map((name) => csvCell(`p_${name}`))];
  const lines = predictions.map(({ place, row, decided, outputs }) => {
    const empty = new Array<string>(classes.length).fill('');
    if (!row) return [place, '', ...empty].join(',');
    if (classes.length === 0) return `${place},${nineDigits(outputs[0])}`;
    return [place, csvCell(answerName(decided, classes)), ...Array.from(outputs, sixDigits)].join(',');
  });
  return `${[titles.join(','), ...lines].join('\n')}\n`;
}
