// Makes ui/public/waiting/getting-ready.webm from film.html: `node ui/waiting-film/make.mjs`. Needs Chromium and ffmpeg with VP9; the file it makes is
// kept, so that nobody else does. Its captions are written by hand, beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FPS = 12;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
await page.goto(`file://${here('film.html')}`);
const ffmpeg = spawn(
  'ffmpeg',
  ['-y', '-loglevel', 'error', '-f', 'image2pipe', '-framerate', String(FPS), '-i', '-', '-c:v', 'libvpx-vp9', '-crf', '36', '-b:v', '0', '-g', '72', '-pix_fmt', 'yuv420p', '-row-mt', '1', here('../public/waiting/getting-ready.webm')],
  { stdio: ['pipe', 'inherit', 'inherit'] },
);
const frames = (await page.evaluate(() => window.seconds)) * FPS;
for (let frame = 0; frame < frames; frame++) {
  const png = await page.evaluate((at) => {
    window.draw(at);
    return document.querySelector('canvas').toDataURL('image/png').split(',')[1];
  }, frame / FPS);
  if (!ffmpeg.stdin.write(Buffer.from(png, 'base64'))) await once(ffmpeg.stdin, 'drain');
}
ffmpeg.stdin.end();
const [code] = await once(ffmpeg, 'close');
await browser.close();
process.exitCode = code;
