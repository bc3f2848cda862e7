// The page's logic by Vitest, and its types against docs/studio-api.yaml: no browser, no network.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, skip } from './lib.mjs';

const web = join(root, 'web');
const steps = {
  'openapi-typescript': ['bin/cli.js', '../docs/studio-api.yaml', '-o', 'generated/api.d.ts'],
  'svelte-check': ['bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  vitest: ['vitest.mjs', 'run'],
};
for (const [name, [program, ...words]] of Object.entries(steps)) {
  if (!existsSync(join(web, 'node_modules', name))) skip(`web/node_modules/${name} is missing: scripts/install.sh`);
  const { status } = spawnSync(process.execPath, [join('node_modules', name, program), ...words], { cwd: web, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
