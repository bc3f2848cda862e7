// docs/studio-api.yaml against the server: every operation that one of them has, the other has; every answer has the fields
// that are described, those that must be there, and no others.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answersJson, faults, operationOf, operations } from './contract.mjs';
import { attempt, check, hasPackages, root, scratch, skip, startStudio, until } from './lib.mjs';

if (!hasPackages()) skip('web/node_modules is missing: scripts/install.sh');
const described = operations();
const source = readdirSync(join(root, 'src/studio'))
  .filter((name) => name.endsWith('.cpp'))
  .map((name) => readFileSync(join(root, 'src/studio', name), 'utf8'))
  .join('\n');
const served = new Set();
for (const [, method, pattern] of source.matchAll(/route\("([A-Z]+)", "(\/api[^"]*)"/g))
  served.add(`${method} ${pattern.replaceAll('(\\\\d+)', '{id}').replaceAll('([a-z.]+)', '{name}')}`);
check(described.length > 15, `${described.length} operations are described`);
for (const one of served) check(described.includes(one), `${one} is described`);
for (const one of described) check(served.has(one), `${one} is served`);

// The check itself: what lacks a field, or has one more, or of another type, is found.
const port = { name: 'x', flash_bytes: 1, ram_bytes: 1, hz: 1, active_ma_per_mhz: 1, sleep_ua: 1 };
const about = { version: '1', folder: 'f', chips: [port], engine: true, report: true, web: true };
const fits = (value) => faults('GET /api/about', 200, value).length === 0;
check(fits(about), 'an answer as described fits');
check(!fits({ ...about, more: 1 }) && !fits({ ...about, chips: [{ ...port, more: 1 }] }), 'one with a field more does not');
check(!fits({ ...about, folder: undefined }) && !fits({ ...about, engine: 'yes' }), 'nor one without a field, or with another type');

const studio = await startStudio(join(scratch(), 'studio'));
const cookie = await studio.cookie();
const seen = new Set();
/** Asks, and holds the answer against the contract, whatever it is. Returns the status and the value. */
async function ask(method, path, body) {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(studio.base + path, { method, headers: { Cookie: cookie, Origin: studio.base }, body: sent });
  const operation = operationOf(method, path.split('?')[0]);
  if (!response.headers.get('content-type').startsWith('application/json')) {
    await response.body?.cancel();
    return { status: response.status };
  }
  const value = await response.json();
  const wrong = faults(operation, response.status, value);
  if (wrong.length) throw new Error(`${method} ${path} does not answer as described:\n${wrong.join('\n')}`);
  if (response.status === 200) seen.add(operation);
  return { status: response.status, value };
}
const good = async (method, path, body) => {
  const { status, value } = await ask(method, path, body);
  check(status === 200, `${method} ${path} is done ${status === 200 ? '' : JSON.stringify(value)}`);
  return value;
};

/** A table of three kinds, one column of which lacks a value now and then, so that what is optional is there. */
function table() {
  const lines = ['time;a;b;kind'];
  for (let i = 0; i < 240; ++i) lines.push(`${i};${(i * 37) % 101};${i % 29 === 0 ? '' : ((i * 53) % 97) / 10};${['low', 'middle', 'high'][Math.floor(((i * 37) % 101) / 34)]}`);
  return lines.join('\n');
}

async function refusals() {
  for (const one of described) {
    const [method, where] = one.split(' ');
    const { status } = await ask(method, where.replace('{id}', '99').replace('{name}', 'archive.zip'), method === 'GET' || method === 'DELETE' ? undefined : '{}');
    check(status !== 404, `${one} answers (${status})`);
  }
}

/** Everything that answers in JSON, once in earnest. */
async function tour() {
  await good('GET', '/api/about');
  const beats = (await good('POST', '/api/projects', { name: 'beats', example: 'heartbeats' })).id;
  const kinds = (await good('POST', '/api/projects', { name: 'kinds' })).id;
  await good('GET', `/api/projects/${kinds}/inspect`);
  await good('PUT', `/api/projects/${kinds}/files?name=kinds.csv`, table());
  await good('GET', `/api/projects/${beats}/inspect`);
  await good('GET', `/api/projects/${kinds}/inspect`);
  await good('PATCH', `/api/projects/${kinds}`, { name: 'three kinds', target: 'kind', drop: ['time'] });
  const whole = await good('GET', `/api/projects/${kinds}/inspect`);
  check(whole.task === 'multiclass' && whole.strengths.length > 0, 'the inspection is a whole one');
  const { id: run } = await good('POST', `/api/projects/${kinds}/runs`, { trials: 2, bits: 8 });
  await until('it has learnt', async () => (await ask('GET', `/api/runs/${run}`)).value.state === 'done', 120);
  await good('GET', `/api/runs/${run}/evaluation`);
  await good('POST', `/api/runs/${run}/stop`);
  await good('GET', `/api/projects/${kinds}`);
  await good('GET', '/api/projects');
  await good('GET', '/api/device/ports');
  await good('POST', '/api/device/end');
  await good('POST', '/api/record/end');
  await good('DELETE', `/api/projects/${beats}/files`);
  await good('DELETE', `/api/projects/${beats}`);
}

await attempt(async () => {
  let load = 0;
  for (const where of ['/', '/app.js', '/app.css']) load += Number((await fetch(studio.base + where, { headers: { Cookie: cookie } })).headers.get('content-length'));
  check(load > 10_000 && load < 150 * 1024, `the first load is ${Math.round(load / 1024)} KB, compressed`);
  await refusals();
  await tour();
  // A board is at work in whole_way.mjs and record.mjs, which hold what they see against the contract, too; a training goes
  // on in killed.mjs.
  const elsewhere = ['POST /api/runs/{id}/device', 'POST /api/device/stream', 'POST /api/projects/{id}/record', 'POST /api/record/label', 'POST /api/runs/{id}/resume'];
  const missed = described.filter((one) => answersJson(one) && !seen.has(one) && !elsewhere.includes(one));
  check(missed.length === 0, `every answer was looked at ${missed}`);
}, () => studio.stop());
