// memory.mjs BUILD [MEGABYTES]: a large CSV goes through the server to the disk and is inspected; the server's memory does not
// grow with it, and the program that inspects holds no more than the table. 1,000 for the figure of the issue.
import { createReadStream, createWriteStream, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { attempt, check, client, mote, scratch, startStudio } from './lib.mjs';

const megabytes = Number(process.argv[3] ?? 48);
const folder = scratch();
const path = join(folder, 'large.csv');
const columns = 20;

/** Rows of integers of four digits and a target. */
async function write() {
  const out = createWriteStream(path);
  out.write(`${Array.from({ length: columns }, (_, i) => `c${i}`).join(',')},target\n`);
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8;
  let rows = 0;
  for (let bytes = 0; bytes < megabytes * 1e6; ) {
    let block = '';
    for (let i = 0; i < 2000; ++i, ++rows) block += `${Array.from({ length: columns }, () => 1000 + (next() % 9000)).join(',')},${next() % 2}\n`;
    bytes += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return rows;
}
/** Most memory of a process so far, in bytes; 0 of one that has just ended. */
const peak = (pid) => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
/** Programs `mote` below the server. */
const inspectors = (server) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === mote && Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) === server;
    } catch {
      return false; // ended meanwhile
    }
  });

const rows = await write();
const studio = await startStudio(join(folder, 'studio'));
await attempt(async () => {
  const ask = await client(studio);
  const project = await ask('POST', '/api/projects', JSON.stringify({ name: 'large' }));
  await ask('PATCH', `/api/projects/${project.id}`, JSON.stringify({ target: 'target' }));
  const before = peak(studio.process.pid);
  const begin = Date.now();
  await ask('PUT', `/api/projects/${project.id}/files?name=large.csv`, createReadStream(path));
  const received = Date.now();
  let most = 0;
  const watch = setInterval(() => inspectors(studio.process.pid).forEach((pid) => (most = Math.max(most, peak(pid)))), 20);
  const inspection = await ask('GET', `/api/projects/${project.id}/inspect`);
  clearInterval(watch);
  const grown = peak(studio.process.pid) - before;
  const mb = (bytes) => Math.round(bytes / 1e6);
  console.log(`  ${megabytes} MB received in ${(received - begin) / 1000} s, inspected in ${(Date.now() - received) / 1000} s; the server grew by ${mb(grown)} MB, the inspecting program took ${mb(most)} MB`);
  check(inspection.rows === rows, `all ${rows} rows were inspected`);
  check(grown < 16e6, 'the server does not grow with the file');
  const table = rows * (columns + 1) * 4;
  check(most > 1e6 && most < 1.5 * table + 100e6, `the inspecting program holds about the table (${mb(table)} MB as floats)`);
}, () => studio.stop());
