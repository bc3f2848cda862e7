// Numbers and sentences as people say them: two or three digits, the unit beside them.
import type { Inspection, Project, Summary } from './types';

const whole = new Intl.NumberFormat('en');
export const count = (n: number) => whole.format(Math.round(n));

/** Three significant digits. */
export function figure(x: number): string {
  if (!Number.isFinite(x)) return '–';
  if (Math.abs(x) >= 1000) return count(x);
  return String(Number(x.toPrecision(3)));
}
export function bytes(n: number): string {
  if (n < 1000) return `${Math.round(n)}\u00a0bytes`;
  if (n < 1024 * 1024) return `${figure(n / 1024)}\u00a0KB`;
  return n < 1e9 ? `${figure(n / 1048576)}\u00a0MB` : `${figure(n / 1073741824)}\u00a0GB`;
}
export function duration(us: number): string {
  if (us < 1000) return `${figure(us)}\u00a0µs`;
  return us < 1e6 ? `${figure(us / 1000)}\u00a0ms` : `${figure(us / 1e6)} s`;
}
export function energy(microjoule: number): string {
  return microjoule < 1000 ? `${figure(microjoule)}\u00a0µJ` : `${figure(microjoule / 1000)}\u00a0mJ`;
}
/** What a battery lasts. */
export function days(d: number): string {
  if (d < 60) return `${figure(d)} days`;
  return d < 730 ? `${figure(d / 30.44)} months` : `${figure(d / 365.25)} years`;
}
export function seconds(s: number): string {
  if (s < 90) return `${Math.max(0, Math.round(s))} s`;
  return `${Math.round(s / 60)} min`;
}
/** 0.9678 -> "97", but never 100 for what is not all, nor 0 for what is not none. */
export function ofHundred(share: number): string {
  if (share >= 1 || share <= 0) return String(Math.round(share * 100));
  const rounded = Math.round(share * 100);
  if (rounded === 100) return String(Math.min(99.9, Math.floor(share * 1000) / 10));
  if (rounded === 0) return String(Math.max(0.1, Math.ceil(share * 1000) / 10));
  return String(rounded);
}
export function ago(time: number): string {
  const s = Date.now() / 1000 - time;
  if (s < 90) return 'just now';
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  if (s < 129600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86400)} days ago`;
}

/** What a program says, which begins small and ends without a stop. */
export const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
export const spelled = (n: number) => small[n] ?? count(n);

/** What one example is called, as far as names tell. */
export function noun(project: Project | null): string {
  const names = `${project?.name ?? ''} ${project?.files.map((f) => f.name).join(' ') ?? ''}`.toLowerCase();
  if (/beat|ecg|heart/.test(names)) return 'beats';
  if (/gesture|circle|shake|wave/.test(names)) return 'gestures';
  return 'examples';
}

/** The kinds and how many of each, up to four of them. */
function kinds(inspection: Inspection): string {
  const names = inspection.classes ?? [];
  const total = (inspection.class_rows ?? []).reduce((a, b) => a + b, 0) || 1;
  const shares = names.map((name, i) => `${ofHundred((inspection.class_rows?.[i] ?? 0) / total)} of 100 are “${name}”`);
  const counts = inspection.class_rows ?? [];
  if (names.length > 1 && Math.max(...counts) - Math.min(...counts) < 0.02 * total)
    return `${spelled(names.length)} kinds, equally many${names.length > 4 ? '' : `: ${names.map((n) => `“${n}”`).join(', ')}`}`;
  if (names.length > 4) return `${spelled(names.length)} kinds`;
  return `${spelled(names.length)} kinds: ${shares.join(', ')}`;
}

export function dataSentence(project: Project, inspection: Inspection): string {
  if (inspection.problem_count > 0)
    return `${spelled(inspection.problem_count).replace(/^./, (c) => c.toUpperCase())} thing${inspection.problem_count === 1 ? '' : 's'} must be mended before a model can learn from this.`;
  const things = noun(project);
  const series = inspection.series;
  const files = project.labels_from !== '' && project.files.length > 1;
  if (files)
    return `${count(project.files.length)} recordings of ${count(inspection.rows / project.files.length)} readings or so, ${kinds(inspection)}.`;
  if (project.settings.window && inspection.target)
    return `A recording of ${count(inspection.rows)} readings, ${kinds(inspection)}.`;
  if (!inspection.target) return `${count(inspection.rows)} rows of ${count(inspection.columns.length)} columns. Which column shall the chip tell?`;
  const inputs = inspection.columns.length - 1 - inspection.left_out.length;
  const each = series?.ordered && series.steps > 1 ? `${count(series.steps)} readings` : `${count(inputs)} numbers`;
  if (inspection.task === 'regression')
    return `${count(inspection.rows)} ${things} of ${each} each, and a number to foretell: “${inspection.target}”.`;
  return `${count(inspection.rows)} ${things} of ${each} each, ${kinds(inspection)}.`;
}

/** 95 % interval of a share after Wilson (1927). */
export function wilson(right: number, all: number): [number, number] {
  if (all === 0) return [0, 1];
  const z = 1.96;
  const p = right / all;
  const middle = (p + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const half = (z * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all))) / (1 + (z * z) / all);
  return [middle - half, middle + half];
}

/** `open`: rows beside those that were answered, which it is not sure of. */
export function rightSentence(right: number, answered: number, things: string, open = 0): string {
  const [low, high] = wilson(right, answered);
  const shown = `Right in ${ofHundred(right / Math.max(1, answered))} of 100 ${things} it has never seen`;
  const range = `(${ofHundred(low)} to ${ofHundred(high)})`;
  if (open === 0) return `${shown} ${range}.`;
  return `${shown} ${range}, where it answers; not sure of ${ofHundred(open / (answered + open))} of 100.`;
}

/** Metric names beside plain words. */
export const metricWords: Record<string, string> = {
  auc: 'told apart',
  accuracy: 'right',
  balanced_accuracy: 'right, each kind alike',
  macro_f1: 'found and right, each kind alike',
  log_loss: 'surprise',
  r2: 'explained',
  rmse: 'off by, large misses count more',
  mae: 'off by, in the mean',
};
export const lowerIsBetter = (metric: string) => ['log_loss', 'rmse', 'mae'].includes(metric);

const families: Record<string, string> = {
  tree: 'a decision tree',
  trees: 'a group of decision trees',
  stumps: 'a group of the smallest decision trees',
  linear: 'a weighted sum',
  mlp: 'a small neural network',
  conv: 'a small convolutional network',
  grown: 'a sparse network that was grown',
  kernels: 'short patterns, counted along the curve',
  signal: 'statistics of the curve',
};
export const structureWords = (p: { family: string; structure: string }) => families[p.family] ?? p.structure;
/** Of an event of the search, whose text begins with the kind of model or of its first layer. */
export function triedWords(text: string): string {
  const first = text.split(' ')[0];
  const family = first === 'dense' ? (text.includes(', dense ') ? 'mlp' : 'linear') : first;
  return families[family] ?? text;
}

/** A score of the search. */
export function scoreWords(metric: string, score: number): string {
  if (metric === 'auc') return `tells ${ofHundred(score)} of 100 pairs apart`;
  if (metric === 'accuracy') return `right in ${ofHundred(score)} of 100`;
  if (metric === 'balanced_accuracy') return `right in ${ofHundred(score)} of 100, each kind alike`;
  if (metric === 'rmse') return `off by ${figure(score)}`;
  if (metric === 'mae') return `off by ${figure(score)} in the mean`;
  return `${metric} ${figure(score)}`;
}

export function summarySentence(report: Summary, things: string): string {
  if (report.task === 'regression') return report.r2 === undefined ? '' : `Explains ${ofHundred(Math.max(0, report.r2))} of 100 parts of the differences.`;
  if (report.accuracy === undefined || !report.rows) return '';
  if (typeof report.answered_accuracy === 'number' && report.answered_rows)
    return rightSentence(report.answered_accuracy * report.answered_rows, report.answered_rows, things, report.rows - report.answered_rows);
  return rightSentence(report.accuracy * report.rows, report.rows, things);
}
