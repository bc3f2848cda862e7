// What the tests of the studio share: a server of their own in a folder of their own, a browser, and plain checks.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventsSoFar, faults, operationOf } from './contract.mjs';
import { from, root } from './places.mjs';

export { from, root };
export const build = process.argv[2];
export const mote = join(build, 'bin/mote');
export const artefacts = join(build, 'web-artefacts');
export const data = resolve(root, process.env.MOTE_DATA ?? '../shared/data');
mkdirSync(artefacts, { recursive: true });

/** Ends the test as skipped, or as failed where MOTE_REQUIRE asks for it. */
export function skip(reason, need = 'web') {
  const required = (process.env.MOTE_REQUIRE ?? '').split(',').includes(need);
  console.log(`${required ? 'FAILED' : 'skipped'}: ${reason}`);
  process.exit(required ? 1 : 77);
}

export function check(good, what) {
  if (!good) throw new Error(`not so: ${what}`);
  console.log(`  ok  ${what}`);
}

/** Runs a test, says what went wrong and what `failed` can add, tidies up and ends the process. */
export async function attempt(body, tidy, failed = async () => {}) {
  try {
    await body();
  } catch (error) {
    console.error(error.stack);
    await failed();
    process.exitCode = 1;
  } finally {
    await tidy();
    process.exit(process.exitCode ?? 0);
  }
}

/** The same in a browser: what the page showed in the end becomes the picture NAME-failed.png. */
export async function attemptInBrowser({ browser, page, complaints }, studio, name, body) {
  const tidy = async () => {
    await browser.close();
    await studio.stop();
  };
  await attempt(body, tidy, async () => {
    await page.screenshot({ path: join(artefacts, `${name}-failed.png`), fullPage: true }).catch(() => {});
    console.error(`the page: ${page.url()}\n${complaints.join('\n')}`);
  });
}

/** Tries again until it is so. */
export async function until(what, test, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await test();
    if (value) {
      console.log(`  ok  ${what}`);
      return value;
    }
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export const hasPackages = () => ['playwright-core', 'ajv', 'js-yaml'].every((name) => existsSync(join(root, 'web/node_modules', name)));
export const hasBrowser = () => hasPackages() && browserPath !== undefined;
export function needBrowser() {
  if (!hasPackages()) skip('web/node_modules is missing: scripts/install.sh');
  if (!browserPath) skip('Chromium is missing: apt-get install chromium');
}
export async function openBrowser(options = {}) {
  const { chromium } = from('playwright-core');
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  context.on('response', (response) => void holdAgainstContract(response, complaints));
  const strangers = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.hostname !== '127.0.0.1') strangers.push(request.url());
  });
  return { browser, context, page, complaints, strangers };
}

/** Answers of the interface are as docs/studio-api.yaml describes them: what is not becomes a complaint. */
async function holdAgainstContract(response, complaints) {
  const { pathname } = new URL(response.url());
  if (!pathname.startsWith('/api/') || !response.headers()['content-type']?.startsWith('application/json')) return;
  const value = await response.json().catch(() => undefined); // undefined: the page has left before it was read
  if (value !== undefined) complaints.push(...faults(operationOf(response.request().method(), pathname), response.status(), value));
}

/** So are all events of a stream so far, asked for with the browser's cookie. Returns them. */
export async function describedEvents(page, path) {
  const cookies = await page.context().cookies();
  const events = await eventsSoFar(new URL(path, page.url()).href, { Cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') });
  const wrong = events.flatMap((event) => faults(operationOf('GET', path), 200, event, 'events').map((fault) => `${fault} in ${JSON.stringify(event)}`));
  check(events.length > 0 && wrong.length === 0, `${events.length} events of ${path} are as described ${wrong.slice(0, 3).join('\n')}`);
  return events;
}

/** `mote studio` in a folder; its address, and stop(signal). `before`: words of a program that becomes it. */
export async function startStudio(folder, port = 0, before = []) {
  const words = [...before, mote, 'studio', '--folder', folder, '--port', String(port), '--no-browser'];
  const server = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  process.on('exit', () => server.kill('SIGKILL'));
  let text = '';
  let errors = '';
  server.stdout.on('data', (part) => (text += part));
  server.stderr.on('data', (part) => (errors += part));
  const ended = new Promise((done) => server.on('exit', (code) => done(code)));
  const address = await until(
    'mote studio prints its address',
    () => {
      if (server.exitCode !== null) {
        if (errors.includes('without its page')) skip(errors.trim());
        throw new Error(`mote studio ended: ${errors}`);
      }
      return /Mote Studio: (http:\S+)/.exec(text)?.[1];
    },
    30,
  );
  const base = new URL(address).origin;
  return {
    address,
    base,
    port: Number(new URL(address).port),
    process: server,
    stop: async (signal = 'SIGTERM') => {
      server.kill(signal);
      return ended;
    },
    /** A cookie in exchange for the token, as a browser gets it. */
    cookie: async () => {
      const response = await fetch(address, { redirect: 'manual' });
      return response.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
  };
}

/** Asks the server of a test with its cookie, without a browser; JSON back, or an error with its status and words. */
export async function client(studio) {
  const cookie = await studio.cookie();
  return async (method, path, body) => {
    const response = await fetch(studio.base + path, { method, headers: { Cookie: cookie, Origin: studio.base }, body, duplex: 'half' });
    const text = await response.text();
    const wrong = response.headers.get('content-type')?.startsWith('application/json') ? faults(operationOf(method, path.split('?')[0]), response.status, JSON.parse(text)) : [];
    if (wrong.length) throw new Error(`${method} ${path} does not answer as described:\n${wrong.join('\n')}`);
    if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text}`), { status: response.status, text });
    return JSON.parse(text);
  };
}

export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'mote-web-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program; throws with its words when it fails. */
export function run(...words) {
  const done = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** What a program that must refuse says, with the exit code 2. */
export function refusal(...words) {
  const done = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (done.status !== 2) throw new Error(`${words.join(' ')}: exit code ${done.status} instead of 2: ${done.stderr}${done.stdout}`);
  return done.stderr;
}

/** The page at three widths, light and dark. */
export async function pictures(page, name) {
  const size = page.viewportSize();
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme }); // what a page without a switch of its own follows
    await page.evaluate((t) => (document.documentElement.dataset.theme = t), theme);
    for (const width of [390, 900, 1440]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.screenshot({ path: join(artefacts, `${name}-${width}-${theme}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(wide <= 0, `${name} fits into ${width} px`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'));
  await page.setViewportSize(size);
}

/** Rules of WCAG 2 A and AA, by axe-core, light and dark. */
export async function accessible(page, name) {
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(from.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const theme of ['light', 'dark']) {
    await page.evaluate((t) => (document.documentElement.dataset.theme = t), theme);
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
      return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`);
    });
    if (found.length) console.log(found.join('\n'));
    check(found.length === 0, `axe-core finds nothing on ${name}, ${theme}`);
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'));
}
