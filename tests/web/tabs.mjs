// Two tabs of one browser on one project: what one does the other shows, reload in mid-training changes nothing, and what
// is gone is said.
import { join } from 'node:path';
import { accessible, artefacts, attemptInBrowser, check, mote, needBrowser, openBrowser, run, scratch, startStudio, until } from './lib.mjs';

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
  await one.getByText('Mistakes that matter').click();
  await one.getByTestId('worse-miss').click();
  await one.getByTestId('times-5').click();
  await one.getByTestId('open-10').click();
  await accessible(one, 'Train, with mistakes that matter');
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
  const { command, report } = await one.evaluate(async () => (await fetch('/api/runs/1')).json());
  check(['--cost-miss=5', '--cost-alarm=1', '--not-sure=0.1'].every((flag) => command.includes(flag)), 'it was trained for the mistakes that matter');
  check(/cost 5 of a missed .* 10 % of rows left open/.test(await one.getByTestId('decision').textContent()), 'which the page says');
  const open = report.rows - report.answered_rows;
  const said = open ? await one.getByTestId('not-sure').textContent() : '';
  check(open === 0 || said.includes(`leaves ${open} of ${report.rows} `), `the page leaves as many open as mote train counted: ${said.trim()}`);
  const { found, passed, not_sure_positive: ill, not_sure_negative: well } = report.counts;
  const cells = (await one.getByTestId('confusion').locator('td').allTextContents()).map((text) => text.replace('○', '').trim());
  const wanted = open ? [passed, report.counts.false_alarms, well, '', report.counts.missed, found, ill] : [passed, report.counts.false_alarms, '', report.counts.missed, found];
  check(wanted.every((value, i) => value === '' || cells[i] === String(value)), `and counts what is found, missed and passed alike: ${cells}`);
  await two.evaluate(async () => fetch('/api/projects/1', { method: 'DELETE' }));
  await one.reload();
  await until('a project that the other tab removed is said to be gone', async () => /no such project|removed|gone/.test((await one.getByRole('alert').textContent().catch(() => '')) ?? ''));
  await one.bringToFront();
  await one.screenshot({ path: join(artefacts, 'tabs-gone-1440-light.png'), fullPage: true });
});
