// Where the page is, and what it knows of the project there. The address holds the place, so that reload comes back.
import { api, Refused } from './api';
import { binaryOf, Engine } from './engine';
import { answerAll, type Answers } from './quality';
import { parseRows, type Rows } from './rows';
import type { About, Energy, Evaluation, FrontPoint, Inspection, Problem, Project, Report, Run } from './types';

export type RailStep = 'data' | 'train' | 'model' | 'try' | 'device' | 'download';
export type Step = RailStep | 'record'; // recording is a way to data
export const steps: RailStep[] = ['data', 'train', 'model', 'try', 'device', 'download'];

/** A model of a run: a point of its front, or null for the chosen one. */
export type Point = number | null;

/** One that is kept to be looked at beside another. */
export interface Kept {
  point: Point;
  answers: Answers;
}

const usable = (run: Run) => run.state === 'done' || run.state === 'stopped';

class Studio {
  about = $state<About | null>(null);
  projectId = $state(0);
  step = $state<Step>('data');
  project = $state<Project | null>(null);
  inspection = $state<Inspection | null>(null);
  inspecting = $state(false);
  run = $state<Run | null>(null); // the finished run that pages 3 to 6 are about
  point = $state<Point>(null); // of its front; null: the chosen one
  kept = $state.raw<Kept | null>(null);
  evaluation = $state.raw<Evaluation | null>(null); // of the chosen one
  threshold = $state<number | null>(null);
  rows = $state.raw<Rows | null>(null);
  engine = $state.raw<Engine | null>(null);
  answers = $state.raw<Answers | null>(null);
  tryRow = $state<number | null>(null);
  problem = $state<Problem | null>(null);

  /** Shows an error in place of letting it go unseen. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    const before = this.problem;
    try {
      const out = await work();
      if (this.problem === before) this.problem = null; // else something inside it, or beside it, went wrong
      return out;
    } catch (error) {
      this.problem =
        error instanceof Refused ? error : { message: error instanceof Error ? error.message : String(error) };
      return undefined;
    }
  }

  private asked: Promise<About> | null = null;
  /** What this studio can do: asked once, again only where that failed. */
  private learn(): Promise<About> {
    this.asked ??= api.about().then(
      (about) => (this.about = about),
      (error) => {
        this.asked = null;
        throw error;
      },
    );
    return this.asked;
  }

  /** What the studio can do and what the address names are asked for at once. */
  async begin() {
    await Promise.all([this.attempt(() => this.learn()), this.follow()]);
  }

  go(project: number, step: Step = 'data') {
    location.hash = project ? `#/p/${project}/${step}` : '#/';
  }

  async follow() {
    const match = /^#\/p\/(\d+)(?:\/([a-z]+))?/.exec(location.hash);
    const id = match ? Number(match[1]) : 0;
    const named = match?.[2] ?? 'data';
    this.step = named === 'record' ? 'record' : (steps.find((step) => step === named) ?? 'data');
    this.problem = null;
    if (id === this.projectId && this.project) return;
    this.projectId = id;
    this.project = null;
    this.inspection = null;
    this.forget();
    if (id) await this.load();
  }

  private forget() {
    this.run = null;
    this.rows = this.engine = this.answers = this.kept = this.evaluation = null;
    this.tryRow = null;
  }

  async load() {
    const project = await this.attempt(async () => (this.project = await api.project(this.projectId)));
    if (!project) return;
    const run = project.runs.find(usable);
    await Promise.all([
      run && run.id !== this.run?.id ? this.attempt(() => this.use(run.id)) : null,
      project.files.length && !this.inspection ? this.inspect() : null,
    ]);
  }

  async inspect() {
    this.inspecting = true;
    await this.attempt(async () => (this.inspection = await api.inspect(this.projectId)));
    this.inspecting = false;
  }

  async change(body: Parameters<typeof api.change>[1]) {
    await this.attempt(async () => {
      this.project = await api.change(this.projectId, body);
      if (Object.keys(body).some((key) => key !== 'name')) {
        this.inspecting = true;
        this.inspection = await api.inspect(this.projectId);
      }
    });
    this.inspecting = false;
  }

  /** Makes a finished run the one that the pages are about. */
  async use(id: number) {
    this.forget();
    const [run, rows] = await Promise.all([api.run(id), api.rows(id)]);
    const kept = JSON.parse(localStorage.getItem(`mote.run.${id}`) ?? '{}');
    this.point = typeof kept.point === 'number' && run.report?.front[kept.point] ? kept.point : null;
    this.threshold = typeof kept.threshold === 'number' ? kept.threshold : null;
    this.rows = parseRows(rows);
    this.run = run;
    await this.open();
    if (kept.kept !== undefined && this.engine) await this.keep(kept.kept);
    void this.evaluate(run);
  }

  /** What the report knows more takes a second, and not every run has it: the page does not wait for it. */
  private async evaluate(run: Run) {
    const evaluation = await api.evaluation(run.id).catch(() => null);
    if (this.run?.id === run.id) this.evaluation = evaluation;
  }

  private async open() {
    const run = this.run;
    if (!run || !this.rows || !(await this.learn()).engine) return;
    this.engine = await Engine.open(api.model(run.id, this.point).then(binaryOf));
    this.answers = answerAll(this.engine, this.rows);
  }

  /** Keeps a model to be looked at beside the one in use; `undefined` lets it go. */
  async keep(point: Point | undefined) {
    const { run, rows } = this;
    if (!run || !rows) return;
    if (point === undefined || (point !== null && !run.report?.front[point])) this.kept = null;
    else {
      const engine = await Engine.open(api.model(run.id, point).then(binaryOf));
      this.kept = { point, answers: answerAll(engine, rows) };
    }
    this.remember();
  }

  async choose(point: Point) {
    if (point === this.point) return;
    this.point = point;
    this.remember();
    await this.attempt(() => this.open());
  }

  setThreshold(threshold: number | null) {
    this.threshold = threshold;
    this.remember();
  }

  private remember() {
    if (this.run)
      localStorage.setItem(
        `mote.run.${this.run.id}`,
        JSON.stringify({ point: this.point, threshold: this.threshold, kept: this.kept?.point }),
      );
  }

  get report() {
    return this.run?.report ?? null;
  }
  get working() {
    return this.project?.runs.find((run) => run.state === 'working') ?? null;
  }
  /** Figures of the model that is looked at. */
  get figures() {
    return this.figuresOf(this.point);
  }
  figuresOf(point: Point): Report | FrontPoint | null {
    const report = this.report;
    return !report || point === null ? report : report.front[point];
  }
  /** Nothing for a model that was not measured on its chip, or before the report is there. */
  energyOf(point: Point): Energy | undefined {
    const energy = this.evaluation?.energy;
    return point === null ? energy?.chosen : energy?.points.find((one) => one.point === point);
  }
}

export const studio = new Studio();
