// Three pages, one build: the console's window, the call, the patient's page.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * twilio-video makes a function from text while it loads (`util/dynamicimport`), only to fetch noise-cancellation plug-ins that
 * nobody here uses. Our content security policy has no `unsafe-eval`: that one module is put in another's place.
 */
const withoutEval: Plugin = {
  name: 'anteroom:twilio-video-without-eval',
  enforce: 'pre',
  load(id) {
    if (!/twilio-video\/(es5|lib)\/util\/dynamicimport\.js(\?|$)/.test(id.replaceAll('\\', '/'))) return null;
    return `module.exports = (name) => Promise.reject(new Error('Not loaded: ' + name));`;
  },
};

/**
 * A preflight also reports to Twilio's insights, at an address of its own, whatever it is told. The SDK has a publisher that publishes nothing,
 * for calls without insights: the preflight gets that one, so that a patient's page dials nothing but the clinic's doors.
 */
const preflightWithoutInsights: Plugin = {
  name: 'anteroom:twilio-video-preflight-without-insights',
  enforce: 'pre',
  resolveId(source, importer) {
    const asks = /twilio-video\/(es5|lib)\/preflight\/preflighttest\.js(\?|$)/.test((importer ?? '').replaceAll('\\', '/'));
    if (!asks || source !== '../util/insightspublisher') return null;
    return this.resolve('../util/insightspublisher/null', importer, { skipSelf: true });
  },
};

/**
 * twilio-sync and twilsock bring core-js's copies of what every browser has that can hold a call and read modules (Promise, Map, Symbol, Array's
 * methods): a third of their weight, and each patient's phone would fetch it. Only files that are nothing but such copies are left out.
 */
const withoutPolyfills: Plugin = {
  name: 'anteroom:without-polyfills',
  enforce: 'pre',
  resolveId(source) {
    return /^core-js\/modules\/(es|web)\.[\w.-]+$/.test(source) ? '\0without-polyfills' : null;
  },
  load(id) {
    return id === '\0without-polyfills' ? '' : null;
  },
};

export default defineConfig({
  root: here('.'),
  base: './',
  // Beside the packages: the root `ui` has no package.json, and Vite would make a node_modules of its own there.
  cacheDir: here('../node_modules/.vite'),
  plugins: [withoutEval, preflightWithoutInsights, withoutPolyfills, svelte()],
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
