// The windows on a scripted console, built apart from the production pages.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('./pages'),
  base: './',
  publicDir: false,
  plugins: [svelte()],
  resolve: { alias: { $lib: here('../src/lib') } },
  build: {
    outDir: here('../../target/scripted-pages'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { console: here('./pages/console.html') } },
  },
});
