// Which mistakes matter, as the page asks it, and as `mote train` is told (docs/decisions.md).
import type { TrainingChoices } from './types';

export type Worse = 'alike' | 'miss' | 'alarm' | 'catch' | 'spare';

export interface Decision {
  worse: Worse;
  times: number; // so many times as bad as the other mistake
  share: number; // of 100, to be caught or spared
  open: number; // of 100, that may be left open
}
export const usualDecision: Decision = { worse: 'alike', times: 10, share: 99, open: 0 };

/** The choices of a training that say the same; of more than two kinds only "not sure" can be asked for. */
export function decisionChoices(d: Decision, binary: boolean): TrainingChoices {
  const out: TrainingChoices = {};
  if (d.open > 0) out.not_sure = d.open / 100;
  if (!binary) return out;
  if (d.worse === 'miss') Object.assign(out, { cost_miss: d.times, cost_alarm: 1 });
  if (d.worse === 'alarm') Object.assign(out, { cost_miss: 1, cost_alarm: d.times });
  if (d.worse === 'catch') out.sensitivity = d.share / 100;
  if (d.worse === 'spare') out.specificity = d.share / 100;
  return out;
}

/** The same in few words, for where it is folded. */
export function decisionWords(d: Decision, classes: string[]): string {
  const open = d.open ? `“not sure” for ${d.open} of 100` : '';
  if (classes.length !== 2) return open || 'always an answer';
  const line = {
    alike: open ? '' : 'both alike',
    miss: `to miss “${classes[1]}” is ${d.times} times worse`,
    alarm: `a false alarm is ${d.times} times worse`,
    catch: `catch ${d.share} of 100 “${classes[1]}”`,
    spare: `let ${d.share} of 100 “${classes[0]}” pass`,
  }[d.worse];
  return [line, open].filter(Boolean).join(', ');
}
