// What each dead end looks like and which one action it offers. Its words are in the catalogue.

import type { DeadEnd } from './screen';

/** The one action. `call` is offered where the clinic's number is known, and is `reload` otherwise. */
export type DeadEndAction = 'call' | 'reload' | 'copyLink' | 'useThisTab';

/** How it looks. */
export interface DeadEndLook {
  readonly icon: 'clock' | 'link' | 'door' | 'calendar' | 'done' | 'browser' | 'tabs' | 'lock';
  readonly tone: 'quiet' | 'warn' | 'ok';
  readonly action: DeadEndAction;
  /** Small and last, for whoever is asked for help. */
  readonly code: string;
}

/** The table. */
export const DEAD_ENDS: { readonly [kind in DeadEnd['kind']]: DeadEndLook } = {
  expired: { icon: 'clock', tone: 'quiet', action: 'call', code: 'LINK-EXPIRED' },
  damaged: { icon: 'link', tone: 'quiet', action: 'call', code: 'LINK-DAMAGED' },
  clockOff: { icon: 'clock', tone: 'warn', action: 'reload', code: 'CLOCK-OFF' },
  notYet: { icon: 'clock', tone: 'quiet', action: 'reload', code: 'LINK-EARLY' },
  refused: { icon: 'link', tone: 'quiet', action: 'call', code: 'LINK-REFUSED' },
  gone: { icon: 'door', tone: 'quiet', action: 'call', code: 'VISIT-CLOSED' },
  unreadable: { icon: 'browser', tone: 'warn', action: 'reload', code: 'PAGE-OUTDATED' },
  cancelled: { icon: 'calendar', tone: 'quiet', action: 'call', code: 'VISIT-CANCELLED' },
  ended: { icon: 'done', tone: 'quiet', action: 'call', code: 'VISIT-ENDED' },
  removed: { icon: 'door', tone: 'quiet', action: 'call', code: 'VISIT-REMOVED' },
  keptOut: { icon: 'door', tone: 'quiet', action: 'call', code: 'VISIT-KEPT-OUT' },
  withdrawn: { icon: 'door', tone: 'quiet', action: 'call', code: 'INVITATION-WITHDRAWN' },
  noShow: { icon: 'clock', tone: 'quiet', action: 'call', code: 'VISIT-NO-SHOW' },
  unsupported: { icon: 'browser', tone: 'warn', action: 'copyLink', code: 'BROWSER-OLD' },
  inApp: { icon: 'browser', tone: 'warn', action: 'copyLink', code: 'BROWSER-IN-APP' },
  insecure: { icon: 'lock', tone: 'warn', action: 'call', code: 'ADDRESS-INSECURE' },
  anotherTab: { icon: 'tabs', tone: 'quiet', action: 'useThisTab', code: 'OTHER-TAB' },
};
