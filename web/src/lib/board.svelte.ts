// The board at work, followed event by event.
import { address } from './api';
import type { DeviceEvent, Problem } from './types';

type Of<Name extends DeviceEvent['event']> = Extract<DeviceEvent, { event: Name }>;
export type ChipAnswer = Omit<Of<'answer'>, 'event'>;
type Step = Of<'step'>;
type Firmware = Extract<Step, { step: 'built' }>['firmware'];

export class BoardState {
  step = $state<Step['step'] | 'none'>('none');
  port = $state('');
  about = $state<{ run: number; point: string } | null>(null);
  firmware = $state<Firmware | null>(null);
  green = $state(false);
  red = $state(false);
  seenGreen = $state(false);
  seenRed = $state(false);
  streaming = $state(false);
  wanted = $state(0);
  answers = $state.raw<ChipAnswer[]>([]);
  mended = $state(0);
  figures = $state<{ mean_us: number; rows: number } | null>(null);
  problem = $state<Problem | null>(null);
  private source = new EventSource(address('/api/device/events'));
  private waiting: ChipAnswer[] = [];

  constructor() {
    this.source.onopen = () => this.reset();
    this.source.onmessage = (message) => this.take(JSON.parse(message.data) as DeviceEvent);
  }
  close() {
    this.source.close();
  }
  private reset() {
    this.step = 'none';
    this.forget();
    this.streaming = this.green = this.red = this.seenGreen = this.seenRed = false;
    this.figures = this.problem = this.firmware = null;
    this.mended = 0;
  }
  private forget() {
    this.answers = [];
    this.waiting = [];
  }
  /** A thousand answers a second are drawn once a frame. */
  private later(answer: ChipAnswer) {
    if (this.waiting.length === 0)
      requestAnimationFrame(() => {
        this.answers = [...this.answers, ...this.waiting];
        this.waiting = [];
      });
    this.waiting.push(answer);
  }
  private take(e: DeviceEvent) {
    switch (e.event) {
      case 'clear':
        return this.reset();
      case 'step':
        return this.advance(e);
      case 'led':
        return this.light(e.colour, e.state === 'on');
      case 'streaming':
        this.streaming = true;
        this.wanted = e.rows;
        this.forget();
        this.figures = null;
        this.mended = 0;
        return;
      case 'answer':
        return this.later(e);
      case 'resend':
        this.mended++;
        return;
      case 'figures':
        this.streaming = false;
        if (e.mean_us !== undefined && e.rows !== undefined) this.figures = { mean_us: e.mean_us, rows: e.rows };
        return;
      case 'error':
        this.streaming = false;
        this.step = 'none';
        this.problem = e;
        return;
      case 'ended':
        this.step = 'none';
    }
  }
  private advance(e: Step) {
    this.step = e.step;
    if ('about' in e) this.about = e.about;
    if ('port' in e) this.port = e.port;
    if ('firmware' in e) this.firmware = e.firmware;
  }
  private light(colour: string, on: boolean) {
    if (colour === 'green') {
      this.green = on;
      this.seenGreen ||= on;
    } else {
      this.red = on;
      this.seenRed ||= on;
    }
  }
}
