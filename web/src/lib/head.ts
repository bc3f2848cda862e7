// The first lines of a file as cells, for looking at them. What counts is `mote inspect`; this is a picture.
import { numberOf, readCells } from './csv';

export interface Head {
  titles: string[];
  rows: string[][];
  numeric: boolean[];
}

export function readHead(text: string): Head {
  const { lines, separator } = readCells(text);
  const isNumber = (cell: string | undefined) => !Number.isNaN(numberOf(cell, separator));
  const titled = lines.length > 0 && lines[0].some((cell) => !isNumber(cell));
  const titles = titled ? lines[0] : (lines[0] ?? []).map((_, i) => `c${i + 1}`);
  const rows = titled ? lines.slice(1) : lines;
  const numeric = titles.map((_, i) => rows.length > 0 && isNumber(rows[0][i]));
  return { titles, rows, numeric };
}
