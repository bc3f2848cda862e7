// Held-out rows of a run: what the model has never seen.
export interface Rows {
  count: number;
  inputs: number;
  steps: number;
  axes: number;
  columns: string[];
  classes: string[];
  integral: boolean;
  row(i: number): Float32Array;
  truth(i: number): number;
}

export function parseRows(file: ArrayBuffer): Rows {
  const bytes = new Uint8Array(file);
  const end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const values = new Float32Array(file.slice(end + 1));
  const width = head.inputs + 1;
  return {
    count: head.rows,
    inputs: head.inputs,
    steps: head.steps,
    axes: head.axes,
    columns: head.columns,
    classes: head.classes,
    integral: head.integral,
    row: (i) => values.subarray(i * width, i * width + head.inputs),
    truth: (i) => values[i * width + head.inputs],
  };
}

/** The same kind of rows, of unknown truth. */
export const rowsLike = (like: Rows, rows: Float32Array[]): Rows => ({
  ...like,
  count: rows.length,
  row: (i) => rows[i],
  truth: () => NaN,
});
