// What the file carries: a model, the chip's code, and some rows of the data (src/studio/exported_page.cpp writes them).
import { parseRows, type Rows } from '../lib/rows';
import type { Windowing } from '../lib/windows';

export interface Carried {
  name: string;
  task: 'binary' | 'multiclass' | 'regression';
  target: string;
  windowing: Windowing | null;
  model: Uint8Array;
  rows: Rows;
  engine: Uint8Array;
}

const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const textOf = (id: string) => document.getElementById(id)?.textContent ?? '';

export function carried(): Carried {
  const data = JSON.parse(textOf('model'));
  return {
    ...data,
    model: bytesOf(data.model),
    rows: parseRows(bytesOf(data.rows).buffer as ArrayBuffer),
    engine: bytesOf(textOf('engine')),
  };
}
