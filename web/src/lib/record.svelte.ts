// A sensor while it is recorded, followed event by event.
import { address } from './api';
import type { Problem, RecordEvent, Session } from './types';

type Step = Extract<RecordEvent, { event: 'step' }>;

/** Values for the curve: what `rows` of an event holds. */
export interface LiveRow {
  values: (number | null)[];
  label: string | null; // recorded with it, or not at all
}
export const shownRows = 600;

export class RecordState {
  step = $state<Step['step'] | 'none'>('none');
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
  private source = new EventSource(address('/api/record/events'));
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
    switch (e.event) {
      case 'clear':
        return this.reset();
      case 'step':
        this.step = e.step;
        this.project = e.about.project;
        if ('labels' in e) this.labels = e.labels;
        return;
      case 'axes':
        this.axes = e.axes;
        return;
      case 'rows':
        return this.draw(e.rows);
      case 'state':
        this.running = e.running;
        this.label = e.label;
        this.recorded = e.rows;
        this.seconds = e.seconds;
        this.heard = e.all;
        return;
      case 'session':
        this.sessions = [...this.sessions, e];
        return;
      case 'other':
        this.other = e;
        return;
      case 'error':
        this.step = 'none';
        this.problem = e;
        return;
      case 'ended':
        this.step = 'none';
    }
  }
}
