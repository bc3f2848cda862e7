// docs/studio-api.yaml against the server: every path and method that one of them has, the other has.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, check, root, scratch, startStudio } from './lib.mjs';

const described = new Map();
let path = '';
for (const line of readFileSync(join(root, 'docs/studio-api.yaml'), 'utf8').split('\n')) {
  const where = /^ {2}(\/api\S+):$/.exec(line);
  if (where) path = where[1];
  const method = /^ {4}(get|post|put|patch|delete):$/.exec(line);
  if (method && path) described.set(`${method[1].toUpperCase()} ${path}`, true);
}
const source = readdirSync(join(root, 'src/studio'))
  .filter((name) => name.endsWith('.cpp'))
  .map((name) => readFileSync(join(root, 'src/studio', name), 'utf8'))
  .join('\n');
const served = new Set();
for (const [, method, pattern] of source.matchAll(/route\("([A-Z]+)", "(\/api[^"]*)"/g))
  served.add(`${method} ${pattern.replaceAll('(\\\\d+)', '{id}').replaceAll('([a-z.]+)', '{name}')}`);
check(described.size > 15, `${described.size} operations are described`);
for (const one of served) check(described.has(one), `${one} is described`);
for (const one of described.keys()) check(served.has(one), `${one} is served`);

const studio = await startStudio(join(scratch(), 'studio'));
const cookie = await studio.cookie();
await attempt(async () => {
  let load = 0;
  for (const where of ['/', '/app.js', '/app.css']) load += Number((await fetch(studio.base + where, { headers: { Cookie: cookie } })).headers.get('content-length'));
  check(load > 10_000 && load < 150 * 1024, `the first load is ${Math.round(load / 1024)} KB, compressed`);
  for (const one of described.keys()) {
    const [method, where] = one.split(' ');
    const response = await fetch(studio.base + where.replace('{id}', '99').replace('{name}', 'archive.zip'), {
      method,
      headers: { Cookie: cookie, Origin: studio.base },
      body: method === 'GET' || method === 'DELETE' ? undefined : '{}',
    });
    check(response.status !== 404, `${one} answers (${response.status})`);
    if (!response.ok) check(typeof (await response.json()).error.message === 'string', `${one} tells its errors as described`);
    else await response.body?.cancel();
  }
}, () => studio.stop());
