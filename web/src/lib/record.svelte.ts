// A sensor while it is recorded, followed event by event.
import type { Problem } from './types';

export interface Session {
  session: string;
  label: string;
  rows: number;
  seconds: number;
  rate_hz: number;
}
interface RecordEvent extends Omit<Partial<Session>, 'rows'>, Partial<Problem> {
  rows?: unknown; // a number, or of the event `rows` the values
  event: 'clear' | 'step' | 'axes' | 'rows' | 'state' | 'session' | 'other' | 'error' | 'ended';
  step?: 'building' | 'listening';
  about?: { project: number };
  labels?: string[];
  axes?: string[];
  running?: boolean;
  all?: number;
  count?: number;
  last?: string;
}

/** Values for the curve: what `rows` of an event holds. */
export interface LiveRow {
  values: (number | null)[];
  label: string | null; // recorded with it, or not at all
}
export const shownRows = 600;

export class RecordState {
  step = $state<'none' | 'building' | 'listening'>('none');
  project = $state(0);
  labels = $state.raw<string[]>([]);
  axes = $state.raw<string[]>([]);
  rows = $state.raw<LiveRow[]>([]);
  running = $state(false);
  label = $state('');
  recorded = $state(0); // rows of the session that runs
  seconds = $state(0);
  heard = $state(0); // rows in all
  sessions = $state.raw<Session[]>([]);
  other = $state<{ count: number; last: string } | null>(null);
  problem = $state<Problem | null>(null);
  private source = new EventSource('/api/record/events');
  private waiting: LiveRow[] = [];

  constructor() {
    this.source.onopen = () => this.reset();
    this.source.onmessage = (message) => this.take(JSON.parse(message.data) as RecordEvent);
  }
  close() {
    this.source.close();
  }
  private reset() {
    this.step = 'none';
    this.axes = this.rows = this.sessions = this.labels = [];
    this.running = false;
    this.recorded = this.seconds = this.heard = 0;
    this.other = this.problem = null;
    this.waiting = [];
  }
  /** Drawn once a frame, however many come. */
  private draw(rows: (number | null)[][]) {
    const label = this.running ? this.label : null;
    if (this.waiting.length === 0)
      requestAnimationFrame(() => {
        this.rows = [...this.rows, ...this.waiting].slice(-shownRows);
        this.waiting = [];
      });
    this.waiting.push(...rows.map((values) => ({ values, label })));
  }
  private take(e: RecordEvent) {
    if (e.event === 'clear') this.reset();
    if (e.event === 'step') {
      this.step = e.step!;
      this.project = e.about?.project ?? 0;
      if (e.labels) this.labels = e.labels;
    }
    if (e.event === 'axes') this.axes = e.axes!;
    if (e.event === 'rows') this.draw(e.rows as (number | null)[][]);
    if (e.event === 'state') {
      this.running = e.running!;
      this.label = e.label!;
      this.recorded = e.rows as number;
      this.seconds = e.seconds!;
      this.heard = e.all!;
    }
    if (e.event === 'session') this.sessions = [...this.sessions, e as Session];
    if (e.event === 'other') this.other = { count: e.count!, last: e.last! };
    if (e.event === 'error') {
      this.step = 'none';
      this.problem = { message: e.message!, place: e.place, remedy: e.remedy };
    }
    if (e.event === 'ended') this.step = 'none';
  }
}
