// Which mistakes matter: what the page asks a training for.
import { expect, it } from 'vitest';
import { decisionChoices, decisionWords, usualDecision, type Worse } from '../src/lib/decision';

const asked = (worse: Worse, open = 0) => decisionChoices({ worse, times: 5, share: 98, open }, true);

it('is nothing where mistakes are alike', () => {
  expect(decisionChoices(usualDecision, true)).toEqual({});
});
it('is one operating point, with or without rows left open', () => {
  expect(asked('miss')).toEqual({ cost_miss: 5, cost_alarm: 1 });
  expect(asked('alarm')).toEqual({ cost_miss: 1, cost_alarm: 5 });
  expect(asked('catch', 5)).toEqual({ sensitivity: 0.98, not_sure: 0.05 });
  expect(asked('spare', 2)).toEqual({ specificity: 0.98, not_sure: 0.02 });
});
it('of more than two kinds is what may be left open, alone', () => {
  expect(decisionChoices({ worse: 'catch', times: 5, share: 98, open: 10 }, false)).toEqual({ not_sure: 0.1 });
});
it('is said in few words', () => {
  expect(decisionWords(usualDecision, ['well', 'ill'])).toBe('both alike');
  expect(decisionWords({ ...usualDecision, worse: 'miss', open: 5 }, ['well', 'ill'])).toBe('to miss “ill” is 10 times worse, “not sure” for 5 of 100');
  expect(decisionWords(usualDecision, ['a', 'b', 'c'])).toBe('always an answer');
});
