// A call that grows past two people: both sides move to the second profile, and nobody loses a sound.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from '../call-window.mjs';
import { startTwilio } from '../local-twilio.mjs';
import { grow } from '../support/growing.mjs';

const skip = process.env.ANTEROOM_TWIN ? false : 'ANTEROOM_TWIN names no local Twilio';
let browser;
let twilio;

describe('the second profile', { skip }, () => {
  before(async () => {
    browser = await openBrowser();
    twilio = await startTwilio();
  });
  after(async () => {
    await browser?.close();
    await twilio?.stop();
  });

  it('is moved to by both sides with no sound lost, one picture after the other, and nobody twice', async () => {
    for (const { name, stats, numbers, facts, complaints } of await grow(browser, twilio, 'grows')) {
      assert.deepEqual(stats.options, {
        preferredVideoCodecs: 'auto',
        bandwidthProfile: { video: { mode: 'collaboration', dominantSpeakerPriority: 'high' } },
        dominantSpeaker: true,
        networkQuality: { local: 1, remote: 1 },
      });
      assert.deepEqual(stats.capture, { width: 1280, height: 720, frameRate: 24 }, 'the capture stays the same');
      assert.equal(numbers.tiles, 1, `${name} sees the other once`);
      // Looked at with every frame of the page: a decoder that is late leaves one or two without a picture, a tile that waits for one many.
      assert.ok(numbers.blank <= 2, `${name} saw ${numbers.blank} frames with nothing between one picture and the other`);
      assert.equal(numbers.heardAtOnce, 1, `${name} hears the other once`);
      assert.equal(numbers.heardAtLeast, 1, `${name} hears the other all the while`);
      // How long pictures freeze and how much of a steady tone is lost is the benchmark's to say; here, what only a reconnection reaches.
      assert.ok(numbers.silent <= 1_000, `${name} heard ${numbers.silent} ms of silence`);
      assert.deepEqual(complaints, []);
      assert.equal(facts.filter(({ kind }) => kind === 'disconnected' || kind === 'participantDisconnected').length, 0, 'nobody left');
      const again = facts.filter(({ kind, identity }) => kind === 'participantConnected' && identity !== undefined);
      assert.ok(again.length >= 2, 'the core hears of the second stay at once: what it may hear of a telephone is set for each');
      assert.ok(facts.every(({ identity }) => !identity?.endsWith('-2')), 'the core hears of people, not of their stays');
    }
  });
});
