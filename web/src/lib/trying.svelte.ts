// An example under the hand: which one, how it was bent, what the chip's code says of it and why.
import type { Answer, Engine } from './engine';
import { importance, meanRow, partsOf } from './quality';
import type { Rows } from './rows';

export interface Bench {
  rows: Rows;
  engine: Engine;
  threshold: number | null; // of the second of two kinds; null: the model decides
}

export class Trying {
  index = $state(0);
  own = $state.raw<Float32Array | null>(null); // a row of the user's instead of one of the examples
  changed = $state.raw<Float32Array | null>(null);
  noise = $state(0);
  private given: () => Bench | null;
  private seeds = Float32Array.from({ length: 4096 }, () => Math.random() + Math.random() + Math.random() - 1.5);

  constructor(given: () => Bench | null) {
    this.given = given;
  }

  /** As it was before anybody pulled at it. */
  original = $derived.by(() => {
    const rows = this.given()?.rows;
    return this.own ?? (rows && rows.count > 0 ? rows.row(this.index) : null);
  });
  base = $derived(this.changed ?? this.original);
  private range = $derived.by(() => {
    const rows = this.given()?.rows;
    let low = Infinity;
    let high = -Infinity;
    const some = [...(this.own ? [this.own] : []), ...Array.from({ length: Math.min(200, rows?.count ?? 0) }, (_, i) => rows!.row(i))];
    for (const row of some)
      for (const v of row) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    return high > low ? [low, high] : [0, 1];
  });
  row = $derived.by(() => {
    if (!this.base || this.noise === 0) return this.base;
    const size = (this.noise * (this.range[1] - this.range[0])) / 4;
    const whole = this.given()!.rows.integral;
    return Float32Array.from(this.base, (v, c) => {
      const moved = v + size * this.seeds[c % this.seeds.length];
      return whole ? Math.round(moved) : moved;
    });
  });
  answer = $derived.by((): Answer | null => {
    const engine = this.given()?.engine;
    return engine && this.row ? engine.run(this.row) : null;
  });
  /** The kind that it says, or -1: not sure. */
  said = $derived.by(() => {
    const threshold = this.given()?.threshold ?? null;
    if (!this.answer) return 0;
    if (threshold !== null && this.answer.outputs.length === 2) return this.answer.outputs[1] >= threshold ? 1 : 0;
    return this.answer.decided;
  });
  parts = $derived.by(() => {
    const rows = this.given()?.rows;
    return rows ? partsOf(rows, 48) : [];
  });
  private mean = $derived.by(() => {
    const rows = this.given()?.rows;
    return rows && rows.count > 0 ? meanRow(rows) : null;
  });
  spoke = $derived.by(() => {
    const engine = this.given()?.engine;
    return engine && this.row && this.mean ? importance(engine, this.row, this.mean, this.parts) : [];
  });
  touched = $derived(this.changed !== null || this.noise > 0);

  show(i: number) {
    const count = this.given()?.rows.count ?? 0;
    if (count === 0) return;
    this.index = (i + count) % count;
    this.own = this.changed = null;
  }
  showOwn(row: Float32Array) {
    this.own = row;
    this.changed = null;
  }
  undo() {
    this.changed = null;
    this.noise = 0;
  }
}
