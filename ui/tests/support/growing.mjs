// A call that grows past two people, between two of the product's own pages: told by the test of it, measured by the benchmark.
import { openDoor, visit } from '../call-door.mjs';
import { openCall } from '../call-window.mjs';
import { measured } from './measured.mjs';
import { numbersOnce } from './numbers.mjs';

const SECOND = { two: '', many: '-2' };

/** Somebody in the room with the product's own page: the one who holds the door's end, whoever that is. */
async function person(browser, twilio, identity, roomName, people) {
  const state = { profile: 'two' };
  const door = await openDoor({
    getCall: () => visit({ people, profile: state.profile }),
    joinCall: () => ({
      token: twilio.token(identity + SECOND[state.profile], roomName),
      roomName,
      profile: state.profile,
      endpoints: { videoSignalingUrl: twilio.direct },
    }),
  });
  const { page, complaints, close } = await openCall(browser, door, { prepare: measured });
  return {
    page,
    door,
    complaints,
    /** The page's numbers, once `fit` holds for them. */
    stats: (fit, what) => numbersOnce(page, fit, `${identity}: ${what}`),
    announce(profile) {
      state.profile = profile;
      door.tell({ event: 'visitChanged', visitId: 'visit-1' });
    },
    facts: () => door.asked.filter(({ command }) => command === 'seenInCall').map(({ input }) => input.fact),
    async close() {
      await close();
      await door.close();
    },
  };
}

// How large the picture is follows what the computer has to spare.
const picture = (s) => s.receivedVideo.some((v) => v.width > 0 && v.frameRate >= 5) && s.receivedAudio.some((a) => a.bytes > 20_000);
const second = (s) => s.options.preferredVideoCodecs === 'auto' && s.sentVideo.length >= 3 && picture(s);

export const PEOPLE = [
  { identity: 'provider-1', name: 'Dr. Amara Okafor', role: 'provider', relationship: '' },
  { identity: 'patient-1', name: 'Elena Márquez Ríos', role: 'patient', relationship: '' },
];

/** Both sides in a call by the first profile, then moved to the second: what each page, each core and each measure then says. */
export async function grow(browser, twilio, roomName) {
  const both = await Promise.all(PEOPLE.map(({ identity }) => person(browser, twilio, identity, roomName, PEOPLE)));
  try {
    for (const side of both) await side.stats(picture, 'picture and sound');
    for (const side of both) await side.page.evaluate(() => window.measured.begin());
    for (const side of both) side.announce('many');
    const stats = await Promise.all(both.map((side) => side.stats(second, 'the second profile')));
    // Both connections stand for a while; the first ones are gone when Twilio counts two again.
    await twilio.until(roomName, (identities) => identities.length === 2 && identities.every((each) => each.endsWith(SECOND.many)));
    for (const side of both) await side.stats(second, 'the second profile alone');
    const numbers = await Promise.all(both.map((side) => side.page.evaluate(() => window.measured.read())));
    return both.map((side, i) => ({ ...PEOPLE[i], stats: stats[i], numbers: numbers[i], facts: side.facts(), complaints: side.complaints }));
  } finally {
    for (const side of both) await side.close();
  }
}
