// A CSV as cells, as far as the page needs one: quotes, the usual separators, a decimal comma. What counts is `mote inspect`.
export interface Cells {
  lines: string[][];
  separator: string;
}

function cellsOf(line: string, separator: string): string[] {
  const out: string[] = [];
  let cell = '';
  let quoted = false;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) {
      out.push(cell.trim());
      cell = '';
    } else cell += c;
  }
  out.push(cell.trim());
  return out;
}

/** All lines that hold something. */
export function readCells(text: string): Cells {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  const separator = [',', ';', '\t', '|'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  return { lines: lines.map((line) => cellsOf(line, separator)), separator };
}

/** NaN for what is no number. Where a comma separates no cells it is a decimal comma. */
export function numberOf(cell: string | undefined, separator: string): number {
  if (cell === undefined || cell === '') return NaN;
  const value = Number(separator === ',' ? cell : cell.replace(',', '.'));
  return Number.isFinite(value) ? value : NaN;
}

/** A cell of a CSV that is written, as RFC 4180 wants it. */
export const csvCell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
