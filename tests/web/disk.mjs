// The disk fills up: uploads, projects and trainings say so with a remedy, nothing stands there by half, and what was there
// before goes on when there is room again. By a limit on the size of files, and where it may be mounted on a tiny disk.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts, attempt, check, client, hasBrowser, mote, openBrowser, run, scratch, startStudio, until } from './lib.mjs';

const folder = scratch();
const beats = join(folder, 'beats.csv');
run(mote, 'synth', 'ecg', '-o', beats, '--beats', '120');
const large = Buffer.from('1,2,0\n3,4,1\n'.repeat(500_000)); // 6 MB
let studio;
let disk = '';
/** Files of 2 MB at most; SIGXFSZ is ignored, so that writing beyond fails as on a full disk. */
const limits = ['bash', '-c', 'ulimit -f 2048; trap "" XFSZ; exec "$0" "$@"'];

/** The error of a request that must fail, with its words. */
async function refusal(request) {
  const error = await request.then(() => null, (e) => e);
  check(error?.status === 507, `it is refused (${error?.status ?? 'not at all'})`);
  const said = JSON.parse(error.text).error;
  check(/free some space|another --folder/.test(said.remedy), `with a remedy: ${said.message}`);
  return said;
}
async function* chunks(bytes) {
  for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
}
const parts = (where) => readdirSync(where, { recursive: true }).filter((name) => String(name).includes('.part-'));

async function limited() {
  const home = join(folder, 'limited');
  studio = await startStudio(home, 0, limits);
  const ask = await client(studio);
  const project = await ask('POST', '/api/projects', JSON.stringify({ name: 'full' }));
  await ask('PUT', `/api/projects/${project.id}/files?name=beats.csv`, readFileSync(beats));
  check((await refusal(ask('PUT', `/api/projects/${project.id}/files?name=large.csv`, large))).place === 'large.csv', 'by its name');
  await refusal(ask('PUT', `/api/projects/${project.id}/files?name=beats.csv`, chunks(large)));
  const after = await ask('GET', `/api/projects/${project.id}`);
  check(after.files.length === 1 && after.files[0].bytes === readFileSync(beats).length, 'what was there before is whole, and alone');
  check(parts(join(home, 'projects')).length === 0, 'no part of the other is left');
  await studio.stop();
  if (hasBrowser()) await inThePage(home);
}

/** The page says it where the file was dropped, in the server's words. */
async function inThePage(home) {
  studio = await startStudio(home, 0, limits);
  const file = join(folder, 'large.csv');
  writeFileSync(file, large);
  const { browser, page } = await openBrowser();
  try {
    await page.goto(studio.address);
    await page.getByTestId('file').setInputFiles(file);
    const alert = page.getByRole('alert');
    await until('the page tells why a file was not taken', async () => /cannot be written.*free some space/is.test((await alert.textContent().catch(() => '')) ?? ''));
    await page.screenshot({ path: join(artefacts, 'disk-full-1440-light.png'), fullPage: true });
  } finally {
    await browser.close();
    await studio.stop();
  }
}

async function tiny() {
  disk = join(folder, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'mote-web', disk]).status !== 0) {
    disk = '';
    console.log('  not tried on a tiny disk: no right to mount one');
    return;
  }
  studio = await startStudio(join(disk, 'studio'));
  const ask = await client(studio);
  const project = await ask('POST', '/api/projects', JSON.stringify({ name: 'before' }));
  await ask('PUT', `/api/projects/${project.id}/files?name=beats.csv`, readFileSync(beats));
  await ask('PATCH', `/api/projects/${project.id}`, JSON.stringify({ target: 'target' }));
  check(/the disk has/.test((await refusal(ask('PUT', `/api/projects/${project.id}/files?name=large.csv`, large))).message), 'a file larger than the disk is refused before it comes');
  const begun = await ask('POST', `/api/projects/${project.id}/runs`, JSON.stringify({ trials: 30 }));
  const ballast = join(disk, 'ballast');
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1k'], { stdio: 'ignore' });
  await refusal(ask('PUT', `/api/projects/${project.id}/files?name=more.csv`, chunks(large)));
  const second = await ask('POST', '/api/projects', JSON.stringify({ name: 'another' })).catch((error) => error);
  if (second instanceof Error) check(second.status === 507 && /remedy/.test(second.text), `a project that cannot be kept is refused: ${JSON.parse(second.text).error.message}`);
  await until('a training that cannot write ends, and is shown as ended', async () => (await ask('GET', `/api/runs/${begun.id}`)).state !== 'working', 120);
  const broken = await ask('GET', `/api/runs/${begun.id}`);
  check(['broken', 'failed'].includes(broken.state), `as ${broken.state} ${broken.summary.error?.message ?? ''}`);
  check((await ask('GET', '/api/projects')).some((p) => p.name === 'before' && p.files.length === 1), 'all that was there is still listed');
  rmSync(ballast);
  const again = await ask('POST', `/api/runs/${begun.id}/resume`);
  check(again.state === 'working', 'with room again it goes on');
  await until('and ends well', async () => (await ask('GET', `/api/runs/${begun.id}`)).state === 'done', 200);
  check(existsSync(join(disk, 'studio/projects', String(project.id), 'runs', String(begun.id), 'run.json')), 'with a whole run');
}

await attempt(async () => {
  await limited();
  await tiny();
}, async () => {
  await studio?.stop();
  if (disk) spawnSync('umount', ['-l', disk]);
});
