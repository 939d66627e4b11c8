// The clinic's video to watch while waiting: offered, played, captioned, closed, gone when called; and what is said where it can't be shown. A made-up page stands
// in YouTube's place. Pictures go to target/screens/patient-video*.png.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { checkIn, clinic, close, heading, inspect, needsTwin, onPhone, open, press } from './support/phone.mjs';

const FILM = { kind: 'file', path: 'waiting/getting-ready.webm' };
const YOUTUBE = { kind: 'youTube', id: 'aB3-_xYz019' };
const WATCH = 'Watch the clinic’s video';
/** Answers as YouTube's player does when it is spoken to. */
const player = (event) => `<!doctype html><html lang="en"><title>A player</title><body><button>Play</button><script>
  addEventListener('message', ({ data, source, origin }) => { if (JSON.parse(data).event === 'listening') source.postMessage(JSON.stringify({ event: '${event}', id: 1 }), origin); });
</script></body></html>`;

/** A patient who waits, with a video on their page. */
async function waits(video, story, { at = (address) => address, ...options } = {}) {
  const { id, token } = await clinic.invite({ video });
  await onPhone(
    at(clinic.link(token)),
    async (page) => {
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 2, expectedAt: new Date(Date.now() + 600_000).toISOString() });
      await heading(page, 'You are 2nd in line');
      await story(page, id);
    },
    options,
  );
}
const watch = (page) => page.getByRole('button', { name: WATCH }).click();
const film = (page) => page.locator('video').evaluateHandle((element) => element);
/** Waits until the film is so: playing or not, from a second on, with captions in a language. */
const until = (page, wanted) =>
  page.waitForFunction(({ playing, from, captions }) => {
    const film = document.querySelector('video');
    const [track] = film?.textTracks ?? [];
    return film && (playing === undefined || film.paused === !playing) && (from === undefined || film.currentTime >= from)
      && (captions === undefined || (track?.language === captions && track.cues?.length === 7));
  }, wanted);
