// Windows of a recording, cut as src/data/windows/cut.cpp cuts them for `mote predict`.
import type { Report } from './types';

/** As run.json tells it; an exported page carries no more of it. */
export type Windowing = Pick<NonNullable<Report['windowing']>, 'window' | 'shift' | 'axes' | 'session' | 'centred'>;

/** Starts of the windows of a session of so many steps; `steps` is its values, an array a step. */
export function windowStarts(steps: number[][], { window, shift, centred }: Windowing): number[] {
  if (steps.length * 2 < window) return [];
  if (steps.length <= window) return [0];
  if (centred && steps.length < 2 * window) return [mostEnergy(steps, window)];
  const out = [];
  for (let start = 0; start + window <= steps.length; start += shift) out.push(start);
  return out;
}

/** The values of a window; a session that is too short goes on with its last step. */
export function windowValues(steps: number[][], start: number, window: number): number[] {
  const out: number[] = [];
  for (let t = start; t < start + window; ++t) out.push(...steps[Math.min(t, steps.length - 1)]);
  return out;
}

/** Start of the window with most energy: squared deviations, each axis by its own deviation. */
function mostEnergy(steps: number[][], window: number): number {
  const energy = new Array<number>(steps.length).fill(0);
  for (let axis = 0; axis < steps[0].length; ++axis) {
    const values = Float32Array.from(steps, (step) => step[axis]);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    if (squares > 0) values.forEach((v, t) => (energy[t] += (v - mean) ** 2 / squares));
  }
  let here = 0;
  let best = 0;
  let start = 0;
  energy.forEach((e, t) => {
    here += e - (t >= window ? energy[t - window] : 0);
    if (t + 1 >= window && here > best * (1 + 1e-9)) {
      best = here;
      start = t + 1 - window;
    }
  });
  return start;
}
