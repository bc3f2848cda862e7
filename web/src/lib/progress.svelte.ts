// A training as it goes on: its events, from the first one, however late the page looks.
import { address } from './api';
import type { Run, TrainEvent } from './types';

type SearchEvent = Exclude<TrainEvent, { event: 'state' }>;

export class Progress {
  trials = $state<{ bytes: number; score: number; text: string }[]>([]);
  front = $state<{ bytes: number; score: number }[]>([]);
  phase = $state('Reading the examples');
  trying = $state('');
  round = $state(0);
  done = $state(0);
  total = $state(0);
  left = $state(0);
  best = $state<{ bytes: number; score: number } | null>(null);
  private source: EventSource;

  constructor(run: number, onend: (run: Run | undefined) => void) {
    this.source = new EventSource(address('/api/runs/{id}/events', { id: run }));
    this.source.onopen = () => {
      this.trials = []; // after a break the events come from the first one again
    };
    this.source.onmessage = (message) => {
      const event = JSON.parse(message.data) as TrainEvent;
      if (event.event === 'state') {
        this.close();
        onend(event.run);
      } else this.take(event);
    };
  }
  close() {
    this.source.close();
  }

  private take(e: SearchEvent) {
    this.left = e.seconds_left;
    if (e.event === 'start') this.phase = 'Thinking of models to try';
    if (e.event === 'rung') {
      this.round = e.rung + 1;
      this.total = e.total;
      this.done = 0;
      this.phase = this.total
        ? ['Trying many models for a short while', 'Trying the better ones for longer', 'Trying the best ones to the end'][e.rung]
        : 'Measuring what the best ones cost on the simulated chip';
    }
    if (e.event === 'trial') {
      this.done = e.done;
      this.total = e.total;
      this.trying = e.text;
      if (e.model_bytes && e.score !== undefined) this.trials.push({ bytes: e.model_bytes, score: e.score, text: e.text });
    }
    if (e.event === 'refit' || e.event === 'done') this.total = 0;
    if (e.event === 'refit') this.phase = 'Training the chosen model once more, on all it may learn from';
    if (e.event === 'done') this.phase = 'Building it for the chip and measuring it there';
    if (e.best_by_size) this.front = e.best_by_size.map((b) => ({ bytes: b.up_to_bytes, score: b.score }));
    if (e.best_model_bytes && e.best_score !== undefined) this.best = { bytes: e.best_model_bytes, score: e.best_score };
  }
}
