import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The page of `mote export --form web`: one script, one style, which web/single.mjs puts into one file.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: 'src/exported/main.ts',
      output: { format: 'iife', entryFileNames: 'exported.js', assetFileNames: 'exported[extname]' },
    },
  },
});
