// Two tabs of one browser on one project: what one does the other shows, reload in mid-training changes nothing, and what
// is gone is said.
import { join } from 'node:path';
import { artefacts, attemptInBrowser, check, mote, needBrowser, openBrowser, run, scratch, startStudio, until } from './lib.mjs';

needBrowser();
const folder = scratch();
const beats = join(folder, 'heartbeats.csv');
run(mote, 'synth', 'ecg', '-o', beats, '--beats', '300');
const studio = await startStudio(join(folder, 'studio'));
const { browser, context, page: one, complaints } = await openBrowser();
const two = await context.newPage();
const dots = async (tab) => (await tab.getByTestId('live-front').locator('circle').count().catch(() => 0)) > 1;

await attemptInBrowser({ browser, page: one, complaints }, studio, 'tabs', async () => {
  await one.goto(studio.address);
  await one.getByTestId('file').setInputFiles(beats);
  await one.getByTestId('to-train').click({ timeout: 60_000 });
  await two.goto(one.url());
  await until('the second tab is at the same place, without a token', () => two.getByTestId('start').isVisible());
  await one.getByTestId('effort-20').click();
  await one.getByTestId('start').click();
  await until('a training begins in the first', () => dots(one), 120);
  await two.reload();
  await until('the second shows it', () => dots(two), 60);
  await one.reload();
  await until('the first as well, after a reload in the middle of it', () => dots(one), 60);
  check((await one.evaluate(async () => (await fetch('/api/projects/1')).json())).runs.length === 1, 'there is one training, not two');
  await two.getByTestId('stop').click();
  await until('stopped in the second', () => two.getByTestId('to-model').isVisible(), 120);
  await until('it is stopped in the first, too', () => one.getByTestId('to-model').isVisible(), 60);

  await one.getByTestId('to-model').click();
  await until('the first looks at its model', async () => /Right in/.test((await one.getByTestId('sentence').textContent()) ?? ''), 30);
  await two.evaluate(async () => fetch('/api/projects/1', { method: 'DELETE' }));
  await one.reload();
  await until('a project that the other tab removed is said to be gone', async () => /no such project|removed|gone/.test((await one.getByRole('alert').textContent().catch(() => '')) ?? ''));
  await one.bringToFront();
  await one.screenshot({ path: join(artefacts, 'tabs-gone-1440-light.png'), fullPage: true });
});
