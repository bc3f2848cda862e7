// Scales, ticks and paths for charts of plain SVG.
export type Scale = ((x: number) => number) & { invert(p: number): number };

export function linear(low: number, high: number, from: number, to: number): Scale {
  const span = high - low || 1;
  const scale = ((x: number) => from + ((x - low) / span) * (to - from)) as Scale;
  scale.invert = (p) => low + ((p - from) / (to - from)) * span;
  return scale;
}
export function logarithmic(low: number, high: number, from: number, to: number): Scale {
  const inner = linear(Math.log(low), Math.log(high), from, to);
  const scale = ((x: number) => inner(Math.log(Math.max(x, low / 2)))) as Scale;
  scale.invert = (p) => Math.exp(inner.invert(p));
  return scale;
}

/** Few round numbers between low and high. */
export function ticks(low: number, high: number, most = 5): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => span / s <= most)!;
  const out = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) out.push(Number(t.toPrecision(12)));
  return out;
}
/** Powers of two, as sizes go. */
export function sizeTicks(low: number, high: number, most = 6): number[] {
  const out = [];
  for (let t = 2 ** Math.ceil(Math.log2(low)); t <= high; t *= 2) out.push(t);
  while (out.length > most) out.splice(0, out.length, ...out.filter((_, i) => i % 2 === 0));
  return out;
}

export function path(values: ArrayLike<number>, x: (i: number) => number, y: (v: number) => number): string {
  let out = '';
  for (let i = 0; i < values.length; ++i) out += `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(values[i]).toFixed(1)}`;
  return out;
}
export function band(low: ArrayLike<number>, high: ArrayLike<number>, x: (i: number) => number, y: (v: number) => number): string {
  let out = path(high, x, y);
  for (let i = low.length - 1; i >= 0; --i) out += `L${x(i).toFixed(1)} ${y(low[i]).toFixed(1)}`;
  return `${out}Z`;
}
export function extent(...lists: ArrayLike<number>[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists)
    for (let i = 0; i < list.length; ++i) {
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  if (!(high > low)) return [Number.isFinite(low) ? low - 1 : 0, Number.isFinite(low) ? low + 1 : 1];
  const margin = (high - low) * 0.05;
  return [low - margin, high + margin];
}
export const kindColour = (k: number) => `var(--k${k % 6})`;
export const kindDash = (k: number) => ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 4'][k % 6];