/** A clinic's host: the portal with the policy that docs/patient-page.md asks for, which allows YouTube's player. */
let host;
before(async () => {
  await open();
  if (!clinic) return;
  host = createServer(async ({ url }, response) => {
    const answer = await fetch(`${clinic.at.portal_url}${url}`);
    const policy = `${answer.headers.get('content-security-policy')}; frame-src https://www.youtube-nocookie.com`;
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type'), 'content-security-policy': policy, 'referrer-policy': 'no-referrer' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
});
after(async () => {
  await close();
  host?.close();
});
const fromHost = (address) => address.replace(clinic.at.portal_url, `http://127.0.0.1:${host.address().port}`);

describe('the clinic’s video while waiting', needsTwin, () => {
  it('is fetched when it is asked for, plays with captions, by keyboard, and is gone when the clinic calls', async () => {
    await waits(FILM, async (page, id) => {
      const fetched = [];
      page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
      await inspect(page, 'video-offered');
      assert.deepEqual(fetched.filter((path) => path.startsWith('/waiting/')), [], 'nothing of it before');
      await page.getByRole('button', { name: WATCH }).press('Enter');
      await until(page, { playing: true, from: 0.5 });
      await until(page, { captions: 'en' });
      assert.ok(fetched.includes('/waiting/getting-ready.en.vtt'));
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'VIDEO', 'the focus is on it');
      await page.keyboard.press('Space');
      await until(page, { playing: false });
      await heading(page, 'You are 2nd in line');
      await inspect(page, 'video-open');
      await clinic.tell(id, { providerState: { kind: 'late', minutes: 10 } });
      await page.getByText('running about 10 minutes late').first().waitFor();
      await page.locator('video').focus();
      await page.keyboard.press('Space');
      await until(page, { playing: true });
      const handle = await film(page);
      await clinic.tell(id, { stage: 'admitted', place: null, expectedAt: null, video: null });
      await page.getByText('is opening the call').first().waitFor();
      await page.locator('video').waitFor({ state: 'detached' });
      assert.equal(await handle.evaluate((element) => element.paused), true, 'and silent');
    });
  });

  it('goes on where it was after the messages were looked at, and is closed', async () => {
    await waits(FILM, async (page) => {
      await watch(page);
      await until(page, { playing: true, from: 0.1 });
      await page.locator('video').evaluate((element) => {
        element.pause();
        element.currentTime = 20;
      });
      await until(page, { playing: false, from: 20 });
      await press(page, 'Message the clinic');
      await press(page, 'Back to the waiting room');
      await watch(page);
      await until(page, { playing: true, from: 20 });
      await press(page, 'Close the video');
      await page.getByRole('button', { name: WATCH }).waitFor();
      await page.waitForFunction((name) => document.activeElement?.textContent?.includes(name), WATCH);
    });
  });

  for (const [language, play, close] of [['es', 'Ver el video de la clínica', 'Cerrar el video'], ['ja', 'クリニックの動画を見る', '動画を閉じる']]) {
    it(`speaks ${language}, captions too`, async () => {
      await waits(FILM, async (page) => {
        await page.getByRole('combobox').first().selectOption(language);
        await inspect(page, `video-offered-${language}`);
        await page.getByRole('button', { name: play }).click();
        await until(page, { captions: language });
        await page.locator('video').evaluate((element) => element.pause());
        await inspect(page, `video-open-${language}`);
        await page.getByRole('button', { name: close }).click();
      });
    });
  }

  it('does without captions that are not there', async () => {
    await waits(FILM, async (page) => {
      await watch(page);
      await page.waitForFunction(() => document.querySelector('video') && !document.querySelector('track'));
      await until(page, { from: 0.1 });
    }, { before: (context) => context.route('**/*.vtt', (route) => route.fulfill({ status: 404, body: '' })) });
  });

  it('that is not there is said to be, once, and everything else goes on', async () => {
    await waits({ kind: 'file', path: 'waiting/no-such-film.mp4' }, async (page, id) => {
      await watch(page);
      await page.getByText('can’t be shown here').waitFor();
      await inspect(page, 'video-failed');
      await clinic.tell(id, { place: 1 });
      await heading(page, 'You are next');
      await page.getByRole('button', { name: /Message the clinic/ }).waitFor();
    });
  });

  it('of YouTube’s comes from its player without cookies, when it is asked for', async () => {
    await waits(YOUTUBE, async (page, id) => {
      const asked = [];
      await page.context().route('https://www.youtube-nocookie.com/**', (route) => {
        asked.push(route.request());
        return route.fulfill({ contentType: 'text/html', body: player('onReady') });
      });
      await page.getByText('YouTube plays it.').waitFor();
      await inspect(page, 'video-youtube-offered');
      assert.equal(asked.length, 0);
      await watch(page);
      const frame = page.locator('iframe');
      await frame.waitFor();
      const inside = page.frameLocator('iframe');
      await inside.getByRole('button', { name: 'Play' }).waitFor();
      const address = new URL(await frame.getAttribute('src'));
      assert.equal(`${address.origin}${address.pathname}`, 'https://www.youtube-nocookie.com/embed/aB3-_xYz019');
      assert.deepEqual([await frame.getAttribute('referrerpolicy'), await frame.getAttribute('title')], ['strict-origin', 'Video from the clinic']);
      assert.equal(await asked[0].headerValue('referer'), `${new URL(page.url()).origin}/`, 'the host, and nothing of the link');
      await page.keyboard.press('Tab');
      await inspect(page, 'video-youtube');
      await clinic.tell(id, { stage: 'admitted', place: null, expectedAt: null, video: null });
      await page.getByText('is opening the call').first().waitFor();
      assert.equal(await frame.count(), 0);
    }, { at: fromHost });
  });

  it('of YouTube’s that its player refuses is said to be', async () => {
    await waits(YOUTUBE, async (page) => {
      await page.context().route('https://www.youtube-nocookie.com/**', (route) => route.fulfill({ contentType: 'text/html', body: player('onError') }));
      await watch(page);
      await page.getByText('can’t be shown here').waitFor();
    }, { at: fromHost });
  });

  it('of YouTube’s is not fetched where the page’s host allows no frames, as in the practice clinic', async () => {
    await waits(YOUTUBE, async (page) => {
      const asked = [];
      await page.context().route('https://www.youtube-nocookie.com/**', (route) => {
        asked.push(route.request().url());
        return route.abort();
      });
      await watch(page);
      await page.getByText('can’t be shown here').waitFor();
      assert.deepEqual(asked, []);
    }, { complains: /frame-src|frame|Framing/ });
  });
});
