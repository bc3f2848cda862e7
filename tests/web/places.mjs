// Where the repository is, and the page's packages.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** A package of web/node_modules. */
export const from = createRequire(join(root, 'web/package.json'));
