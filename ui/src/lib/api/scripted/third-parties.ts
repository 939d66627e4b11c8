// The scripted console's third parties: in the visit that is held, a daughter who waits, an interpreter who is in by link, a line that is
// being called and one that was busy, a service that is asked; whoever is invited into any visit.
import { CommandFailure } from '../failure';
import type { CommandMap, PhoneParty, ThirdParty, VendorRequest, VisitRow, VisitState, WaitingGuest } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

/** The visit that they are in while it is held, and after. */
const HELD = 'v3';

/** The third parties' part of the script. */
export class ScriptedThirdParties {
  #guests: ThirdParty[];
  #calls: PhoneParty[];
  #requests: VendorRequest[];
  readonly #invited = new Map<string, ThirdParty[]>();

  constructor(
    private readonly at: (time: string) => string,
    private readonly changed: (visitId: string) => void,
  ) {
    this.#guests = [
      {
        id: 'g1', identity: 'in-g1', name: 'Lucía Márquez', invitedAs: 'Lucia', role: 'family', relationship: 'Daughter', language: 'es', preAdmitted: false,
        state: 'waiting', since: this.at('9:13'), inCall: false, wasInCall: false, onLink: 'waiting', camera: 'works', microphone: 'works', network: 'good',
        awaySince: null, readiness: { kind: 'ready' }, expiresAt: this.at('11:15'), actions: ['admit', 'giveLink', 'withdraw'],
        timeline: [{ step: 'invited', at: this.at('9:12') }, { step: 'checkedIn', at: this.at('9:13') }],
        networkCheck: {
          at: this.at('9:13'),
          measures: { outcome: 'completed', path: 'tcp', roundTripMs: 310, jitterMs: 74, lossPermille: 61, kilobits: 180, signallingMs: 210, mediaMs: 640, bars: 1, smallPicture: true },
        },
      },
      {
        id: 'g2', identity: 'in-g2', name: '', invitedAs: null, role: 'interpreter', relationship: '', language: 'es', preAdmitted: true,
        state: 'admitted', since: this.at('9:13'), inCall: true, wasInCall: true, onLink: 'inCall', camera: 'works', microphone: 'works', network: 'good',
        awaySince: null, readiness: { kind: 'ready' }, expiresAt: this.at('11:15'), actions: ['remove', 'keepOut', 'giveLink'], timeline: [{ step: 'invited', at: this.at('9:12') }],
      },
    ];
    const call = (id: string, name: string, more: Partial<PhoneParty>): PhoneParty => ({
      id, identity: `ph-${id}`, name, role: 'interpreter', language: 'es', numberShown: '(202) 555-0110', lineId: 'l1', way: 'recipe', state: 'onStep', since: at('9:14'), addedAt: at('9:13'),
      steps: [{ kind: 'wait', keys: null, note: 'for the greeting to end', millis: 4000 }, { kind: 'press', keys: '2', note: 'for Spanish', millis: 1000 }], step: 2, quiet: false, muted: false,
      hangingUp: false, over: false, answeredBy: null, failure: null, actions: ['takeOver', 'hangUp'], next: null, insteadOf: null, timeline: [], ...more,
    });
    this.#calls = [
      call('p1', 'Voz Directa', {
        state: 'busy', since: at('9:13'), over: true, actions: ['dialNext'], step: null,
        timeline: [{ event: 'dialTaken', state: 'queued', at: at('9:12'), step: null }, { event: 'lineBusy', state: 'busy', at: at('9:13'), step: null }],
      }),
      call('p2', 'Clearline Interpreting', {
        timeline: [
          { event: 'dialTaken', state: 'queued', at: at('9:13'), step: null },
          { event: 'lineAnswered', state: 'answered', at: at('9:13'), step: null },
          { event: 'stepBegun', state: 'onStep', at: at('9:14'), step: 2 },
        ],
      }),
    ];
    this.#requests = [
      {
        id: 'r1', service: 'Lengua Video', connectorId: 's1', role: 'interpreter', language: 'es', modality: 'video', state: 'accepted', since: at('9:14'), addedAt: at('9:13'), waitsUntil: at('9:19'),
        interpreter: 'Alma R.', invitationId: null, partyId: null, over: false, failure: null, trouble: null, told: null, actions: ['cancel'], next: null,
        timeline: [
          { event: 'askRequested', state: 'requested', at: at('9:13') },
          { event: 'askTaken', state: 'asked', at: at('9:13') },
          { event: 'vendorAccepted', state: 'accepted', at: at('9:14') },
        ],
      },
    ];
  }

  /** The requests to services of a visit. */
  requestsOf(visitId: string, state: VisitState): VendorRequest[] {
    return this.#isHeld(visitId, state) ? this.#requests : [];
  }

  #isHeld = (visitId: string, state: VisitState) => visitId === HELD && (state === 'inVisit' || state === 'completed');

  of(visitId: string, state: VisitState): ThirdParty[] {
    const closed = state === 'completed' || state === 'cancelled' || state === 'noShow';
    const all = [...(this.#isHeld(visitId, state) ? this.#guests : []), ...(this.#invited.get(visitId) ?? [])];
    return closed ? all.map((third) => ({ ...third, actions: [], inCall: false })) : all;
  }

  /** Those of a visit who wait to be let in. */
  waiting({ id, state, patientName }: Pick<VisitRow, 'id' | 'state' | 'patientName'>): WaitingGuest[] {
    const waiting = this.of(id, state).filter((third) => third.state === 'waiting' && third.actions.includes('admit'));
    return waiting.map((thirdParty) => ({ visitId: id, patientName, thirdParty }));
  }

  callsOf(visitId: string, state: VisitState): PhoneParty[] {
    return this.#isHeld(visitId, state) ? this.#calls : [];
  }

  #alter(invitationId: string, change: Partial<ThirdParty>) {
    const altered = (third: ThirdParty) => (third.id === invitationId ? { ...third, ...change } : third);
    this.#guests = this.#guests.map(altered);
    for (const [visitId, thirds] of this.#invited) this.#invited.set(visitId, thirds.map(altered));
    for (const visitId of [HELD, ...this.#invited.keys()]) this.changed(visitId);
    return {};
  }

  /** Somebody who was invited comes into the waiting room. */
  comesIn(invitationId: string) {
    for (const [visitId, thirds] of this.#invited) {
      this.#invited.set(visitId, thirds.map((third) => (third.id === invitationId ? { ...third, state: 'waiting', actions: ['admit', 'giveLink'] } : third)));
    }
  }

  readonly answers: Answers = {
    inviteThirdParty: ({ visitId, ...who }) => {
      if (who.name === 'Nobody') throw new CommandFailure({ code: 'invalid', message: 'This visit has as many invitations as it can have. Take one back that is not needed.', advice: '' });
      const all = this.#invited.get(visitId) ?? [];
      const id = `${visitId}-g${all.length + 1}`;
      this.#invited.set(visitId, [...all, {
        ...who, id, identity: `in-${id}`, invitedAs: null, state: 'invited', since: this.at('9:14'), inCall: false, wasInCall: false, onLink: null, camera: 'untried', microphone: 'untried',
        network: 'untried', awaySince: null, readiness: { kind: 'ready' }, expiresAt: this.at('11:15'), actions: ['giveLink', 'withdraw'], timeline: [{ step: 'invited', at: this.at('9:14') }],
      }]);
      this.changed(visitId);
      return { invitationId: id };
    },
    thirdPartyLink: () => ({ url: `http://127.0.0.1:1/#eyJ0eXAiOiJKV1QifQ.${'eyJqdGkiOiJTSzAw'.repeat(18)}.c2lnbmF0dXJl`, expiresAt: this.at('11:15') }),
    openThirdPartyLink: () => ({}),
    draftThirdPartyMail: () => ({}),
    admitGuest: ({ invitationId }) => this.#alter(invitationId, { state: 'admitted', actions: ['remove', 'keepOut', 'giveLink'] }),
    removeGuest: ({ invitationId, keepOut }) => this.#alter(invitationId, { state: keepOut ? 'keptOut' : 'removed', inCall: false, actions: keepOut ? [] : ['admit', 'keepOut'] }),
    cancelVendor: ({ requestId }) => {
      this.#requests = this.#requests.map((request) =>
        request.id === requestId
          ? { ...request, state: 'cancelled', over: true, told: 'notTold', actions: [], timeline: [...request.timeline, { event: 'cancelled', state: 'cancelled', at: this.at('9:14') }] }
          : request,
      );
      this.changed(HELD);
      return {};
    },
    withdrawInvitation: ({ invitationId }) => this.#alter(invitationId, { state: 'withdrawn', actions: [] }),
    hangUpInVisit: ({ partyId }) => {
      this.#calls = this.#calls.map((call) =>
        call.id === partyId
          ? { ...call, state: 'completed', over: true, actions: [], timeline: [...call.timeline, { event: 'hangUpAsked', state: 'onStep', at: this.at('9:14'), step: null }, { event: 'lineEnded', state: 'completed', at: this.at('9:14'), step: null }] }
          : call,
      );
      this.changed(HELD);
      return {};
    },
  };
}
