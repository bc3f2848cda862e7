// Figures of answers, and how they are written and said.
import { describe, expect, it } from 'vitest';
import { nineDigits, predictionsCsv, sixDigits } from '../src/lib/predictions';
import { boundary, errorOf, mistakes, notSure, partsOf, roc, tally, type Answers } from '../src/lib/quality';
import type { Rows } from '../src/lib/rows';
import { bytes, days, ofHundred, rightSentence, scoreWords, summarySentence, triedWords, wilson } from '../src/lib/words';

function rowsOf(truth: number[], classes = ['ok', 'ill']): Rows {
  return { count: truth.length, inputs: 6, steps: 3, axes: 2, columns: [], classes, integral: false, row: () => new Float32Array(6), truth: (i) => truth[i] };
}
const answersOf = (ill: number[]): Answers => ({
  decided: Int16Array.from(ill, (p) => Number(p >= 0.5)),
  outputs: Float32Array.from(ill.flatMap((p) => [1 - p, p])),
  width: 2,
});

describe('figures', () => {
  const rows = rowsOf([0, 0, 1, 1]);
  const answers = answersOf([0.1, 0.6, 0.4, 0.9]);
  it('count truth against answers, at any threshold', () => {
    expect(tally(rows, answers, null).matrix).toEqual([[1, 1], [1, 1]]);
    expect(tally(rows, answers, 0.3).matrix).toEqual([[1, 1], [0, 2]]);
    expect(mistakes(rows, answers, null)).toEqual([1, 2]);
  });
  it('leave rows aside that the chip is not sure of, unless another threshold is asked', () => {
    const open = { ...answersOf([0.1, 0.6, 0.4, 0.9]), decided: Int16Array.of(0, notSure, notSure, 1) };
    expect(tally(rows, open, null)).toEqual({ matrix: [[1, 0], [0, 1]], open: [1, 1], right: 2, answered: 2, all: 4 });
    expect(tally(rows, open, 0.5)).toMatchObject({ matrix: [[1, 1], [1, 1]], open: [0, 0], answered: 4 });
    expect(mistakes(rows, open, null)).toEqual([]);
    expect(boundary(rows, open)).toEqual([Math.fround(0.1), Math.fround(0.9)]);
    expect(boundary(rows, answersOf([0.1, 0.2, 0.3, 0.4]))).toEqual([Math.fround(0.4), 1]);
  });
  it('have the area under the curve of pairs in order, halves for equal ones', () => {
    expect(roc(rows, answers).area).toBeCloseTo(0.75);
    expect(roc(rows, answersOf([0.5, 0.5, 0.5, 0.5])).area).toBeCloseTo(0.5);
    expect(roc(rows, answersOf([0.1, 0.2, 0.8, 0.9])).area).toBe(1);
  });
  it('of a regression are off by so much', () => {
    const answers = { decided: new Int16Array(2), outputs: Float32Array.of(1, 5), width: 1 };
    expect(errorOf(rowsOf([0, 2], []), answers)).toEqual({ rmse: Math.sqrt(5), mae: 2 });
  });
  it('are asked for stretches of steps, all axes together', () => {
    expect(partsOf(rowsOf([0]), 2)).toEqual([[0, 1], [2, 3, 4, 5]]);
    expect(partsOf({ ...rowsOf([0]), steps: 1 }).length).toBe(6);
  });
});

describe('what mote predict writes', () => {
  it('rounds halves to even, as C does', () => {
    expect([0.0078125, 0.0234375, 0.5, 1 / 3, 0].map(sixDigits)).toEqual(['0.007812', '0.023438', '0.500000', '0.333333', '0.000000']);
  });
  it('has nine digits of a value, and an exponent of two', () => {
    expect([0, -0, 1.5, 1 / 3, 123456789012, 1e-5, 0.0001, 1e9, 999999999.7].map(nineDigits)).toEqual(
      ['0', '-0', '1.5', '0.333333333', '1.23456789e+11', '1e-05', '0.0001', '1e+09', '1e+09'],
    );
  });
  it('quotes names, tells what is not sure, and leaves rows without an input open', () => {
    const row = new Float32Array(1);
    const text = predictionsCsv(
      [
        { place: 1, row, decided: 1, outputs: Float32Array.of(0.25, 0.75) },
        { place: 2, row, decided: -1, outputs: Float32Array.of(0.5, 0.5) },
        { place: 3, row: null, decided: -1, outputs: new Float32Array() },
      ],
      'kind',
      ['a,b', 'c'],
    );
    expect(text).toBe('row,kind,"p_a,b",p_c\n1,c,0.250000,0.750000\n2,not sure,0.500000,0.500000\n3,,,\n');
    expect(predictionsCsv([{ place: 1, row, decided: 0, outputs: Float32Array.of(2.5) }], 'sum', [])).toBe('row,sum\n1,2.5\n');
  });
});

describe('words', () => {
  it('never say all of what is not all', () => {
    expect([0.9678, 0.9999, 1, 0.0001, 0].map(ofHundred)).toEqual(['97', '99.9', '100', '0.1', '0']);
  });
  it('have units', () => {
    expect([bytes(999), bytes(1450), bytes(3 << 20)]).toEqual(['999\u00a0bytes', '1.42\u00a0KB', '3\u00a0MB']);
    expect([days(12.34), days(120), days(1000)]).toEqual(['12.3 days', '3.94 months', '2.74 years']);
  });
  it('have intervals', () => {
    const [low, high] = wilson(97, 100);
    expect(low).toBeCloseTo(0.9155, 3);
    expect(high).toBeCloseTo(0.9897, 3);
    expect(rightSentence(97, 100, 'beats')).toBe('Right in 97 of 100 beats it has never seen (92 to 99).');
    expect(rightSentence(97, 100, 'beats', 25)).toBe('Right in 97 of 100 beats it has never seen (92 to 99), where it answers; not sure of 20 of 100.');
    expect(summarySentence({ task: 'binary', accuracy: 0.9, rows: 125, answered_rows: 100, answered_accuracy: 0.97 }, 'beats')).toContain('97 of 100 beats it has never seen (92 to 99), where it answers; not sure of 20 of 100');
    expect(summarySentence({ task: 'binary', accuracy: 0.9, rows: 125 }, 'beats')).toContain('90 of 100 beats it has never seen (');
  });
});

describe('what is tried', () => {
  it('is said in words', () => {
    expect(triedWords('kernels of 2 and 3 parts 1 stride 1 int8')).toBe('short patterns, counted along the curve');
    expect(triedWords('dense 1 4-bit, decay 0.13, int8')).toBe('a weighted sum');
    expect(triedWords('dense 4 4-bit, dense 1 4-bit, int8')).toBe('a small neural network');
    expect(triedWords('something new')).toBe('something new');
  });
  it('comes to so much', () => {
    expect(scoreWords('auc', 0.8)).toBe('tells 80 of 100 pairs apart');
    expect(scoreWords('rmse', 12.34)).toBe('off by 12.3');
  });
});
