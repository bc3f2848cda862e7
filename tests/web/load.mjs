// The first load, in a real browser: what is asked for before the page can be used, how much comes, and what waits for what.
//   load.mjs BUILD          counts, and says the time once
//   load.mjs BUILD TIMES    so many loads, as on this computer and on one a fourth as quick: for benchmarks/studio
import { join } from 'node:path';
import { attemptInBrowser, check, needBrowser, openBrowser, scratch, startStudio, until } from './lib.mjs';

needBrowser();
const times = Number(process.argv[3] ?? 0);
const studio = await startStudio(join(scratch(), 'studio'));
const { browser, context, page, complaints } = await openBrowser();

/** Runs in the page before anything else: when the first button is there, it is pressed, and must do what it says. */
function watchForUse() {
  new MutationObserver((_, watcher) => {
    const button = document.querySelector('header button');
    const begin = document.querySelector('[data-testid=example-heartbeats]');
    if (!button || !begin || begin.disabled) return;
    watcher.disconnect();
    const before = document.documentElement.dataset.theme;
    button.click();
    queueMicrotask(() => (window.usable = { at: performance.now(), answers: document.documentElement.dataset.theme !== before }));
  }).observe(document, { childList: true, subtree: true });
}

/** Loads the page with nothing kept from before. */
async function load(slower = 1) {
  const tab = await context.newPage();
  await tab.addInitScript(watchForUse);
  const session = await context.newCDPSession(tab);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await tab.goto(studio.base);
  await tab.waitForFunction(() => window.usable);
  await tab.waitForLoadState('networkidle');
  const found = await tab.evaluate(() => ({
    usable: window.usable,
    asked: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((e) => ({
      path: new URL(e.name).pathname,
      bytes: e.encodedBodySize,
    })),
  }));
  await tab.close();
  return found;
}

async function counts() {
  const { usable, asked } = await load();
  const paths = asked.map((one) => one.path).sort();
  check(usable.answers, 'the first button does what it says as soon as it is there');
  check(paths.join(' ') === '/ /api/about /api/projects /app.css /app.js', `five requests: ${paths.join(' ')}`);
  const bytes = asked.reduce((sum, one) => sum + one.bytes, 0);
  check(bytes > 10_000 && bytes < 150 * 1024, `${(bytes / 1024).toFixed(1)} KB, as they came`);
  console.log(`  usable after ${usable.at.toFixed(0)} ms`);
}

/** What can be asked for side by side is: neither of a pair is answered before both were asked for. */
async function together(...pair) {
  const tab = await context.newPage();
  const asked = new Set();
  let all;
  const bothAsked = new Promise((done) => (all = done));
  for (const path of pair)
    await tab.route(`**${path}`, async (route) => {
      asked.add(path);
      if (asked.size === pair.length) all();
      await bothAsked;
      await route.continue().catch(() => {}); // the page may be gone
    });
  await tab.goto(studio.base, { waitUntil: 'commit' });
  await until(`${pair.join(' and ')} wait for nothing but what names them`, () => asked.size === pair.length, 20);
  await until('and the page is there', () => tab.getByTestId('example-heartbeats').isVisible());
  await tab.close();
}

async function measure() {
  for (const slower of [1, 4]) {
    const ms = [];
    for (let i = 0; i < times; ++i) ms.push((await load(slower)).usable.at);
    ms.sort((a, b) => a - b);
    console.log(`usable ${slower === 1 ? '' : `with a processor ${slower} times as slow `}after ${ms[times >> 1].toFixed(0)} ms (middle of ${times}; ${ms[0].toFixed(0)} to ${ms.at(-1).toFixed(0)})`);
  }
}

await attemptInBrowser({ browser, page, complaints }, studio, 'load', async () => {
  await page.goto(studio.address); // the token becomes a cookie
  if (times > 0) await measure();
  else {
    await counts();
    await together('/app.js', '/app.css');
    await together('/api/about', '/api/projects');
  }
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
