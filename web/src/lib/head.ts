// The first lines of a file as cells, for looking at them. What counts is `mote inspect`; this is a picture.
export interface Head {
  titles: string[];
  rows: string[][];
  numeric: boolean[];
}

function cells(line: string, separator: string): string[] {
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

export function readHead(text: string): Head {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  const separator = [',', ';', '\t', '|'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const table = lines.map((line) => cells(line, separator));
  const isNumber = (cell: string | undefined) => cell !== undefined && cell !== '' && Number.isFinite(Number(cell));
  const titled = table.length > 0 && table[0].some((cell) => !isNumber(cell));
  const titles = titled ? table[0] : (table[0] ?? []).map((_, i) => `c${i + 1}`);
  const rows = titled ? table.slice(1) : table;
  const numeric = titles.map((_, i) => rows.length > 0 && isNumber(rows[0][i]));
  return { titles, rows, numeric };
}
