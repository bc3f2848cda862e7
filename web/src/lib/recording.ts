// A stretch of a recording for a chart: which columns, how it is thinned for the screen, where windows lie.
import { numberOf, readCells } from './csv';

export interface Piece {
  titles: string[]; // of the lines below
  lines: number[][]; // a line a title, NaN where a cell holds no number
  labels: string[] | null; // of each step, where a column tells them
  steps: number;
  sessions: Session[]; // no window reaches from one into another
}
export interface Session {
  from: number;
  to: number;
}

/** `text` begins with titles, or with the first step. Columns of numbers alone are drawn, without those left out. */
export function pieceOf(text: string, label: string | undefined, leftOut: string[], session = ''): Piece {
  const { lines, separator } = readCells(text);
  const titled = (lines[0] ?? []).some((cell) => Number.isNaN(numberOf(cell, separator)));
  const titles = titled ? lines[0] : (lines[0] ?? []).map((_, i) => `c${i + 1}`);
  const body = titled ? lines.slice(1) : lines;
  const labelled = label === undefined ? -1 : titles.indexOf(label);
  const told = session === '' ? -1 : titles.indexOf(session);
  const drawn = titles
    .map((_, i) => i)
    .filter((i) => i !== labelled && i !== told && !leftOut.includes(titles[i]) && body.some((line) => !Number.isNaN(numberOf(line[i], separator))));
  return {
    titles: drawn.map((i) => titles[i]),
    lines: drawn.map((i) => body.map((line) => numberOf(line[i], separator))),
    labels: labelled < 0 ? null : body.map((line) => line[labelled] ?? ''),
    steps: body.length,
    sessions: told < 0 ? [{ from: 0, to: body.length }] : stretches(body.map((line) => line[told] ?? ''), 0, body.length),
  };
}

/** An SVG path of the steps from `from` to `to`: each pixel keeps its least and its largest value. */
export function thinPath(values: number[], from: number, to: number, pixels: number, x: (step: number) => number, y: (v: number) => number): string {
  const stride = Math.max(1, Math.floor((to - from) / pixels));
  let out = '';
  let pen = 'M';
  const draw = (step: number) => {
    out += `${pen}${x(step).toFixed(1)} ${y(values[step]).toFixed(1)}`;
    pen = 'L';
  };
  for (let at = from; at < to; at += stride) {
    let least = -1;
    let most = -1;
    for (let i = at; i < Math.min(to, at + stride); ++i) {
      if (Number.isNaN(values[i])) continue;
      if (least < 0 || values[i] < values[least]) least = i;
      if (most < 0 || values[i] > values[most]) most = i;
    }
    if (least < 0) pen = 'M';
    else if (least === most) draw(least);
    else [Math.min(least, most), Math.max(least, most)].forEach(draw);
  }
  return out;
}

/** Stretches of equal labels between `from` and `to`. */
export function stretches(labels: string[], from: number, to: number): { label: string; from: number; to: number }[] {
  const out: { label: string; from: number; to: number }[] = [];
  for (let i = from; i < Math.min(to, labels.length); ++i) {
    const last = out[out.length - 1];
    if (last && last.label === labels[i]) last.to = i + 1;
    else out.push({ label: labels[i], from: i, to: i + 1 });
  }
  return out;
}

/** How many whole windows a session of so many steps has; one that is a little short has one all the same. */
export function windowCount(steps: number, window: number, shift: number): number {
  if (steps * 2 < window) return 0;
  return steps <= window ? 1 : Math.floor((steps - window) / shift) + 1;
}

/** Starts of the whole windows that begin between `from` and `to`, at most `most` of them. */
export function windowsBetween(sessions: Session[], window: number, shift: number, from: number, to: number, most = 200): number[] {
  const out: number[] = [];
  for (const session of sessions) {
    const first = session.from + Math.max(0, Math.ceil((from - session.from) / shift)) * shift;
    for (let start = first; start + window <= session.to && start < to && out.length < most; start += shift) out.push(start);
  }
  return out;
}

/** A length that fits what there is, for the first drawing. */
export const guessedWindow = (steps: number) => Math.max(2, Math.min(64, Math.floor(steps / 4)));
