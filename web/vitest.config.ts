import { defineConfig } from 'vitest/config';

// Logic of the page without a browser; what needs one is in tests/web of the repository.
export default defineConfig({ test: { include: ['tests/*.test.ts'], environment: 'node', watch: false } });
