// What the call window does with third parties by phone, and what it tells of them. Components draw it; the core decides it: what may be
// done with a call is in its `actions`.
import { call } from '$lib/api/client';
import { asFailure } from '$lib/api/failure';
import type { AddByPhone, Call, PhoneAction, PhoneParty } from '$lib/api/generated';
import { answererWords, lineName, phoneStateWords } from '$lib/text/phone';
import { KeyQueue } from './keys.svelte';

/** What the window lends. */
export interface Around {
  /** The visit as it was read last. */
  visit(): Call | null;
  /** Reads the visit again, now. */
  read(): Promise<void>;
  /** Has a screen reader say it. */
  announce(words: string): void;
}

/** A command that failed, in the core's words. `number`: it is about the number that was written. */
export type Trouble = { message: string; advice: string; twilioCode: number | null; number: boolean };

/** What was asked of the core with a button of a card; keys have a queue of their own. */
export type Asked = Exclude<PhoneAction, 'pressKeys'>;

/** See the module. */
export class PhoneParties {
  /** The card that was asked for last, of a call or of a request to a service: it is the first one. */
  shown = $state<string | null>(null);
  /** What is being done with each, by party. */
  doing = $state.raw<ReadonlyMap<string, Asked>>(new Map());
  /** What failed with each, by party. */
  trouble = $state.raw<ReadonlyMap<string, Trouble>>(new Map());
  /** Those whose end was seen on their card: their chip may go. */
  #seen = $state.raw<ReadonlySet<string>>(new Set());
  /** Keypads that were opened or closed by hand, by party. */
  #keypads = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  readonly #queues = new Map<string, KeyQueue>();

  constructor(private readonly around: Around) {}

  /** All of the visit, oldest first. */
  get all(): readonly PhoneParty[] {
    return this.around.visit()?.phoneParties ?? [];
  }

  /** Those of a visit whose state is worth a word on the stage: on their way, or ended without help and not looked at yet. */
  get noteworthy(): readonly PhoneParty[] {
    return this.all.filter((party) =>
      party.over ? unhelpful(party) && !this.#seen.has(party.id) && !this.all.some(({ insteadOf }) => insteadOf === party.id) : party.state !== 'inVisit',
    );
  }

  /** The party with this identity in the room. */
  withIdentity(identity: string): PhoneParty | undefined {
    return this.all.find((party) => party.identity === identity);
  }

  /** Calls somebody. Their id, or what was wrong. */
  async add(wanted: AddByPhone): Promise<string | Trouble> {
    try {
      const { partyId } = await call('addByPhone', wanted);
      await this.#show(partyId);
      return partyId;
    } catch (thrown) {
      return troubleOf(thrown);
    }
  }

  /** Does what one of a card's buttons says. */
  async ask(party: PhoneParty, action: Asked): Promise<void> {
    const { id } = party;
    if (this.doing.has(id)) return;
    this.doing = new Map(this.doing).set(id, action);
    this.#forget(id);
    try {
      const next = await this.#send(id, action);
      await (next ? this.#show(next) : this.around.read());
    } catch (thrown) {
      this.trouble = new Map(this.trouble).set(id, troubleOf(thrown));
    } finally {
      const rest = new Map(this.doing);
      rest.delete(id);
      this.doing = rest;
    }
  }

  /** The keys of a party's line, as long as the window is open. */
  keysOf(id: string): KeyQueue {
    let queue = this.#queues.get(id);
    if (!queue) {
      queue = new KeyQueue((keys) => call('pressKeys', { partyId: id, keys }));
      this.#queues.set(id, queue);
    }
    return queue;
  }

  /** Whether a party's keypad is open: by hand, else where the line is for the provider to guide. */
  keypadOpen(party: PhoneParty): boolean {
    if (!party.actions.includes('pressKeys')) return false;
    return this.#keypads.get(party.id) ?? guidedNow(party);
  }

  /** Opens or closes it. */
  toggleKeypad(party: PhoneParty): void {
    this.#keypads = new Map(this.#keypads).set(party.id, !this.keypadOpen(party));
  }

  /** The cards are looked at: what has ended is known from here on. */
  look(): void {
    const over = this.all.filter((party) => party.over && !this.#seen.has(party.id));
    if (over.length > 0) this.#seen = new Set([...this.#seen, ...over.map(({ id }) => id)]);
  }

  /** Tells what became of the calls between two readings, each change once. */
  tell(before: readonly PhoneParty[], after: readonly PhoneParty[]): void {
    for (const party of after) {
      const words = callChangeWords(before.find(({ id }) => id === party.id), party);
      if (words) this.around.announce(words);
    }
  }

  async #show(id: string): Promise<void> {
    this.shown = id;
    await this.around.read();
  }

  #forget(id: string): void {
    if (!this.trouble.has(id)) return;
    const rest = new Map(this.trouble);
    rest.delete(id);
    this.trouble = rest;
  }

  async #send(partyId: string, action: Asked): Promise<string | null> {
    switch (action) {
      case 'bringIn':
        await call('bringIn', { partyId });
        return null;
      case 'join':
        await call('joinLeg', { partyId });
        return null;
      case 'listen':
        await call('joinLeg', { partyId, listen: true });
        return null;
      case 'takeOver':
        await call('takeOver', { partyId });
        return null;
      case 'mute':
      case 'unmute':
        await call('muteLeg', { partyId, muted: action === 'mute' });
        return null;
      case 'hangUp':
        await call('hangUp', { partyId });
        return null;
      case 'dialNext':
        return (await call('dialNext', { partyId })).partyId;
    }
  }
}

/** A call that ended before it helped anybody. */
export function unhelpful(party: PhoneParty): boolean {
  return party.over && party.state !== 'cancelled' && !party.timeline.some(({ event }) => event === 'legJoined' || event === 'legBroughtIn' || event === 'hangUpAsked');
}

/** Outside the room and steered by the provider: they need the keypad without asking for it. */
function guidedNow(party: PhoneParty): boolean {
  return party.state === 'answered' && phoneStateWords(party) === 'waits for your keys';
}

/** What a change of a call is called when it is read out; empty where there is nothing to say. */
export function callChangeWords(before: PhoneParty | undefined, after: PhoneParty): string {
  const state = phoneStateWords(after);
  if (before && before.muted !== after.muted && !after.over) return `${lineName(after)}: ${after.muted ? 'muted for the visit' : 'no longer muted'}`;
  const answered = before && !before.answeredBy ? answererWords(after) : '';
  if (before && phoneStateWords(before) === state) return answered && `${lineName(after)}: ${answered}`;
  // Its message says more than that it failed.
  const words = after.state === 'failed' && after.failure ? after.failure.message : state;
  return [`${lineName(after)}: ${words}`, answered].filter(Boolean).join('. ');
}

function troubleOf(thrown: unknown): Trouble {
  const { code, message, advice, twilioCode } = asFailure(thrown);
  return { message, advice, twilioCode, number: code === 'invalid' };
}
