// Whole numbers beside floats.
import { expect, it } from 'vitest';
import { comparedFigures } from '../src/lib/arithmetic';

const compared = { integers: { accuracy: 0.9, auc: 0.95, f1: 0.8 }, floats: { auc: 0.96, accuracy: 0.91, mae: 1 }, flipped: 2, rows: [] };

it('shows the goal first, and what is known of both, once', () => {
  expect(comparedFigures(compared, 'auc')).toEqual([
    ['auc', 0.95, 0.96],
    ['accuracy', 0.9, 0.91],
  ]);
});
it('shows no goal that only one of them has', () => {
  expect(comparedFigures(compared, 'f1').map(([name]) => name)).toEqual(['accuracy', 'auc']);
});
