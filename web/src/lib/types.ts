// What the server sends (docs/studio-api.yaml) and the reports of `mote inspect` and `mote train`.
import type { Windowing } from './windows';

export interface Project {
  id: number;
  name: string;
  created: number;
  settings: Settings;
  labels_from: string;
  files: { name: string; bytes: number }[];
  runs: Run[];
}
export interface Settings {
  target?: string;
  drop?: string[];
  keep?: string[];
  label_from?: string;
  header?: string;
  window?: string; // rows, or auto: lines are moments of a recording
  shift?: string;
  session?: string; // column that tells sessions of a recording apart
  example?: string;
}
export type RunState = 'working' | 'done' | 'stopped' | 'failed' | 'broken';
export interface Run {
  id: number;
  project: number;
  created: number;
  state: RunState;
  settings: Record<string, number | string>;
  summary: Partial<Report> & { error?: Problem };
  command?: string[];
  report?: Report;
}
export interface Problem {
  message: string;
  place?: string;
  remedy?: string;
}
export interface FrontPoint {
  point: number;
  model_bytes: number;
  score: number;
  standard_error: number;
  structure: string;
  family: string;
  flash_bytes?: number;
  ram_bytes?: number;
  time_us?: { mean: number };
  measured?: boolean;
}
/** Of an answer, and of a battery at so many answers a second (`mote report --json`). */
export interface Energy {
  inference_uj: number;
  battery_days?: number;
  battery_mah?: number;
}
export interface Evaluation {
  figures: Record<string, { value: number; interval?: [number, number] }>;
  reliability: [said: number, was: number, rows: number][];
  reliability_before?: [said: number, was: number, rows: number][];
  calibration_error?: number;
  calibration_error_before?: number;
  energy?: { rows_per_second: number; chosen?: Energy; points: (Energy & { point: number })[] };
}
export interface Report {
  task: 'binary' | 'multiclass' | 'regression';
  metric: string;
  classes: string[];
  columns: string[];
  target: string;
  bits: number;
  mcu: string;
  rows: number;
  training_rows: number;
  steps: number;
  axes: number;
  front: FrontPoint[];
  structure: string;
  family: string;
  validation_score: number;
  standard_error: number;
  accuracy?: number;
  auc?: number;
  r2?: number;
  rmse?: number;
  mae?: number;
  model_bytes: number;
  coefficients: number;
  flash_bytes?: number;
  ram_bytes?: number;
  time_us?: { mean: number };
  windowing?: Windowing;
  interrupted: boolean;
  split: string;
  notices: string[];
}
export interface Finding {
  kind: string;
  weight: 'caution' | 'note';
  statement: string;
  evidence: string;
  remedy: string;
  columns: string[];
}
export interface Curve {
  class: string;
  axis: number;
  mean: number[];
  low: number[];
  high: number[];
}
export interface Column {
  name: string;
  type: string;
  distinct: number;
  distinct_more: boolean;
  min?: number;
  max?: number;
  mean?: number;
  missing?: number;
}
export interface Inspection {
  empty?: boolean;
  rows: number;
  columns: Column[];
  target?: string;
  task?: string;
  classes?: string[];
  class_rows?: number[];
  curves?: Curve[];
  series?: { ordered: boolean; steps: number; axes: number; reason: string };
  findings: Finding[];
  strengths: { column: string; alone: number }[];
  left_out: { column: string; reason: string }[];
  notices: string[];
  problems: Problem[];
  problem_count: number;
  usable: boolean;
  files?: string[];
}
export interface Chip {
  name: string;
  flash_bytes: number;
  ram_bytes: number;
  hz: number;
  active_ma_per_mhz: number;
  sleep_ua: number;
}
export interface About {
  version: string;
  folder: string;
  chips: Chip[];
  engine: boolean;
  report: boolean;
  web: boolean;
}
