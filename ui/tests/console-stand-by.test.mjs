// Another console acts for the clinic: what this one says, taking over, and being taken over, on a scripted console.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Clinic, TWIN } from './support/clinic.mjs';
import { open, picture, root, serve, sound, stage } from './support/pages.mjs';

const { browser, server, folder } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
const asked = (page, command) => page.evaluate((name) => window.scripted.asked.filter((each) => each.command === name).length, command);

for (const dark of [false, true]) {
  it(`says who acts ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const suffix = dark ? '-dark' : '';
    const view = await scene('standingBy', { dark });
    await view.page.getByText('on another computer since Mon 23 Nov 8:02').waitFor();
    await picture(view.page, `console-standing-by${suffix}`);
    await sound(view, 'standing by');
    assert.equal(await asked(view.page, 'getDay'), 0, 'nothing is read of a day that may be of yesterday');
    await view.close();
  });
}

it('says that the other one is silent', async () => {
  const view = await scene('standingBySilent', { width: 800, height: 600 });
  await view.page.getByText('no sign of life since Mon 23 Nov 9:12').waitFor();
  await picture(view.page, 'console-standing-by-silent');
  await sound(view, 'standing by a silent one');
  await view.close();
});

describe('taking over', () => {
  it('is done by keyboard and opens the clinic', async () => {
    const { page, close } = await scene('standingBy');
    await page.getByRole('button', { name: 'Take over' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
    assert.equal(await asked(page, 'takeOverClinic'), 1);
    await close();
  });

  it('by another computer puts this one aside with words', async () => {
    const view = await scene('day');
    await view.page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
    await view.page.evaluate(() => window.scripted.isTakenOver());
    await view.page.getByRole('heading', { name: 'Standing by' }).waitFor();
    await sound(view, 'taken over');
    await view.close();
  });
});

it('is heard by push: the core looks as soon as somebody writes the lease', { skip: TWIN ? false : 'ANTEROOM_TWIN names no twin' }, async () => {
  const clinic = await Clinic.start(join(root, 'ui/dist'));
  const lease = 'st-test-lease';
  const write = (method, path, beat) => clinic.sync(method, path, { ...(method === 'POST' && path === '/Documents' && { UniqueName: lease }), Data: JSON.stringify({ v: 1, beat }) });
  await write('POST', '/Documents', 1);
  await clinic.sync('POST', `/Documents/${lease}/Permissions/pv-test`, { Read: 'true', Write: 'false', Manage: 'false' });
  const token = clinic.token('pv-test', { data_sync: { service_sid: clinic.at.sync_service_sid } });
  const socket = clinic.at.sync_socket_url;
  const pages = await serve(folder, new URL(socket).origin);
  const sync = { socket, access: { token, reports: [], lease } };
  const view = await open(browser, `${pages.origin}/console.html?scene=day&sync=${encodeURIComponent(JSON.stringify(sync))}`);
  const looks = (times) => view.page.waitForFunction((wanted) => window.scripted.asked.filter(({ command }) => command === 'leaseChanged').length >= wanted, times);
  await looks(1);
  await write('POST', `/Documents/${lease}`, 2);
  await looks(2);
  assert.deepEqual(view.errors, []);
  await view.close();
  await pages.close();
  await clinic.stop();
});
