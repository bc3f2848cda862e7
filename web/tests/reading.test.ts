// Text to rows: cells, columns of a model, windows of a recording.
import { describe, expect, it } from 'vitest';
import { csvCell, numberOf, readCells } from '../src/lib/csv';
import { readHead } from '../src/lib/head';
import { modelRows, pastedRow } from '../src/lib/model_rows';
import { parseRows, rowsLike } from '../src/lib/rows';
import { windowStarts, windowValues, type Windowing } from '../src/lib/windows';

describe('cells', () => {
  it('finds the separator, and leaves it alone in quotes', () => {
    expect(readCells('a;b\n1;"x;y"\n\n')).toEqual({ lines: [['a', 'b'], ['1', 'x;y']], separator: ';' });
    expect(readCells('\ufeffa\tb\r\n1\t2\r\n').lines).toEqual([['a', 'b'], ['1', '2']]);
  });
  it('takes a decimal comma where the comma separates nothing', () => {
    expect(numberOf('1,5', ';')).toBe(1.5);
    expect(numberOf('1,5', ',')).toBeNaN();
    expect(numberOf('', ',')).toBeNaN();
    expect(numberOf('1e999', ',')).toBeNaN();
  });
  it('writes names as RFC 4180 wants them', () => {
    expect(['a', 'a,b', 'a"b', 'a\nb'].map(csvCell)).toEqual(['a', '"a,b"', '"a""b"', '"a\nb"']);
  });
  it('tells titles from a first row of numbers', () => {
    expect(readHead('x,kind\n1,a\n')).toEqual({ titles: ['x', 'kind'], rows: [['1', 'a']], numeric: [true, false] });
    expect(readHead('1,2\n3,4\n').titles).toEqual(['c1', 'c2']);
  });
});

describe('rows for a model', () => {
  const rows = (text: string, columns = ['a', 'b']) => modelRows(text, columns, null);
  it('takes columns by title, in any order, and leaves others', () => {
    expect(rows('b,other,a\n1,9,2\n')).toEqual({ rows: [Float32Array.of(2, 1)], places: [1] });
  });
  it('takes them by position where there are no titles, with or without the answer', () => {
    expect(rows('1,2\n3,4\n').rows).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
    expect(rows('1,2,0\n').rows).toEqual([Float32Array.of(1, 2)]);
  });
  it('keeps the place of a row that lacks a number', () => {
    expect(rows('a,b\n1,\n3,4\n')).toEqual({ rows: [null, Float32Array.of(3, 4)], places: [1, 2] });
  });
  it('says what is wrong', () => {
    expect(() => rows('')).toThrow(/empty/);
    expect(() => rows('a,b\n')).toThrow(/no line below/);
    expect(() => rows('a,c\n1,2\n')).toThrow(/no column “b”/);
    expect(() => rows('1,2,3,4\n')).toThrow(/takes 2 numbers a line; the first line of the file has 4/);
    expect(() => pastedRow('1, x', 2)).toThrow(/no number/);
    expect(() => pastedRow('1 2 3', 2)).toThrow(/takes 2 numbers; these are 3/);
    expect(pastedRow(' 1, 2.5 ', 2)).toEqual(Float32Array.of(1, 2.5));
  });
});

describe('windows', () => {
  const cut: Windowing = { window: 4, shift: 2, axes: ['x'], session: 's', centred: false };
  const steps = (n: number) => Array.from({ length: n }, (_, i) => [i]);
  it('begin every shift, whole', () => {
    expect(windowStarts(steps(9), cut)).toEqual([0, 2, 4]);
    expect(windowStarts(steps(4), cut)).toEqual([0]);
  });
  it('of a session that is a little short go on with its last step', () => {
    expect(windowStarts(steps(3), cut)).toEqual([0]);
    expect(windowValues(steps(3), 0, 4)).toEqual([0, 1, 2, 2]);
    expect(windowStarts(steps(1), cut)).toEqual([]);
  });
  it('of gestures lie where the energy is', () => {
    const still = [[0], [0], [0], [9], [-9], [9], [0]];
    expect(windowStarts(still, { ...cut, centred: true })).toEqual([2]);
  });
  it('never reach from one session into another', () => {
    const text = `x,s\n${Array.from({ length: 5 }, (_, i) => `${i},a`).join('\n')}\n${Array.from({ length: 4 }, (_, i) => `${i},b`).join('\n')}\n`;
    expect(modelRows(text, ['t0_x', 't1_x', 't2_x', 't3_x'], cut)).toEqual({
      rows: [Float32Array.of(0, 1, 2, 3), Float32Array.of(0, 1, 2, 3)],
      places: [1, 6],
    });
  });
});

describe('held-out rows', () => {
  it('are a line of JSON and floats', () => {
    const head = new TextEncoder().encode(`${JSON.stringify({ rows: 2, inputs: 2, steps: 2, axes: 1, columns: ['a', 'b'], classes: ['n', 'y'], integral: true })}\n`);
    const values = Float32Array.of(1, 2, 0, 3, 4, 1);
    const file = new Uint8Array(head.length + values.byteLength);
    file.set(head);
    file.set(new Uint8Array(values.buffer), head.length);
    const rows = parseRows(file.buffer);
    expect([rows.count, rows.row(1), rows.truth(1)]).toEqual([2, Float32Array.of(3, 4), 1]);
    const own = rowsLike(rows, [Float32Array.of(5, 6)]);
    expect([own.count, own.row(0), own.truth(0), own.columns]).toEqual([1, Float32Array.of(5, 6), NaN, ['a', 'b']]);
  });
});
