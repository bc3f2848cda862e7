// The page's logic, by Vitest, without a browser or a network.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, skip } from './lib.mjs';

const web = join(root, 'web');
if (!existsSync(join(web, 'node_modules/vitest'))) skip('web/node_modules/vitest is missing: scripts/install.sh');
process.exit(spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], { cwd: web, stdio: 'inherit' }).status ?? 1);
