// The second way in: a folder of recordings, a sub-folder a kind, dropped as the browser hands it over.
import { join } from 'node:path';
import { accessible, attemptInBrowser, check, needBrowser, openBrowser, pictures, scratch, startStudio, until } from './lib.mjs';

needBrowser();
const folder = scratch();
const studio = await startStudio(join(folder, 'studio'));
const { browser, page, complaints } = await openBrowser();
const sentence = page.getByTestId('sentence');
const says = (pattern, seconds) => until(`the page says ${pattern}`, async () => pattern.test((await sentence.textContent().catch(() => '')) ?? ''), seconds);

await attemptInBrowser({ browser, page, complaints }, studio, 'folder', async () => {
  await page.goto(studio.address);
  await says(/Teach a chip/);
  // The example's own recordings serve as the folder that somebody drops.
  await page.getByTestId('example-gestures').click();
  await says(/90 recordings of 100 readings or so, three kinds/, 60);
  await page.goto(`${studio.base}/#/`);
  await until('the projects are listed', () => page.getByText('Your projects').isVisible());
  await page.getByTestId('folder').setInputFiles(join(folder, 'studio/projects/1/data'));
  await says(/90 recordings of 100 readings or so, three kinds, equally many: “circle”, “shake”, “tap”/, 90);
  check(page.url().includes('#/p/2/'), 'the dropped folder is a project of its own');

  // Windows: dragged, moved by keys, typed; kept by the server.
  const handle = page.getByTestId('handle-window');
  await handle.scrollIntoViewIfNeeded();
  const settings = async () => (await page.evaluate(async () => (await fetch('/api/projects/2')).json())).settings;
  const length = async () => Number(await handle.getAttribute('aria-valuenow'));
  const before = await length();
  const box = await handle.locator('rect').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 150, box.y + box.height / 2, { steps: 5 });
  check((await length()) > before + 5, 'the end of the window follows the mouse');
  await page.mouse.up();
  await until('where it was left is kept', async () => (await settings()).window === String(await length()));
  const shift = page.getByTestId('handle-shift');
  const every = Number(await shift.getAttribute('aria-valuenow'));
  await shift.press('ArrowLeft');
  await shift.press('ArrowLeft');
  await until('the start of the next window follows the arrow keys', async () => (await settings()).shift === String(every - 2));
  await page.getByTestId('window').fill('32');
  await page.getByTestId('window').press('Enter');
  await until('a number can be typed as well', async () => (await settings()).window === '32');
  await page.getByTestId('shift').fill('16');
  await page.getByTestId('shift').press('Enter');
  await until('and says what comes of it', async () => /5 windows of 32 readings in these 100\./.test((await page.getByTestId('windows-said').textContent()) ?? ''));
  const name = () => page.getByTestId('recordings').locator('b').first().textContent();
  const first = await name();
  await page.getByTestId('next-recording').click();
  check((await name()) !== first, 'the arrows go from recording to recording');
  await accessible(page, 'Data of recordings');
  await pictures(page, 'folder-data');
  await page.getByTestId('to-train').click();
  await page.getByTestId('effort-20').click();
  await page.getByTestId('start').click();
  await until('models appear', async () => (await page.getByTestId('live-front').locator('circle').count()) > 2, 240);
  await page.getByTestId('stop').click();
  await until('stopped, with the best so far', () => page.getByTestId('to-model').isVisible(), 300);
  const run = await page.evaluate(async () => (await fetch('/api/runs/1')).json());
  check(run.command.includes('--window=32') && run.report.windowing.window === 32 && run.report.windowing.shift === 16, 'it was trained on these windows');
  await page.getByTestId('to-model').click();
  await says(/Right in \d[\d.]* of 100 gestures|Right in \d[\d.]* of 100/, 30);
  await pictures(page, 'folder-model');
  await page.getByTestId('to-try').click();
  await says(/It says “(circle|shake|tap)”/, 30);
  await pictures(page, 'folder-try');
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
