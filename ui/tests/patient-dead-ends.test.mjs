// The ways that lead no further: each has its own words and one thing to do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, clinic, close, heading, inspect, needsTwin, onPhone, open, press } from './support/phone.mjs';

before(open);
after(close);

describe('a way that leads no further', needsTwin, () => {
  for (const [stage, title] of [
    ['cancelled', 'The clinic cancelled this visit'],
    ['ended', 'This visit has finished'],
    ['removed', 'You are no longer in this visit'],
    ['noShow', 'The clinic closed this visit'],
  ]) {
    it(`has its own words: ${stage}; and goes on when the clinic opens the visit again`, async () => {
      const { id, token } = await clinic.invite({ stage });
      await onPhone(clinic.link(token), async (page) => {
        await heading(page, title);
        await inspect(page, stage);
        await clinic.tell(id, { stage: 'invited' });
        await heading(page, 'Your visit with Dr. Adaeze Okafor');
      });
    });
  }

  it('has its own words: the link has expired, and the clinic can be called', async () => {
    const { id } = await clinic.invite();
    const token = clinic.linkToken(id, { issued: -7200, life: 3600 });
    const config = {
      practice: true,
      endpoints: { syncSocketUrl: clinic.at.sync_socket_url, videoSignalingUrl: clinic.at.video_signaling_url },
      clinicName: 'Juniper Street Clinic',
      clinicPhone: '(503) 555-0100',
    };
    await onPhone(
      clinic.link(token),
      async (page) => {
        await page.getByRole('heading', { level: 1, name: /^This link worked until / }).waitFor();
        assert.equal(await page.getByRole('link', { name: 'Call (503) 555-0100' }).getAttribute('href'), 'tel:5035550100');
        await inspect(page, 'expired');
      },
      { config },
    );
  });

  it('has its own words: damaged links', async () => {
    const { token } = await clinic.invite();
    for (const fragment of ['', token.slice(0, 80), `${token}>`]) {
      await onPhone(clinic.link(fragment), async (page) => {
        await heading(page, 'This link is not complete');
        await inspect(page, 'damaged');
      });
    }
  });

  it('has its own words: a link that the account did not make', async () => {
    const { id } = await clinic.invite();
    await onPhone(clinic.link(clinic.linkToken(id, { secret: 'somebody else’s' })), async (page) => {
      await heading(page, 'This link does not open the visit');
      await inspect(page, 'refused');
    });
  });

  it('has its own words: a link from a clinic whose clock is ahead', async () => {
    const { id } = await clinic.invite();
    await onPhone(clinic.link(clinic.linkToken(id, { issued: 86_400, notBefore: 86_400 })), async (page) => {
      await heading(page, 'This link does not open yet');
      await inspect(page, 'not-yet');
    });
  });

  it('has its own words: the Documents are gone, before and after the page has seen them', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await clinic.clear(id);
      await heading(page, 'This visit is closed');
      await page.reload();
      await heading(page, 'This visit is closed');
      await inspect(page, 'gone');
    });
  });

  it('has its own words: a status of a later layout', async () => {
    const { token } = await clinic.invite({ v: 2 });
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'This page and the clinic’s program don’t match');
      await inspect(page, 'unreadable');
    });
  });

  it('has its own words: a browser without WebRTC, which keeps the link', async () => {
    const { token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page, { context }) => {
        await context.grantPermissions(['clipboard-read', 'clipboard-write']);
        await heading(page, 'This browser can’t hold a video visit');
        await inspect(page, 'unsupported');
        await press(page, 'Copy link');
        await page.getByRole('button', { name: 'Link copied' }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), clinic.link(token));
      },
      { prepare: 'delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;' },
    );
  });

  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';

  it('has its own words: the browser inside an app, where one may go on if it can hold a call', async () => {
    const { token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'Open this link in your browser');
        await page.getByRole('button', { name: 'Go on here' }).waitFor();
        await inspect(page, 'in-app');
        await press(page, 'Go on here');
        await heading(page, 'Your visit with Dr. Adaeze Okafor');
      },
      { userAgent: `${android.replace('Pixel 8', 'Pixel 8; wv')} Chrome/130.0.0.0 Mobile Safari/537.36` },
    );
  });

  it('offers no way on inside an app that the SDK can’t hold a call in', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'Open this link in your browser');
        await clinic.reported(id, ({ browser: name }) => name === 'Instagram’s browser on Android');
        await page.waitForLoadState('networkidle');
        assert.equal(await page.getByRole('button', { name: 'Go on here' }).count(), 0);
      },
      { userAgent: `${android} Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Instagram 350.0` },
    );
  });

  it('has its own words: another tab, and either tab may have the visit', async () => {
    const { token } = await clinic.invite();
    await onPhone(clinic.link(token), async (first, { context, watch }) => {
      await heading(first, 'Your visit with Dr. Adaeze Okafor');
      const second = watch(await context.newPage());
      await second.goto(clinic.link(token));
      await heading(second, 'Your visit is open in another tab');
      await inspect(second, 'another-tab');
      await press(second, 'Use this tab');
      await heading(second, 'Your visit with Dr. Adaeze Okafor');
      await heading(first, 'Your visit is open in another tab');
      await second.close();
      await heading(first, 'Your visit with Dr. Adaeze Okafor');
    });
  });
});
