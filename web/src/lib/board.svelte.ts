// The board at work, followed event by event.
import type { Problem } from './types';

export interface ChipAnswer {
  row: number;
  outputs: number[];
  sends: number;
}
interface BoardEvent extends Partial<ChipAnswer>, Partial<Problem> {
  event: 'clear' | 'step' | 'led' | 'streaming' | 'answer' | 'resend' | 'figures' | 'error' | 'ended';
  step?: 'building' | 'built' | 'writing' | 'ready';
  port?: string;
  about?: { run: number; point: string };
  firmware?: { firmware_flash_bytes: number; firmware_ram_bytes: number };
  colour?: string;
  state?: string;
  rows?: number;
  mean_us?: number;
  resends?: number;
}

export class BoardState {
  step = $state<'none' | 'building' | 'built' | 'writing' | 'ready'>('none');
  port = $state('');
  about = $state<{ run: number; point: string } | null>(null);
  firmware = $state<{ firmware_flash_bytes: number; firmware_ram_bytes: number } | null>(null);
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
  private source = new EventSource('/api/device/events');
  private waiting: ChipAnswer[] = [];

  constructor() {
    this.source.onopen = () => this.reset();
    this.source.onmessage = (message) => this.take(JSON.parse(message.data) as BoardEvent);
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
  private take(e: BoardEvent) {
    if (e.event === 'clear') this.reset();
    if (e.event === 'step') {
      this.step = e.step!;
      if (e.about) this.about = e.about;
      if (e.port) this.port = e.port;
      if (e.firmware) this.firmware = e.firmware;
    }
    if (e.event === 'led') {
      const on = e.state === 'on';
      if (e.colour === 'green') {
        this.green = on;
        this.seenGreen ||= on;
      } else {
        this.red = on;
        this.seenRed ||= on;
      }
    }
    if (e.event === 'streaming') {
      this.streaming = true;
      this.wanted = e.rows ?? 0;
      this.forget();
      this.figures = null;
      this.mended = 0;
    }
    if (e.event === 'answer') this.later({ row: e.row!, outputs: e.outputs!, sends: e.sends! });
    if (e.event === 'resend') this.mended++;
    if (e.event === 'figures') {
      this.streaming = false;
      if (e.mean_us !== undefined) this.figures = { mean_us: e.mean_us, rows: e.rows! };
    }
    if (e.event === 'error') {
      this.streaming = false;
      this.step = 'none';
      this.problem = { message: e.message!, place: e.place, remedy: e.remedy };
    }
    if (e.event === 'ended') this.step = 'none';
  }
}
