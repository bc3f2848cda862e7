// What a hostile page, a curious neighbour or a broken client may try: each is refused or harmless.
import { connect, createServer } from 'node:net';
import { readFileSync, writeFileSync, existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { attempt, check, scratch, startStudio, until } from './lib.mjs';

const folder = scratch();
const studio = await startStudio(join(folder, 'studio'));
const cookie = await studio.cookie();

/** A raw request, for headers that fetch does not let one set. */
function ask(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const all = { Host: `127.0.0.1:${studio.port}`, Cookie: cookie, Origin: studio.base, ...headers };
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    const out = request({ host: '127.0.0.1', port: studio.port, path, method, headers: all, setHost: false }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, text }));
    });
    out.on('error', failed);
    out.end(body);
  });
}
/** All files below a folder. */
const everything = (where) =>
  readdirSync(where, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? everything(join(where, e.name)) : [join(where, e.name)]));
/** A zip of one stored file. */
function zipOf(name, text) {
  const [title, body] = [Buffer.from(name), Buffer.from(text)];
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt32LE(crc32(body), 10);
  shared.writeUInt32LE(body.length, 14);
  shared.writeUInt32LE(body.length, 18);
  shared.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, title, body]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
/** Of a gzip member's end: Node 18 has no crc32 of its own. */
const crc32 = (bytes) => gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8);
const json = (value) => ({ method: 'POST', body: JSON.stringify(value), headers: {} });

/** Sends a little every so often until it is cut off; after how many seconds that was. */
const drip = (out, piece, milliseconds) =>
  new Promise((done) => {
    const began = Date.now();
    const drops = setInterval(() => out.write(piece), milliseconds);
    const end = () => (clearInterval(drops), done((Date.now() - began) / 1000));
    out.on('error', end);
    out.on('close', end);
  });
function drippingHeaders() {
  const out = connect({ host: '127.0.0.1', port: studio.port });
  out.write('GET / HTTP/1.1\r\nX: ');
  return drip(out, 'a', 500);
}
function drippingBody(project) {
  const headers = { Cookie: cookie, Origin: studio.base, 'Transfer-Encoding': 'chunked' };
  return drip(request({ host: '127.0.0.1', port: studio.port, path: `/api/projects/${project}/files?name=slow.csv`, method: 'PUT', headers }), '1,2\n', 200);
}

