// The screen of a practice phone beside the portal, in Chromium: texts arrive live, their links open, STOP and START are answered there.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { require, restClient, startTwin } from './support.mjs';

const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');
const PHONE = '+12025550120';
const screens = process.env.ANTEROOM_SCREENS;

let twin, rest, browser, page, folder;
const complaints = [];

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portal-'));
  await writeFile(path.join(folder, 'patient.html'), '<!doctype html><html lang="en"><title>visit</title><h1>The visit</h1>');
  if (screens) await mkdir(screens, { recursive: true });
  twin = await startTwin('--portal', folder);
  rest = restClient(twin);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  page = await browser.newPage({ viewport: { width: 390, height: 760 } });
  page.on('pageerror', (error) => complaints.push(String(error)));
});
after(async () => {
  await browser?.close();
  await twin?.stop();
  if (folder) await rm(folder, { recursive: true });
});

const text = async (body, options = {}) => {
  const sent = await rest.messages.create({ to: PHONE, from: twin.phone_number, body, ...options });
  await twin.control('/clock/advance', { seconds: 10 });
  return sent;
};
const open = (to = PHONE) => page.goto(`${twin.portal_url}/phones/${encodeURIComponent(to)}`);

// Looks at the screen in both schemes and narrow, and lets axe judge each.
async function look(name) {
  for (const [scheme, width] of [['light', 390], ['dark', 390], ['light', 320]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 760 });
    // In a world of its own: the page's policy lets no other script in.
    const session = await page.context().newCDPSession(page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
    await session.send('Runtime.evaluate', { contextId: executionContextId, expression: await readFile(axe, 'utf8') });
    const { result } = await session.send('Runtime.evaluate', {
      contextId: executionContextId, awaitPromise: true, returnByValue: true,
      expression: 'axe.run().then(({ violations }) => violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target)}`))',
    });
    await session.detach();
    assert.deepEqual(result.value, [], `${name}, ${scheme}, ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} at ${width}`);
    if (screens) await page.screenshot({ path: path.join(screens, `phone-${name}-${scheme}-${width}.png`) });
  }
}

test('an empty phone says what will be there, and that it is practice', async () => {
  await open();
  await page.getByText('No texts yet.').waitFor();
  assert.match(await page.locator('.practice').textContent(), /PRACTICE/);
  assert.equal(await page.getByRole('heading').textContent(), '+1 202-555-0120');
  await look('empty');
});

test('a text appears by itself, and its link opens the visit', async () => {
  const link = `${twin.portal_url}/#eyJ0b2tlbiI6MX0.a-b_c`;
  await text(`Su consulta está lista. Abra ${link}.\n«Ocho» <b>en punto</b> & más`);
  const shown = page.getByRole('log').getByRole('listitem');
  await shown.waitFor();
  assert.match(await shown.textContent(), /<b>en punto<\/b> & más/, 'words are words');
  const opened = page.context().waitForEvent('page');
  await shown.getByRole('link').click();
  const visit = await opened;
  await visit.waitForLoadState();
  assert.equal(visit.url(), link, 'the whole link, without the full stop');
  assert.equal(await visit.evaluate(() => opener), null);
  await visit.close();
});

test('a shortened link leads there too', async () => {
  await text(`Your visit: ${twin.portal_url}/#short`, { from: undefined, messagingServiceSid: twin.messaging_service_sid, shortenUrls: true });
  const link = page.getByRole('log').getByRole('link').last();
  await page.getByRole('listitem').nth(1).waitFor();
  assert.ok((await link.getAttribute('href')).startsWith(twin.http));
  const opened = page.context().waitForEvent('page');
  await link.click();
  const visit = await opened;
  await visit.waitForURL(`${twin.portal_url}/#short`);
  await visit.close();
});

test('STOP and START are answered from the phone, by keyboard', async () => {
  await page.getByLabel('Reply to the clinic').fill('Thank you');
  await page.keyboard.press('Enter');
  await page.locator('.mine', { hasText: 'Thank you' }).waitFor();
  assert.equal(await page.getByLabel('Reply to the clinic').inputValue(), '');
  await page.getByRole('button', { name: 'Reply STOP' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('This phone wants no texts from the clinic.').waitFor();
  await page.getByText('You have successfully been unsubscribed.').waitFor();
  assert.ok(await page.locator('.practice').evaluate((strip) => strip.getBoundingClientRect().top === 0), 'the mark stays in sight');
  await look('stopped');
  await assert.rejects(text('x'), { code: 21610 });
  await page.getByRole('button', { name: 'Reply START' }).click();
  await page.getByText('You have successfully been re-subscribed').waitFor();
  await page.getByText('This phone wants no texts from the clinic.').waitFor({ state: 'hidden' });
  await look('texts');
});

test('a text that is only shown once stays one after the page is loaded again', async () => {
  const before = await page.getByRole('listitem').count();
  await page.reload();
  await page.getByRole('listitem').nth(before - 1).waitFor();
  assert.equal(await page.getByRole('listitem').count(), before);
});

test('the list has every phone, those with texts first, and leads to each', async () => {
  await page.goto(`${twin.portal_url}/phones`);
  const first = page.getByRole('listitem').first();
  await first.waitFor();
  assert.match(await first.textContent(), /\+1 202-555-0120.*texts/);
  await look('list');
  await first.getByRole('link').click();
  await page.getByRole('log').waitFor();
});

test('a text to a phone that is off does not appear there', async () => {
  await rest.messages.create({ to: '+12025550121', from: twin.phone_number, body: 'lost' });
  await twin.control('/clock/advance', { seconds: 10 });
  await open('+12025550121');
  await page.getByText('No texts yet.').waitFor();
  assert.equal(await page.getByText('lost').count(), 0);
});

test('nobody but the portal itself may ask', async () => {
  const reply = `${twin.portal_url}/phones/${encodeURIComponent(PHONE)}/reply`;
  const send = (headers) => fetch(reply, { method: 'POST', headers, body: '{"words":"STOP"}' });
  assert.equal((await send({ 'content-type': 'application/json', origin: 'http://elsewhere.example' })).status, 403);
  assert.equal((await send({ 'content-type': 'text/plain' })).status, 415, 'a form of another page cannot send it');
  assert.equal((await fetch(`${twin.portal_url}/phones/12`)).status, 404);
  const answer = await fetch(`${twin.portal_url}/phones`);
  assert.match(answer.headers.get('content-security-policy'), /default-src 'none'; script-src 'self'/);
});

test('without the clinic the phone says so, keeps what arrived, and loses no reply', async () => {
  await open();
  await page.getByRole('log').waitFor();
  await page.getByLabel('Reply to the clinic').fill('Are you there?');
  await twin.stop();
  await page.getByText('The practice clinic is not running.').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('The reply was not sent').waitFor();
  assert.equal(await page.getByLabel('Reply to the clinic').inputValue(), 'Are you there?');
  assert.ok(await page.getByRole('listitem').count() > 0);
  await look('offline');
  assert.deepEqual(complaints, []);
});
