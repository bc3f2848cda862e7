// The chip's own code in the page: device/runtime compiled to WebAssembly. One row in, answer out, the chip's bits.
interface Exports {
  memory: WebAssembly.Memory;
  engine_model(): number;
  engine_row(): number;
  engine_outputs(): number;
  engine_scores(): number;
  engine_open(size: number): number;
  engine_inputs(): number;
  engine_output_count(): number;
  engine_score_count(): number;
  engine_run(): number;
  engine_decided(): number;
}

export interface Answer {
  class: number; // where the model is not sure, the nearest
  decided: number; // what the chip says: the class, or -1 where the model is not sure
  outputs: Float32Array; // probabilities, or the value
}

let served: Promise<WebAssembly.Module> | null = null;
/** The engine as the studio's server has it, compiled once. */
const fromServer = () => (served ??= WebAssembly.compileStreaming(fetch('/runtime.wasm')));

/** An open model. Each has an instance of the engine of its own. */
export class Engine {
  private readonly row: Float32Array;
  private readonly out: Float32Array;

  private constructor(private readonly chip: Exports) {
    this.row = new Float32Array(chip.memory.buffer, chip.engine_row(), chip.engine_inputs());
    this.out = new Float32Array(chip.memory.buffer, chip.engine_outputs(), chip.engine_output_count());
  }

  /** Model and engine may both be on their way. */
  static async open(given: Uint8Array | Promise<Uint8Array>, compiled = fromServer()): Promise<Engine> {
    const [model, module] = await Promise.all([given, compiled]);
    const instance = await WebAssembly.instantiate(module);
    const chip = instance.exports as unknown as Exports;
    new Uint8Array(chip.memory.buffer).set(model, chip.engine_model());
    const status = chip.engine_open(model.length);
    if (status !== 0) throw new Error(`the chip's code refuses this model (${status})`);
    return new Engine(chip);
  }

  get inputs() {
    return this.row.length;
  }
  run(row: ArrayLike<number>): Answer {
    this.row.set(row);
    const k = this.chip.engine_run();
    return { class: k, decided: this.chip.engine_decided(), outputs: this.out.slice() };
  }
  /** Raw scores of the row that was run last: what the chip's bits are compared by. */
  scores(): Int32Array {
    return new Int32Array(this.chip.memory.buffer, this.chip.engine_scores(), this.chip.engine_score_count()).slice();
  }
}

/** model.mote: "MOTE", version, length of the description, description, length of model.bin, model.bin, checksum. */
export function binaryOf(file: ArrayBuffer): Uint8Array {
  const view = new DataView(file);
  const text = view.getUint32(8, true);
  const size = view.getUint32(12 + text, true);
  return new Uint8Array(file, 16 + text, size);
}
