// The server is killed in mid-training and started again; then the training is killed, and goes on where it was.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, check, client, mote, run, scratch, startStudio, until } from './lib.mjs';

const folder = scratch();
const beats = join(folder, 'beats.csv');
run(mote, 'synth', 'ecg', '-o', beats, '--beats', '400');
let studio = await startStudio(join(folder, 'studio'));
const ask = await client(studio); // the same cookie and port, after a restart too

await attempt(async () => {
  const project = await ask('POST', '/api/projects', JSON.stringify({ name: 'beats' }));
  await ask('PUT', `/api/projects/${project.id}/files?name=beats.csv`, readFileSync(beats));
  await ask('PATCH', `/api/projects/${project.id}`, JSON.stringify({ target: 'target' }));
  const begun = await ask('POST', `/api/projects/${project.id}/runs`, JSON.stringify({ trials: 40 }));
  const path = join(folder, 'studio/projects', String(project.id), 'runs', String(begun.id));
  const journal = join(path, 'trials.jsonl');
  const trials = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0);
  await until('some models were tried', () => trials() >= 2, 180);

  await studio.stop('SIGKILL');
  studio = await startStudio(join(folder, 'studio'), studio.port);
  const found = await ask('GET', `/api/runs/${begun.id}`);
  check(found.state === 'working', 'the training went on without its server, and the same cookie opens the new one');

  const pid = Number(run('sqlite3', join(folder, 'studio/studio.sqlite'), `select process from run where id=${begun.id}`).trim());
  process.kill(pid, 'SIGKILL');
  await until('a training that died is shown as broken', async () => (await ask('GET', `/api/runs/${begun.id}`)).state === 'broken', 20);
  const before = trials();
  const resumed = await ask('POST', `/api/runs/${begun.id}/resume`);
  check(resumed.state === 'working', 'it can go on');
  await until('it takes up what was tried', () => /resumed|finished trials|goes on/.test(readFileSync(join(path, 'log.txt'), 'utf8')), 60);
  await until('and tries more', () => trials() > before, 180);
  await ask('POST', `/api/runs/${begun.id}/stop`);
  await until('stopped, it keeps the best', async () => ['stopped', 'done'].includes((await ask('GET', `/api/runs/${begun.id}`)).state), 200);
  check((await ask('GET', `/api/runs/${begun.id}`)).report.model_bytes > 0, 'the run is whole');
  const refused = await ask('POST', `/api/runs/${begun.id}/resume`).catch((error) => error);
  check(refused.status === 400, 'a run that is done is not begun again');
}, () => studio.stop());
