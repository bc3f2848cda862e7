// The second way in: a folder of recordings, a sub-folder a kind, dropped as the browser hands it over.
import { join } from 'node:path';
import { attemptInBrowser, check, needBrowser, openBrowser, pictures, scratch, startStudio, until } from './lib.mjs';

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
  await page.evaluate(() => {
    const input = document.querySelector('[data-testid=file]');
    input.webkitdirectory = true;
  });
  await page.getByTestId('file').setInputFiles(join(folder, 'studio/projects/1/data'));
  await says(/90 recordings of 100 readings or so, three kinds, equally many: “circle”, “shake”, “tap”/, 90);
  check(page.url().includes('#/p/2/'), 'the dropped folder is a project of its own');
  await pictures(page, 'folder-data');
  await page.getByTestId('to-train').click();
  await page.getByTestId('effort-20').click();
  await page.getByTestId('start').click();
  await until('models appear', async () => (await page.getByTestId('live-front').locator('circle').count()) > 2, 240);
  await page.getByTestId('stop').click();
  await until('stopped, with the best so far', () => page.getByTestId('to-model').isVisible(), 300);
  await page.getByTestId('to-model').click();
  await says(/Right in \d[\d.]* of 100 gestures|Right in \d[\d.]* of 100/, 30);
  await pictures(page, 'folder-model');
  await page.getByTestId('to-try').click();
  await says(/It says “(circle|shake|tap)”/, 30);
  await pictures(page, 'folder-try');
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
