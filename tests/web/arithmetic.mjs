// A model that has a form in floats, a weighted sum: the page sets its figures beside those in whole numbers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attemptInBrowser, check, needBrowser, openBrowser, scratch, startStudio, until } from './lib.mjs';

needBrowser();
const folder = scratch();
let seed = 7;
const drawn = () => Math.round(((seed = (seed * 16807) % 2147483647) / 2147483647) * 200 - 100);
const rows = Array.from({ length: 1500 }, () => [drawn(), drawn(), drawn(), drawn() / 8]);
writeFileSync(join(folder, 'sums.csv'), `a,b,c,target\n${rows.map(([a, b, c, noise]) => `${a},${b},${c},${a + b - c + noise > 0 ? 'yes' : 'no'}\n`).join('')}`);
const studio = await startStudio(join(folder, 'studio'));
const { browser, page, complaints } = await openBrowser();

await attemptInBrowser({ browser, page, complaints }, studio, 'arithmetic', async () => {
  await page.goto(studio.address);
  await page.getByTestId('file').setInputFiles(join(folder, 'sums.csv'));
  await page.getByTestId('to-train').click({ timeout: 60_000 });
  const begun = await page.evaluate(async () => (await fetch('/api/projects/1/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"trials": 2}' })).status);
  check(begun === 200, 'a training of two trials begins');
  await page.reload();
  await until('it ends', () => page.getByTestId('to-model').isVisible(), 120);
  await page.getByTestId('to-model').click();
  const card = page.getByTestId('arithmetic');
  await until('whole numbers stand beside floats', () => card.isVisible(), 60);
  const { in_floats: compared } = await page.evaluate(async () => (await fetch('/api/runs/1/evaluation')).json());
  const shown = await card.locator('tbody tr').first().locator('td').allTextContents();
  check(shown[0] === 'auc' && Number(shown[1]) === Number(compared.integers.auc.toPrecision(5)) && Number(shown[2]) === Number(compared.floats.auc.toPrecision(5)), `the goal first, as evaluated: ${shown}`);
});
