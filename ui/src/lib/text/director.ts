// The director's words: what the made-up people of the practice clinic do, and what became of an order.
import type { CastDoing, CastMember, Direction } from '$lib/api/generated';

const DOING: Readonly<Record<CastDoing, string>> = {
  awaitsText: 'Has no link yet',
  hasLink: 'Has the link',
  staysAway: 'Has the link and stays away',
  checking: 'Trying devices',
  waiting: 'In the waiting room',
  calledIn: 'Let in, on the way',
  inCall: 'In the call',
  left: 'Left, may come back',
  ended: 'The visit is over',
  shutOut: 'Not let in any more',
  noWayIn: 'The link leads nowhere',
};

/** What somebody does. */
export function doingWords({ doing, network, muted, cameraOff, talking }: CastMember): string {
  const more = [
    !network && 'no network',
    doing === 'inCall' && muted && 'muted',
    doing === 'inCall' && cameraOff && 'no picture',
    doing === 'inCall' && talking && !muted && 'talking',
  ].filter(Boolean);
  return [DOING[doing], ...more].join(' · ');
}

/** Whether somebody is on their page now, or in the call. */
export function isHere({ doing }: CastMember): boolean {
  return doing === 'checking' || doing === 'waiting' || doing === 'calledIn' || doing === 'inCall';
}

/** Whether somebody can still come. */
export function canCome({ doing }: CastMember): boolean {
  return doing === 'hasLink' || doing === 'staysAway' || doing === 'left';
}

/** What was ordered, once it is done; `name` is who does it, empty where nobody does. */
export function directedWords(direction: Direction, name: string): string {
  switch (direction.kind) {
    case 'arrive':
      return `${name} opens the link now.`;
    case 'leave':
      return `${name} leaves.`;
    case 'say':
      return `${name} has written.`;
    case 'dropNetwork':
      return `${name} has no network for 20 seconds.`;
    case 'mendNetwork':
      return `${name} has a network again.`;
    case 'bringRelative':
      return `${name} brings somebody in, or asks for a link.`;
    case 'advance':
      return `${Math.round(direction.seconds / 60)} minutes have passed in the practice clinic.`;
    case 'speed':
      return direction.times === 1 ? 'Time passes as usual.' : `Time passes ${direction.times} times as fast.`;
    case 'failNextText':
      return 'The next text will not arrive.';
    case 'failNextCall':
      return 'The next phone call will fail.';
  }
}
