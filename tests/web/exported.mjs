// `mote export --form web`: opened from the disk, the page answers every row of a dropped file as `mote predict` does, byte
// for byte, bends a curve, and asks nobody anything.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible, attempt, artefacts, check, mote, needBrowser, openBrowser, pictures, refusal, run, scratch, until } from './lib.mjs';
import { threeModels } from './models.mjs';

needBrowser();
const folder = scratch();
const models = threeModels();
const { browser, page, complaints } = await openBrowser();
const requests = [];
page.on('request', (request) => requests.push(request.url()));
const sentence = async () => (await page.getByTestId('sentence').textContent()) ?? '';

async function exported({ name, rows, held, run: of }, from = held) {
  const html = join(folder, `${name}.html`);
  run(mote, 'export', of, '-o', html, '--form', 'web', ...(from ? ['--rows', from] : []));
  const answers = join(folder, `${name}.answers.csv`);
  run(mote, 'predict', of, rows, '-o', answers);
  await page.goto(pathToFileURL(html).href);
  return readFileSync(answers, 'utf8');
}
async function saved(rows) {
  await page.getByTestId('own-file').setInputFiles(rows);
  await until('the file is answered', () => page.getByTestId('own-said').isVisible());
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-answers').click()]);
  return readFileSync(await download.path(), 'utf8');
}
async function bend() {
  const box = await page.getByTestId('curve').boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.6);
  await page.mouse.down();
  for (let i = 1; i <= 8; ++i) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * (0.6 - i * 0.06));
  await page.mouse.up();
}

await attempt(async () => {
  const [beats, movements, mixture] = models;
  const expected = await exported(beats);
  await until('it answers an example at once', async () => /It says “[01]”, \d/.test(await sentence()));
  const before = await page.getByTestId('answer').textContent();
  await bend();
  check((await page.getByTestId('answer').textContent()) !== before, 'a bent curve gets another answer');
  check((await saved(beats.rows)) === expected, 'all rows of a dropped file are answered as mote predict answers them');
  await accessible(page, 'the exported page');
  await pictures(page, 'exported-beats');
  await page.locator('#paste').fill('1, 2, x');
  await page.getByTestId('paste').click();
  check(/no number/.test(await page.getByRole('alert').textContent()), 'what is no row is refused in words');
  writeFileSync(join(folder, 'other.csv'), 'time,volt\n1,2\n');
  await page.getByTestId('own-file').setInputFiles(join(folder, 'other.csv'));
  await until('so is a file of other columns', async () => /has no column “t0”/.test(await page.getByRole('alert').textContent()));

  // A model of windows, of kinds whose names need quotes, with rows out of a CSV instead of a run's own.
  const windows = await exported(movements, movements.rows);
  await until('a model of windows answers', async () => /It says “(slow|brisk, or so|fast)”/.test(await sentence()));
  check((await saved(movements.rows)) === windows, 'a dropped recording is cut and answered as mote predict does it');
  await pictures(page, 'exported-movements');

  // A regression, without examples, from a file with decimal commas.
  const sums = await exported(mixture, '');
  await until('without examples it says what to do', async () => /A model of .* that tells “the sum”/.test(await sentence()));
  await accessible(page, 'the exported page without rows');
  await pictures(page, 'exported-empty');
  check((await saved(mixture.rows)) === sums, 'a regression gives the same numbers');
  const first = page.locator('.columns input').first();
  check(Number(await first.getAttribute('max')) - Number(await first.getAttribute('min')) > 6, 'whose sliders reach over the file');
  check(/It says -?\d/.test(await sentence()), 'and shows the first row');
  await page.screenshot({ path: join(artefacts, 'exported-mixture-1440-light.png'), fullPage: true });

  // Names that would end a script; what a page does not take.
  const hostile = join(folder, 'hostile.html');
  run(mote, 'export', beats.run, '-o', hostile, '--form', 'web', '--name', '</script><script>document.title="bad"</script>');
  await page.goto(pathToFileURL(hostile).href);
  await until('a name is a name', async () => /^<\/script>.* · Mote$/.test(await page.title()));
  for (const [flags, says] of [
    [['--form', 'web', '--baud', '9600'], /a page has no serial line/],
    [['--rows', beats.held], /only a page takes example rows/],
    [['--form', 'web', '--rows', movements.held], /these rows are of another model/],
  ])
    check(says.test(refusal(mote, 'export', beats.run, '-o', join(folder, 'no.html'), ...flags)), `refused: ${flags.join(' ').slice(0, 40)}`);

  check(requests.every((url) => /^(file|blob|data):/.test(url)), `no request to anywhere ${requests.filter((url) => /^http|^ws/.test(url))}`);
  check(complaints.length === 0, `the browser complains of nothing ${complaints.slice(0, 3)}`);
}, async () => browser.close());
