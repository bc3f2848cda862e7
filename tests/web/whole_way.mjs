// From a dropped file to a lit LED and a compiled archive: ptb_heartbeat through every page, in a real browser.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible, artefacts, attemptInBrowser, check, data, describedEvents, mote, needBrowser, openBrowser, pictures, run, scratch, skip, startStudio, until } from './lib.mjs';

needBrowser();
const beats = join(data, 'ptb_heartbeat/all.csv');
if (!existsSync(beats)) skip(`${beats} is missing`, 'data');
const folder = scratch();
const studio = await startStudio(folder);
const { browser, page, complaints, strangers } = await openBrowser();
const sentence = page.getByTestId('sentence');
const says = (pattern, seconds) => until(`the page says ${pattern}`, async () => pattern.test((await sentence.textContent().catch(() => '')) ?? ''), seconds);
let clicks = 0;
const click = async (id) => {
  ++clicks;
  await page.getByTestId(id).first().click();
};

await attemptInBrowser({ browser, page, complaints }, studio, 'whole_way', async () => {
  await page.goto(studio.address);
  await says(/Teach a chip/);
  check(!page.url().includes('token'), 'the token is gone from the address');
  await accessible(page, 'Projects');
  await pictures(page, '1-projects');

  // Data
  await page.getByTestId('file').setInputFiles(beats);
  ++clicks;
  await says(/2,327 examples of 187 readings each, two kinds: 27.8|2,327 examples of 187 readings each, two kinds: 28 of 100/, 90);
  await until('curves of the kinds and single rows are drawn', async () => (await page.locator('main svg[role=img]').count()) >= 9);
  await accessible(page, 'Data');
  await pictures(page, '2-data');

  // Train: the page is left and comes back in the middle.
  await click('to-train');
  await says(/Three choices/);
  await accessible(page, 'Train');
  await pictures(page, '3-train');
  await page.getByTestId('effort-20').click();
  await click('start');
  await until('models appear on the live front', async () => (await page.getByTestId('live-front').locator('circle').count()) > 3, 180);
  await page.screenshot({ path: join(artefacts, '3-train-busy-1440-light.png'), fullPage: true });
  await page.reload();
  await until('they are still there after a reload', async () => (await page.getByTestId('live-front').locator('circle').count()) > 3 || (await page.getByTestId('to-model').count()) > 0, 60);
  await until('the training is done', () => page.getByTestId('to-model').isVisible(), 400);
  await describedEvents(page, '/api/runs/1/events');

  // Model
  await click('to-model');
  await says(/Right in \d[\d.]* of 100/, 30);
  const table = page.getByTestId('confusion');
  const before = await table.textContent();
  const more = page.locator('p.more').first();
  const cost = await more.textContent();
  const points = page.locator('circle[data-point]');
  check((await points.count()) > 5, 'the front has points');
  await points.last().click(); // drawn last, hidden by none
  await until('another point has other costs', async () => (await more.textContent()) !== cost);
  await until('and other answers', async () => (await table.textContent()) !== before);
  await page.getByRole('button', { name: 'back to the one that Mote chose' }).click();
  await until('back to the chosen model', async () => (await table.textContent()) === before);
  await page.getByTestId('threshold').fill('0.9');
  await until('the threshold moves the figures', async () => (await table.textContent()) !== before);
  await page.reload();
  await says(/Right in/, 30);
  check((await page.getByTestId('threshold').inputValue()) === '0.9', 'the threshold survives a reload');
  await page.getByRole('button', { name: 'back to the chip’s own answer' }).click();
  await until('the battery is told', () => page.getByTestId('battery').isVisible());
  await until('whether it can be believed is drawn', async () => (await page.getByTestId('reliability').locator('circle').count()) > 1);
  await page.getByTestId('keep').click();
  await points.last().click();
  const beside = page.getByTestId('beside');
  await until('two points stand side by side', async () => /They answer .* of \d+ differently/.test((await beside.textContent()) ?? ''));
  check((await beside.locator('tbody tr').count()) >= 9 && !/NaN|undefined/.test(await beside.textContent()), 'with what each costs');
  await page.reload();
  await until('after a reload, too', () => beside.locator('tbody').isVisible());
  await page.getByRole('button', { name: 'back to the one that Mote chose' }).click();
  await points.last().click();
  await accessible(page, 'Model');
  await pictures(page, '4-model');
  await page.getByRole('button', { name: 'back to the one that Mote chose' }).click();
  await until('back to the chosen model again', async () => (await table.textContent()) === before);

  // Try
  await click('to-try');
  await says(/It says “[01]”/, 30);
  await page.getByTestId('next-row').click();
  const answer = page.getByTestId('answer');
  const untouched = await answer.textContent();
  const box = await page.getByTestId('curve').boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.6);
  await page.mouse.down();
  for (let i = 1; i <= 8; ++i) await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * (0.6 - i * 0.06));
  await page.mouse.up();
  check((await answer.textContent()) !== untouched, 'a bent curve gets another answer');
  await accessible(page, 'Try');
  await pictures(page, '5-try');

  // Device
  await click('to-device');
  await says(/Put the model on a board/);
  await accessible(page, 'Device');
  await click('boot');
  await until('the board is ready', () => page.getByTestId('stream').isVisible(), 120);
  await click('stream');
  const board = page.locator('svg[data-green]');
  await until('the green LED is lit', async () => (await board.getAttribute('data-green')) === 'true', 120);
  await until('the red LED is lit', async () => (await board.getAttribute('data-red')) === 'true', 120);
  await page.screenshot({ path: join(artefacts, '6-device-busy-1440-light.png'), fullPage: true });
  await says(/of 100 examples, bit for bit as the computer/, 180);
  console.log(`  ${clicks} clicks from the start to a model that answers on the simulated board`);
  check(clicks <= 8, 'at most 8 clicks, no typing');
  const told = await describedEvents(page, '/api/device/events');
  check(['building', 'built', 'ready'].every((step) => told.some((event) => event.step === step)) && told.some((event) => event.event === 'led'), 'from building to its LEDs');
  await until('the stream has ended', () => page.getByTestId('to-download').isVisible(), 60);
  await pictures(page, '6-device');

  // Download
  await page.getByTestId('to-download').click();
  await says(/It is yours/);
  await accessible(page, 'Download');
  await pictures(page, '7-download');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('archive').click()]);
  const archive = join(folder, 'archive.zip');
  await download.saveAs(archive);
  run(mote, 'firmware', archive, '-o', join(folder, 'firmware.elf'));
  check(existsSync(join(folder, 'firmware.elf')), 'the archive compiles');

  const [single] = await Promise.all([page.waitForEvent('download'), page.locator('a.tile', { hasText: 'Web page' }).click()]);
  await single.saveAs(join(folder, 'model.html'));
  await page.goto(pathToFileURL(join(folder, 'model.html')).href);
  await until('the page that was downloaded answers from the disk', async () => /It says “[01]”/.test((await sentence.textContent()) ?? ''));

  check(strangers.length === 0, `no request to another host ${strangers.slice(0, 3)}`);
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
});
