// Rows for a model out of a file that was dropped: columns by title, in any order, or by position where there are no titles.
import { numberOf, readCells } from './csv';
import { windowStarts, windowValues, type Windowing } from './windows';

export interface ModelRows {
  /** Inputs of each row or window; null where a cell lacks its number. */
  rows: (Float32Array | null)[];
  /** What `mote predict` calls it: the row, or the row at which the window begins, from 1. */
  places: number[];
}

/** Places of the wanted columns among the titles. Throws what is missing. */
function columnsFor(titles: string[], titled: boolean, wanted: string[]): number[] {
  if (titled) {
    const places = wanted.map((name) => titles.indexOf(name));
    const missing = wanted.filter((_, i) => places[i] < 0);
    if (missing.length === 0) return places;
    throw new Error(`The file has no column “${missing[0]}”${missing.length > 1 ? ` and lacks ${missing.length - 1} more` : ''}: the model takes ${wanted.length} columns.`);
  }
  if (titles.length >= wanted.length && titles.length <= wanted.length + 1) return wanted.map((_, i) => i);
  throw new Error(`The model takes ${wanted.length} numbers a line; the first line of the file has ${titles.length}.`);
}

/** Session of each line: by its column, else all lines are one. */
function sessionsOf(lines: string[][], column: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = [];
  lines.forEach((line, i) => {
    const begins = i === 0 || (column >= 0 && line[column] !== lines[i - 1][column]);
    if (begins) out.push({ from: i, to: i + 1 });
    else out[out.length - 1].to = i + 1;
  });
  return out;
}

/** Throws an Error in words for the page. */
export function modelRows(text: string, columns: string[], windowing: Windowing | null): ModelRows {
  const { lines, separator } = readCells(text);
  if (lines.length === 0) throw new Error('The file is empty.');
  const titled = lines[0].some((cell) => cell !== '' && Number.isNaN(numberOf(cell, separator)));
  const body = titled ? lines.slice(1) : lines;
  if (body.length === 0) throw new Error('The file has titles, but no line below them.');
  const places = columnsFor(lines[0], titled, windowing ? windowing.axes : columns);
  const numbers = body.map((line) => places.map((c) => numberOf(line[c], separator)));
  const whole = (values: number[]) => (values.some(Number.isNaN) ? null : Float32Array.from(values));
  if (!windowing) return { rows: numbers.map(whole), places: numbers.map((_, i) => i + 1) };
  const out: ModelRows = { rows: [], places: [] };
  const session = titled && windowing.session !== '' ? lines[0].indexOf(windowing.session) : -1;
  for (const { from, to } of sessionsOf(body, session)) {
    const steps = numbers.slice(from, to);
    for (const start of windowStarts(steps, windowing)) {
      const row = whole(windowValues(steps, start, windowing.window));
      if (row === null) continue; // as mote predict leaves windows out that lack a cell
      out.rows.push(row);
      out.places.push(from + start + 1);
    }
  }
  if (out.rows.length === 0) throw new Error(`The file is shorter than a window of ${windowing.window} lines.`);
  return out;
}

/** The numbers of a pasted row. Throws an Error in words for the page. */
export function pastedRow(text: string, inputs: number): Float32Array {
  const numbers = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  if (numbers.some((n) => !Number.isFinite(n))) throw new Error('There is something in it that is no number.');
  if (numbers.length !== inputs) throw new Error(`The model takes ${inputs} numbers; these are ${numbers.length}.`);
  return Float32Array.from(numbers);
}
