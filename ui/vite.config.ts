// Three pages, one build: the console's window, the call, the patient's page.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  // Beside the packages: the root `ui` has no package.json, and Vite would make a node_modules of its own there.
  cacheDir: here('../node_modules/.vite'),
  plugins: [svelte()],
  resolve: {
    alias: {
      $lib: here('./src/lib'),
    },
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    // No data: URLs and no inline script, so that a strict content security policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        console: here('./console.html'),
        call: here('./call.html'),
        patient: here('./patient.html'),
      },
    },
  },
  test: {
    include: ['src/**/*.test.ts'],
  },
});
