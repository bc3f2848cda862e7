// Figures of a model in whole numbers beside those of the same in floats.
import type { Evaluation } from './types';

/** Name, figure in whole numbers, figure in floats: the goal first, then what else is usual and known of both. */
export function comparedFigures(compared: NonNullable<Evaluation['in_floats']>, metric: string): [string, number, number][] {
  const names = new Set([metric, 'accuracy', 'auc', 'log_loss', 'r2', 'rmse', 'mae']);
  return [...names]
    .filter((name) => name in compared.integers && name in compared.floats)
    .map((name) => [name, compared.integers[name]!, compared.floats[name]!]);
}
