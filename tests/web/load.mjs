// The first load, in a real browser: what is asked for before the page can be used, how much comes, and what waits for what.
//   load.mjs BUILD          counts, and says the time once
//   load.mjs BUILD TIMES    so many loads, as on this computer and on one a fourth as quick: for benchmarks/studio
import { join } from 'node:path';
import { attemptInBrowser, check, needBrowser, openBrowser, scratch, startStudio } from './lib.mjs';

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
      from: e.startTime,
      to: e.responseEnd,
      bytes: e.encodedBodySize,
    })),
  }));
  await tab.close();
  return found;
}

async function counts() {
  const { usable, asked } = await load();
  const of = (path) => asked.find((one) => one.path === path);
  const paths = asked.map((one) => one.path).sort();
  check(usable.answers, 'the first button does what it says as soon as it is there');
  check(paths.join(' ') === '/ /api/about /api/projects /app.css /app.js', `five requests: ${paths.join(' ')}`);
  const bytes = asked.reduce((sum, one) => sum + one.bytes, 0);
  check(bytes > 10_000 && bytes < 150 * 1024, `${(bytes / 1024).toFixed(1)} KB, as they came`);
  // What is asked for side by side goes out before the other's answer is there.
  for (const [a, b] of [['/app.js', '/app.css'], ['/api/about', '/api/projects']])
    check(of(a).from < of(b).to && of(b).from < of(a).to, `${a} and ${b} wait for nothing but what names them`);
  check(of('/app.js').from >= of('/').from && of('/api/about').from >= of('/app.js').to, 'three steps: the page, its code, its data');
  console.log(`  usable after ${usable.at.toFixed(0)} ms`);
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
  await (times > 0 ? measure() : counts());
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
