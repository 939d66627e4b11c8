// What the call window does with third parties who are asked of a service, and what it tells of them. Components draw it; the core decides
// it: what may be done with a request is in its `actions`, who could help instead in its `next`.
import { call } from '$lib/api/client';
import { asFailure } from '$lib/api/failure';
import type { AddByPhone, AskVendor, Call, VendorAction, VendorRequest } from '$lib/api/generated';
import { requestChangeWords } from '$lib/text/service';
import type { Trouble } from '../phone/phone-parties.svelte';

/** What the window lends. */
export interface Around {
  /** The visit as it was read last. */
  visit(): Call | null;
  /** Reads the visit again, now. */
  read(): Promise<void>;
  /** Makes a card the first one. */
  show(id: string): void;
  /** Calls somebody. Their id, or what was wrong. */
  dial(wanted: AddByPhone): Promise<string | Trouble>;
  /** Has a screen reader say it. */
  announce(words: string): void;
}

/** What is asked of the core with a button of a card. */
export type Asked = VendorAction | 'next';

/** See the module. */
export class ServiceRequests {
  /** What is being done with each, by request. */
  doing = $state.raw<ReadonlyMap<string, Asked>>(new Map());
  /** What failed with each, by request. */
  trouble = $state.raw<ReadonlyMap<string, Trouble>>(new Map());
  /** Those whose end was seen on their card: their chip may go. */
  #seen = $state.raw<ReadonlySet<string>>(new Set());

  constructor(private readonly around: Around) {}

  /** All of the visit, oldest first. */
  get all(): readonly VendorRequest[] {
    return this.around.visit()?.vendorRequests ?? [];
  }

  /** Those whose state is worth a word on the stage: on their way, or ended without help, the last of their kind and not looked at yet. */
  get noteworthy(): readonly VendorRequest[] {
    const calls = this.around.visit()?.phoneParties ?? [];
    // A line that is called for it has a word of its own.
    const called = (request: VendorRequest) => calls.some(({ id, over }) => id === request.partyId && !over);
    return this.all.filter((request) => (request.over ? unhelpful(request) && !this.#seen.has(request.id) && !this.#followed(request) : !called(request)));
  }

  /** The request that is open with a service for this. */
  openWith(connectorId: string, language: string): VendorRequest | undefined {
    return this.all.find((request) => !request.over && request.connectorId === connectorId && request.language === language);
  }

  /** The request that brings a guest, while it goes on. */
  openFor(invitationId: string): VendorRequest | undefined {
    return this.all.find((request) => !request.over && request.invitationId === invitationId);
  }

  /** Asks a service. The request's id, or what was wrong. */
  async add(wanted: Omit<AskVendor, 'visitId'>): Promise<string | Trouble> {
    try {
      return await this.#add(wanted);
    } catch (thrown) {
      return troubleOf(thrown);
    }
  }

  /** Does what one of a card's buttons says. */
  async ask(request: VendorRequest, asked: Asked): Promise<void> {
    const { id } = request;
    if (this.doing.has(id)) return;
    this.doing = new Map(this.doing).set(id, asked);
    this.#forget(id);
    try {
      const trouble = await this.#send(request, asked);
      if (trouble) this.trouble = new Map(this.trouble).set(id, trouble);
      else await this.around.read();
    } catch (thrown) {
      this.trouble = new Map(this.trouble).set(id, troubleOf(thrown));
    } finally {
      const rest = new Map(this.doing);
      rest.delete(id);
      this.doing = rest;
    }
  }

  /** The cards are looked at: what has ended is known from here on. */
  look(): void {
    const over = this.all.filter((request) => request.over && !this.#seen.has(request.id));
    if (over.length > 0) this.#seen = new Set([...this.#seen, ...over.map(({ id }) => id)]);
  }

  /** Tells what became of the requests between two readings, each change once. */
  tell(before: readonly VendorRequest[], after: readonly VendorRequest[]): void {
    for (const request of after) {
      const words = requestChangeWords(before.find(({ id }) => id === request.id), request);
      if (words) this.around.announce(words);
    }
  }

  /** Somebody was asked or called for the same since. */
  #followed(request: VendorRequest): boolean {
    const same = (other: { role: string; language: string; addedAt: string }) =>
      other.role === request.role && other.language === request.language && Date.parse(other.addedAt) > Date.parse(request.since);
    return this.all.some(same) || (this.around.visit()?.phoneParties ?? []).some(same);
  }

  async #add(wanted: Omit<AskVendor, 'visitId'>): Promise<string> {
    const { requestId } = await call('askVendor', { visitId: this.#visitId(), ...wanted });
    this.around.show(requestId);
    await this.around.read();
    return requestId;
  }

  async #send(request: VendorRequest, asked: Asked): Promise<Trouble | null> {
    const of = { visitId: this.#visitId(), requestId: request.id };
    const { role, language } = request;
    switch (asked) {
      case 'settleTaken':
      case 'settleNotTaken':
        await call('settleVendor', { ...of, taken: asked === 'settleTaken' });
        return null;
      case 'cancel':
        await call('cancelVendor', of);
        return null;
      case 'askAgain':
        if (request.connectorId) await this.#add({ connectorId: request.connectorId, role, language });
        return null;
      case 'next': {
        const { next } = request;
        if (next?.kind === 'service') await this.#add({ connectorId: next.connectorId, role, language });
        else if (next) {
          const came = await this.around.dial({ lineId: next.lineId, way: 'recipe', detectMachine: false, role, language });
          return typeof came === 'string' ? null : came;
        }
        return null;
      }
    }
  }

  #visitId(): string {
    return this.around.visit()?.visitId ?? '';
  }

  #forget(id: string): void {
    if (!this.trouble.has(id)) return;
    const rest = new Map(this.trouble);
    rest.delete(id);
    this.trouble = rest;
  }
}

/** A request that ended without bringing anybody, and not because somebody wished it. */
export function unhelpful(request: VendorRequest): boolean {
  return request.over && request.state !== 'cameIn' && request.state !== 'cancelled';
}

function troubleOf(thrown: unknown): Trouble {
  const { message, advice, twilioCode } = asFailure(thrown);
  return { message, advice, twilioCode, number: false };
}
