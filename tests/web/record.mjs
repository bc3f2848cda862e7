// A sensor is recorded straight into a project: the simulated board's own sketch prints its pins, the page draws them, words
// are pressed, and a model is trained on what came.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, artefacts, attemptInBrowser, check, describedEvents, needBrowser, openBrowser, pictures, scratch, startStudio, until } from './lib.mjs';

needBrowser();
const folder = scratch();
let studio = await startStudio(join(folder, 'studio'));
const { browser, page, complaints } = await openBrowser();
const says = (pattern, seconds) => until(`the page says ${pattern}`, async () => pattern.test((await page.getByTestId('sentence').textContent().catch(() => '')) ?? ''), seconds);
const get = (path) => page.evaluate(async (where) => (await fetch(where)).json(), path);
const post = (path, body) => page.evaluate(async ([where, what]) => { const r = await fetch(where, { method: 'POST', body: JSON.stringify(what) }); return { status: r.status, text: await r.text() }; }, [path, body]);
/** Words of a process, each ended by a zero byte; "" when it has ended. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
const rest = (seconds) => page.waitForTimeout(1000 * seconds);

await attemptInBrowser({ browser, page, complaints }, { stop: () => studio.stop() }, 'record', async () => {
  await page.goto(studio.address);
  await page.getByTestId('record').click();
  await says(/Show it, and say what it is/);
  await accessible(page, 'Record');
  await pictures(page, 'record');
  for (const labels of [[], ['a,b'], ['-x'], ['a', 'a'], Array.from({ length: 10 }, (_, i) => `l${i}`), [7]])
    check((await post('/api/projects/1/record', { labels })).status === 400, `it cannot be asked for with ${JSON.stringify(labels).slice(0, 30)}`);
  check((await post('/api/projects/1/record', { labels: ['a'], port: '/etc/passwd' })).status === 400, 'nor from what is no serial port');
  check((await post('/api/record/label', { label: 0 })).status === 400, 'nothing is labelled before a board is listened to');
  complaints.length = 0; // the browser names refused requests
  await page.getByTestId('words').fill('one, two');
  await page.getByTestId('listen').click();
  await says(/Listening: 3 numbers at a time/, 120);
  const table = page.getByTestId('recorded-table').locator('tbody tr');
  for (let turn = 0; turn < 3; ++turn) {
    await page.getByTestId('label-0').click();
    await says(/Recording “one”/, 10);
    await rest(1.6);
    await page.keyboard.press('2'); // a key does as well, and ends the session before
    await says(/Recording “two”/, 10);
    if (turn === 0) await page.screenshot({ path: join(artefacts, 'record-busy-1440-light.png'), fullPage: true });
    await rest(1.6);
    await page.getByTestId('stop-session').click();
    await until('the session is over', () => page.getByTestId('stop-session').isDisabled());
  }
  await until('three sessions of each are counted', async () => /^one3\d+\d.*two3\d+/.test((await table.allTextContents()).join('')));
  await accessible(page, 'Record, at work');
  await pictures(page, 'record-at-work');
  await page.reload();
  await describedEvents(page, '/api/record/events');
  await until('they are still there after a reload', async () => /^one3/.test((await table.allTextContents()).join('')));
  await page.getByTestId('recorded').click();
  await says(/A recording of .* readings, two kinds/, 60);
  await pictures(page, 'record-data');
  const project = await get('/api/projects/1');
  check(project.settings.target === 'label' && project.settings.session === 'session' && project.files[0].name === 'recording.csv', 'it is a recording of sessions with labels');
  await page.getByTestId('window').fill('25');
  await page.getByTestId('window').press('Enter');
  await until('cut into windows', async () => (await get('/api/projects/1')).settings.window === '25');
  const run = JSON.parse((await post('/api/projects/1/runs', { trials: 2 })).text);
  const learnt = await until('and learnt from', async () => {
    const now = await get(`/api/runs/${run.id}`);
    return now.state === 'working' ? null : now;
  }, 120);
  check(learnt.state === 'done', `to the end ${learnt.summary.error?.message ?? ''}`);
  const report = learnt.report;
  // A busy computer makes the simulated board late: where the clock has a gap, a session goes on as another one.
  const { window, sessions, gaps, session } = report.windowing;
  check(window === 25 && sessions - gaps === 6 && session === 'session', `session by session ${JSON.stringify(report.windowing)}`);
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);

  // The server is killed in the middle of a session; the next one ends what was left, and the session is kept.
  const written = () => readFileSync(join(folder, 'studio/projects/1/data/recording.csv'), 'utf8');
  const programs = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(folder));
  check((await post('/api/projects/1/record', { labels: ['one', 'two'] })).status === 200, 'more can be recorded');
  await until('it is listened to again', async () => (await post('/api/record/label', { label: 1 })).status === 200, 60);
  await rest(1.5);
  check(!written().includes(',s7'), 'a seventh session goes on');
  await studio.stop('SIGKILL');
  check(programs().length >= 2, 'recorder and simulated board outlive the server');
  studio = await startStudio(join(folder, 'studio'));
  await until('the next server ends them', () => programs().every((pid) => commandOf(pid).includes('studio\0')), 30);
  check(/,two,s7\n/.test(written()) && written().endsWith('\n'), 'and the session was kept, whole');
});
