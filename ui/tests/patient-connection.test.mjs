// The connection to the clinic: never there, lost and found, renewed.
import { after, before, describe, it } from 'node:test';
import { checkIn, clinic, close, heading, inspect, needsTwin, onPhone, open } from './support/phone.mjs';

before(open);
after(close);

describe('the connection', needsTwin, () => {
  it('that was never there says so, since when, and goes on trying', async () => {
    const { token } = await clinic.invite();
    const unreachable = { practice: true, endpoints: { syncSocketUrl: clinic.at.sync_socket_url.replace(/:\d+/, ':9') } };
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'The clinic is not reached yet');
        await page.getByText(/^No connection since \d/).waitFor();
        await inspect(page, 'unreachable');
      },
      // The portal's policy names the twin's own addresses; this one is nobody's.
      { config: unreachable, bypassCSP: true },
    );
  });

  it('that breaks keeps the place, and is found again', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page, { context }) => {
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await heading(page, 'You are next');
      await context.setOffline(true);
      await page.getByText(/^No connection to the clinic since/).waitFor();
      await inspect(page, 'offline');
      await clinic.tell(id, { place: 3 });
      await context.setOffline(false);
      await heading(page, 'You are 3rd in line');
      await page.getByText(/^No connection to the clinic since/).waitFor({ state: 'detached' });
      const { seq } = await clinic.report(id);
      await clinic.reported(id, (report) => report.seq > seq, 25_000);
    });
  });

  it('goes on with a renewed link, and a reload uses it', async () => {
    const { id } = await clinic.invite();
    const short = clinic.linkToken(id, { life: 600 });
    await onPhone(clinic.link(short), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      const longer = clinic.linkToken(id, { life: 7200 });
      await clinic.tell(id, { link: { token: longer, expiresAt: new Date(Date.now() + 7200_000).toISOString() } });
      await page.waitForFunction((token) => location.hash === `#${token}`, longer);
      await page.reload();
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
    });
  });
});