await attempt(async () => {
  check(cookie.startsWith('mote_'), 'the token of the address becomes a cookie');
  const again = await fetch(studio.address, { redirect: 'manual' });
  check(again.status === 401 && !again.headers.get('set-cookie'), 'the token is good once');
  check((await ask('/api/projects')).status === 200, 'with the cookie the server answers');

  // Those that take their time have it while the others try.
  const slow = JSON.parse((await ask('/api/projects', json({ name: 'slow' }))).text);
  const [slowHeaders, slowBody] = [drippingHeaders(), drippingBody(slow.id)];

  // Who asks
  check((await ask('/api/projects', { headers: { Cookie: null } })).status === 401, 'no cookie: refused');
  check((await ask('/', { headers: { Cookie: null } })).status === 401, 'no cookie: no page either');
  check((await ask('/api/projects', { headers: { Cookie: `mote_${studio.port}=${'0'.repeat(64)}` } })).status === 401, 'a wrong cookie: refused');
  check((await ask('/api/projects', { headers: { Host: 'evil.example' } })).status === 421, 'another Host (DNS rebinding): refused');
  check((await ask('/api/projects', { headers: { Host: `evil.example:${studio.port}` } })).status === 421, 'another Host on this port: refused');
  check((await ask('/api/projects', { headers: { Origin: 'http://evil.example' } })).status === 403, 'another Origin: refused');
  check((await ask('/api/projects', { ...json({ name: 'x' }), headers: { Origin: null } })).status === 403, 'a change without an Origin: refused');
  check((await ask('/api/projects', { ...json({ name: 'x' }), headers: { Origin: 'null' } })).status === 403, 'a change from a sandboxed frame: refused');
  const preflight = await ask('/api/projects', { method: 'OPTIONS', headers: { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'PUT' } });
  check(preflight.status >= 400 && !preflight.headers['access-control-allow-origin'], 'no other site is allowed in');
  const page = await ask('/');
  check(/default-src 'none'/.test(page.headers['content-security-policy']) && !/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/.test(page.headers['content-security-policy']), 'a strict Content-Security-Policy');
  const exchanged = cookie && (await (await startStudio(join(folder, 'other'))).cookie());
  check(exchanged !== cookie, 'another studio has another cookie');

  // Only this computer
  const others = await new Promise((done) => {
    const socket = connect({ host: '127.0.0.2', port: studio.port });
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
  });
  check(others === false, 'it listens on 127.0.0.1 alone');

  // Names
  const project = JSON.parse((await ask('/api/projects', json({ name: '<script>alert(1)</script>' }))).text);
  const put = (name, body, headers = {}) => ask(`/api/projects/${project.id}/files?name=${encodeURIComponent(name)}`, { method: 'PUT', body, headers });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  for (const name of ['../evil.csv', '..', 'a/../../evil.csv', '/etc/evil.csv', 'a\\..\\evil.csv', '.hidden', 'a//b.csv', 'x\0.csv', 'a/b/c/d/e.csv', 'x'.repeat(300), ''])
    check((await put(name, 'a,b\n1,2\n')).status === 400, `a file cannot be named ${JSON.stringify(name.slice(0, 30))}`);
  check(!existsSync(join(folder, 'evil.csv')) && !readdirSync(folder).some((f) => f.includes('evil')), 'nothing was written outside the folder');
  for (const name of ['../../../../secret.txt', '/etc/passwd', '../inspect.json', 'studio.sqlite'])
    check((await ask(`/api/projects/${project.id}/head?file=${encodeURIComponent(name)}`)).status === 400, `${name} cannot be read`);
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/studio.sqlite', '/api/projects/../../secret.txt']) {
    const got = await ask(path);
    check(got.status >= 400 && !got.text.includes('secret\n'), `${path} is no page`);
  }

  // Content
  const script = 'a,"<img src=x onerror=alert(1)>",target\n' + Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${i % 2}`).join('\n') + '\n';
  check((await put('script.csv', script)).status === 200, 'a column named like a script is just a name');
  const inspected = await ask(`/api/projects/${project.id}/inspect`);
  check(inspected.status === 200 && JSON.parse(inspected.text).columns.some((c) => c.name.includes('<img')), 'and is told as it is, as JSON');
  check(inspected.headers['content-type'].startsWith('application/json') && inspected.headers['x-content-type-options'] === 'nosniff', 'which no browser takes for a page');
  const head = await ask(`/api/projects/${project.id}/head?file=script.csv`);
  check(head.headers['content-type'].startsWith('text/plain'), 'the first lines are plain text');
  for (const bad of [{ target: 7 }, { drop: 'a' }, { command: 'rm' }, { label_from: '--json=/etc/passwd' }])
    check((await ask(`/api/projects/${project.id}`, { method: 'PATCH', body: JSON.stringify(bad) })).status === 400, `a setting cannot be ${JSON.stringify(bad)}`);
  for (const bad of [{ bits: 9 }, { bits: 'x' }, { mcu: 7, bits: [] }, { mcu: 'x; rm -rf /' }, { metric: '--out=/tmp/x' }, { prefer: 'x --out=y' }, { seconds: -1 }, { seconds: 'x' }, { max_flash: 1e300 }, { bites: 8 }, { mcu: 7 }, { not_sure: 2 }, { sensitivity: '0.9 --out=y' }])
    check((await ask(`/api/projects/${project.id}/runs`, json(bad))).status === 400, `a training cannot be asked for with ${JSON.stringify(bad)}`);
  const odd = await ask(`/api/projects/${project.id}`, { method: 'PATCH', body: JSON.stringify({ target: '--json=/tmp/x' }) });
  check(odd.status === 200 && (await ask(`/api/projects/${project.id}/inspect`)).status !== 200 && !existsSync('/tmp/x'), 'a target named like a flag stays a name');
  await ask(`/api/projects/${project.id}`, { method: 'PATCH', body: JSON.stringify({ target: '' }) });
  const wide = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',') + '\n';
  const many = JSON.parse((await ask('/api/projects', json({ name: 'wide' }))).text);
  check((await ask(`/api/projects/${many.id}/files?name=wide.csv`, { method: 'PUT', body: wide + wide.replaceAll('c', '') })).status === 200, 'a million columns are received');
  check((await ask(`/api/projects/${many.id}/inspect`)).status < 600, 'and looked into without harm');
  const bomb = gzipSync(Buffer.from('1,2,0\n3,4,1\n'.repeat(12_000_000)), { level: 9 });
  const bombs = JSON.parse((await ask('/api/projects', json({ name: 'bomb' }))).text);
  const give = (name, body) => ask(`/api/projects/${bombs.id}/files?name=${name}`, { method: 'PUT', body });
  check((await give('bomb.csv.gz', bomb)).status === 200, `a file of ${Math.round(bomb.length / 1024)} KB that unpacks to 144 MB is received`);
  const defused = await ask(`/api/projects/${bombs.id}/inspect`);
  check(defused.status === 422 && /more than 300 times its size/.test(defused.text) && !defused.text.includes(folder), 'and refused when it unpacks, with a remedy');
  await ask(`/api/projects/${bombs.id}/files`, { method: 'DELETE' });
  check((await give('names.zip', zipOf('../../evil.csv', 'a,b,target\n' + '1,2,0\n3,4,1\n'.repeat(20)))).status === 200, 'an archive with ../ in a name is received');
  check((await ask(`/api/projects/${bombs.id}/inspect`)).status === 200 && !everything(folder).some((f) => f.includes('evil')), 'and read where it stands; nothing is written by that name');
  check((await ask('/api/projects')).status === 200, 'the server is there after that');

  // Size and pace
  check((await ask('/api/projects', { method: 'POST', body: 'x'.repeat(3 << 20) })).status === 400, '3 MB of settings: refused');
  check((await ask('/api/projects', { method: 'POST', body: '['.repeat(500_000) })).status === 400, 'JSON nested without end: refused');
  const huge = await new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port: studio.port });
    let text = '';
    socket.on('data', (part) => ((text += part), socket.end()));
    socket.on('close', () => done(text));
    socket.on('error', () => done(text));
    socket.write(`PUT /api/projects/${project.id}/files?name=big.csv HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\nOrigin: ${studio.base}\r\nCookie: ${cookie}\r\nContent-Length: 10737418240\r\n\r\nabc`);
    setTimeout(() => socket.end(), 2000);
  });
  check(/HTTP\/1.1 (413|507)/.test(huge), 'a body of 10 GB: refused before it comes');
  const half = connect({ host: '127.0.0.1', port: studio.port });
  half.on('error', () => {});
  half.write(`PUT /api/projects/${project.id}/files?name=half.csv HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\nOrigin: ${studio.base}\r\nCookie: ${cookie}\r\nContent-Length: 1000\r\n\r\na,b\n1,2\n`);
  await new Promise((next) => setTimeout(next, 300));
  half.destroy();
  await new Promise((next) => setTimeout(next, 300));
  check(!JSON.parse((await ask(`/api/projects/${project.id}`)).text).files.some((f) => f.name === 'half.csv'), 'a file that came by half is not there');
  check((await slowHeaders) < 20, 'a client whose headers drip (slow loris) is cut off within 20 seconds, however steadily it drips');
  const dripped = await slowBody;
  check(dripped < 30 && !everything(folder).some((f) => f.includes('slow.csv') || f.includes('.part-')), `a body without an end that drips is cut off (${Math.round(dripped)} s), and nothing of it is kept`);
  check((await ask('/api/projects')).status === 200, 'and others are served meanwhile');

  // A project full of names that hurt can be removed.
  check((await ask(`/api/projects/${project.id}`, { method: 'DELETE' })).status === 200, 'projects can be removed');
  check(!existsSync(join(folder, 'studio/projects', String(project.id))), 'with their files');
  check(readFileSync(join(folder, 'secret.txt'), 'utf8') === 'secret', 'and nothing else');
  // A port that is taken is said, not shared.
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((next) => taken.once('listening', next));
  const refused = await startStudio(join(folder, 'third'), taken.address().port).then(() => '', (error) => String(error));
  check(/the port is taken/.test(refused), 'a port that is taken is refused with a remedy');
  taken.close();
}, () => studio.stop());
