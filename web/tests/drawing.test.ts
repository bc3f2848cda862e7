// Scales and paths, and stretches of recordings.
import { describe, expect, it } from 'vitest';
import { extent, linear, logarithmic, sizeTicks, ticks } from '../src/lib/chart';
import { guessedWindow, pieceOf, stretches, thinPath, windowCount, windowsBetween } from '../src/lib/recording';

describe('scales', () => {
  it('go there and back', () => {
    const x = linear(10, 20, 0, 100);
    expect([x(15), x.invert(50)]).toEqual([50, 15]);
    const l = logarithmic(1, 100, 0, 100);
    expect(l(10)).toBeCloseTo(50);
    expect(l.invert(50)).toBeCloseTo(10);
  });
  it('have few round ticks', () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(3, 3)).toEqual([3]);
    expect(sizeTicks(100, 1100)).toEqual([128, 256, 512, 1024]);
  });
  it('have room for nothing, and for what is all alike', () => {
    expect(extent([])).toEqual([0, 1]);
    expect(extent([5, 5])).toEqual([4, 6]);
  });
});

describe('recordings', () => {
  const text = 'time,x,kind,part\n0,1,a,s1\n1,2,a,s1\n2,,b,s1\n3,4,b,s2\n';
  it('are drawn without answers, sessions and what is left out', () => {
    const piece = pieceOf(text, 'kind', ['time'], 'part');
    expect(piece.titles).toEqual(['x']);
    expect(piece.lines).toEqual([[1, 2, NaN, 4]]);
    expect(piece.labels).toEqual(['a', 'a', 'b', 'b']);
    expect(piece.sessions.map(({ from, to }) => [from, to])).toEqual([[0, 3], [3, 4]]);
  });
  it('without titles are one session of all columns', () => {
    const piece = pieceOf('1 2\n'.replaceAll(' ', ',').repeat(3), undefined, []);
    expect([piece.titles, piece.steps, piece.labels, piece.sessions]).toEqual([['c1', 'c2'], 3, null, [{ from: 0, to: 3 }]]);
  });
  it('are thinned to the least and most of each pixel, with gaps where nothing was measured', () => {
    const id = (v: number) => v;
    expect(thinPath([0, 5, 1, 2], 0, 4, 2, id, id)).toBe('M0.0 0.0L1.0 5.0L2.0 1.0L3.0 2.0');
    expect(thinPath([1, NaN, 3], 0, 3, 10, id, id)).toBe('M0.0 1.0M2.0 3.0');
    expect(thinPath(Array.from({ length: 10_000 }, (_, i) => i), 0, 10_000, 100, id, id).split('L').length).toBeLessThan(250);
  });
  it('have stretches of one label', () => {
    expect(stretches(['a', 'a', 'b'], 0, 3)).toEqual([{ label: 'a', from: 0, to: 2 }, { label: 'b', from: 2, to: 3 }]);
  });
  it('are cut into windows, session by session', () => {
    const sessions = [{ from: 0, to: 10 }, { from: 10, to: 15 }];
    expect(windowsBetween(sessions, 4, 3, 0, 15)).toEqual([0, 3, 6, 10]);
    expect(windowsBetween(sessions, 4, 3, 5, 8)).toEqual([6]);
    expect([windowCount(10, 4, 3), windowCount(3, 4, 3), windowCount(1, 4, 3)]).toEqual([3, 1, 0]);
    expect([guessedWindow(0), guessedWindow(100), guessedWindow(10_000)]).toEqual([2, 25, 64]);
  });
});
