// What a window does with third parties by link, and what it tells of them. Components draw it; the core decides it.
import { call } from '$lib/api/client';
import type { CallRole, InvitationLink, ThirdParty, ThirdPartyRole } from '$lib/api/generated';
import { guestName, mailWords, whoWords } from '$lib/text/third-party';
import { textChange } from '$lib/text/texts';
import { clock, ownZone } from '$lib/text/time';
import { Texts } from '$lib/texting/texts.svelte';

/** What a third party is to be invited as. */
export type Invited = { role: ThirdPartyRole; name: string; relationship: string; language: string; preAdmitted: boolean };

/** What is to be known of the visit; a call window's `Call` is that. */
export type VisitAround = { visitId: string; thirdParties: readonly ThirdParty[]; people: readonly { role: CallRole; name: string }[] };

/** What the window lends. */
export interface Around {
  /** The visit as it was read last. */
  visit(): VisitAround | null;
  /** Writes an instant; absent for this computer's clock. */
  time?(instant: string): string;
  /** Has a screen reader say it. */
  announce(words: string): void;
  /** Tells of a command that failed. */
  trouble(thrown: unknown, fallback: string): void;
}

/** `9:30`, by this computer's clock. */
export const localTime = (instant: string): string => clock(instant, ownZone());

/** See the module. */
export class ThirdParties {
  /** Those that something is being done with, by id; `new` while one is being invited. */
  busy = $state.raw<ReadonlySet<string>>(new Set());
  /** The link that was copied last, by invitation. */
  copied = $state<string | null>(null);
  /** A link that is shown: as a QR code, or to be copied by hand where the clipboard is refused. */
  shown = $state.raw<{ id: string; how: 'qr' | 'byHand'; link: InvitationLink } | null>(null);

  /** The texts with their links. */
  readonly texts: Texts;

  constructor(private readonly around: Around) {
    this.texts = new Texts(around);
  }

  /** Writes an instant as the window does. */
  time = (instant: string): string => (this.around.time ?? localTime)(instant);

  /** Has a screen reader say it. */
  say(words: string): void {
    this.around.announce(words);
  }

  get all(): readonly ThirdParty[] {
    return this.around.visit()?.thirdParties ?? [];
  }

  /** Those who wait to be let in. */
  get waiting(): readonly ThirdParty[] {
    return this.all.filter(({ state }) => state === 'waiting');
  }

  /** Makes an invitation; its id, or `null` where that failed. */
  async invite(invited: Invited): Promise<string | null> {
    const visitId = this.around.visit()?.visitId;
    if (!visitId) return null;
    const { invitationId = null } = (await this.#run('new', 'The invitation could not be made.', () => call('inviteThirdParty', { visitId, ...invited }))) ?? {};
    return invitationId;
  }

  /** Copies somebody's link; where the clipboard is refused, shows it to be copied by hand. */
  async copy(id: string): Promise<void> {
    const link = await this.#link(id);
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.url);
      this.shown = null;
      this.copied = id;
      this.around.announce('Link copied. It lets nobody in until you admit them.');
    } catch {
      this.shown = { id, how: 'byHand', link };
    }
  }

  /** Shows somebody's link as a QR code, or hides it again. */
  async qr(id: string): Promise<void> {
    if (this.shown?.id === id && this.shown.how === 'qr') {
      this.shown = null;
      return;
    }
    const link = await this.#link(id);
    if (link) this.shown = { id, how: 'qr', link };
  }

  /** Opens a draft with somebody's link in the e-mail program. */
  async mail(id: string): Promise<void> {
    const visit = this.around.visit();
    const third = this.all.find((each) => each.id === id);
    const provider = visit?.people.find(({ role }) => role === 'provider');
    const words = mailWords({ name: third?.name ?? '' }, { providerName: provider?.name ?? '', until: third ? this.time(third.expiresAt) : '' });
    const done = await this.#run(id, 'No draft could be opened.', () => call('draftThirdPartyMail', { invitationId: id, ...words }));
    if (done) this.around.announce('The draft opens in your e-mail program.');
  }

  /** Opens somebody's link on this computer: for a person who sits beside the provider, and in practice. */
  async open(id: string): Promise<void> {
    const done = await this.#run(id, 'No browser could be opened.', () => call('openThirdPartyLink', { invitationId: id }));
    if (done) this.around.announce('Their page opens on this computer.');
  }

  /** Lets somebody in. */
  async admit(id: string): Promise<void> {
    await this.#run(id, 'They could not be let in.', () => call('admitGuest', { invitationId: id }));
  }

  /** Takes somebody out; for good where `keepOut`. */
  async remove(id: string, keepOut: boolean): Promise<void> {
    await this.#run(id, 'They could not be removed.', () => call('removeGuest', { invitationId: id, keepOut }));
  }

  /** Takes an invitation back. */
  async withdraw(id: string): Promise<void> {
    await this.#run(id, 'The invitation could not be taken back.', () => call('withdrawInvitation', { invitationId: id }));
  }

  /** Whether something is being done with somebody. */
  isBusy(id: string): boolean {
    return this.busy.has(id);
  }

  /** Tells what became of third parties between two readings; a coming and going in the room is told by the room itself. */
  tell(before: readonly ThirdParty[], after: readonly ThirdParty[]): void {
    for (const third of after) {
      const known = before.find(({ id }) => id === third.id);
      const words = changeWords(known, third) || (third.text ? textChange(known?.text ?? undefined, third.text, whoWords(third)) : '');
      if (words) this.around.announce(words);
    }
  }

  async #link(id: string): Promise<InvitationLink | null> {
    return this.#run(id, 'There is no link for them.', () => call('thirdPartyLink', { invitationId: id }));
  }

  async #run<T>(key: string, fallback: string, work: () => Promise<T>): Promise<T | null> {
    if (this.busy.has(key)) return null;
    this.busy = new Set(this.busy).add(key);
    try {
      return await work();
    } catch (thrown) {
      this.around.trouble(thrown, fallback);
      return null;
    } finally {
      const rest = new Set(this.busy);
      rest.delete(key);
      this.busy = rest;
    }
  }
}

/** What a change is called when it is read out; empty where there is nothing to say. */
export function changeWords(before: ThirdParty | undefined, after: ThirdParty): string {
  if (before?.state === after.state) return '';
  switch (after.state) {
    case 'waiting':
      return `${whoWords(after)} waits to be let in`;
    case 'admitted':
      return `${guestName(after)} is let in`;
    case 'left':
      return `${guestName(after)} left the waiting room`;
    case 'removed':
      return `${guestName(after)} is removed`;
    case 'keptOut':
      return `${guestName(after)} is kept out`;
    case 'withdrawn':
      return `The invitation for ${guestName(after)} is taken back`;
    case 'expired':
      return `The link for ${guestName(after)} ran out`;
    case 'invited':
      return before ? '' : `${guestName(after)} is invited`;
  }
}
