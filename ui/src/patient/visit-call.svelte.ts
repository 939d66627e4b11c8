// The call of a visit, from the admissions that the clinic pushes: which room to be in, again and again until it ends.
//
//   opening ──admission──▶ connecting ──▶ in ◀──▶ in, reconnecting
//      ▲                       │           │
//      └─────new admission─────┴───────────┴──▶ out (why, and what helps)
//
// A call that grows past two people is announced by an admission with the second profile: the room moves to it, and the state
// stays what it is.
//
// An admission is good for one RoomSid. A new RoomSid means: leave that one, go into this one.

import type { Endpoints, GuestAdmission } from '$lib/api/generated';
import { Room, type Devices, type RoomEnd, type RoomEvent, type WayIn } from '$lib/media';

/** Why we are out of the call though the visit is open. Each has its own words. */
export type CallProblem = 'elsewhere' | 'lost' | 'full' | 'closed' | 'notAdmitted';

/** How the call stands. */
export type CallState =
  /** Let in, and the clinic has not opened the room yet. */
  | { readonly kind: 'opening' }
  /** On the way in, also on a further try. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'in'; readonly reconnecting: boolean }
  /** The room was closed a moment ago: the visit's end, or a new room, is about to be told. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'out'; readonly problem: CallProblem; readonly code: number | null };

/** Further tries after a loss that may pass by itself. */
export const RETRIES_MS: readonly number[] = [1_000, 3_000, 8_000];
/** How long the clinic's word about a closed room is waited for before the person is told that it is closed. */
export const CLOSING_MS = 4_000;

/** What becomes of an end. */
export function problemOf(end: RoomEnd): CallProblem | 'retry' {
  switch (end) {
    case 'elsewhere':
      return 'elsewhere';
    case 'full':
      return 'full';
    case 'completed':
    case 'notOpen':
      return 'closed';
    case 'removed':
    case 'stale':
    case 'notForThis':
      return 'notAdmitted';
    case 'signaling':
    case 'serverBusy':
    case 'media':
    case 'tooLong':
      return 'retry';
    case 'left':
    case 'credentials':
    case 'fault':
      return 'lost';
  }
}

/** The room as far as it is used here; tests put their own in its place. */
export type CallRoom = Pick<Room, 'connect' | 'move' | 'leave' | 'on' | 'profile'>;

/** See the module. */
export class VisitCall<R extends CallRoom = Room> {
  /** How it stands. */
  state = $state.raw<CallState>({ kind: 'opening' });
  /** The room, for drawing. */
  readonly room: R;

  readonly #endpoints: Endpoints;
  #admission: GuestAdmission | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stopListening: () => void;

  constructor(room: R, endpoints: Endpoints) {
    this.room = room;
    this.#endpoints = endpoints;
    this.#stopListening = room.on((event) => this.#heard(event));
  }

  /** The clinic's latest word: this admission, or none at the moment. */
  follow(admission: GuestAdmission | null): void {
    const had = this.#admission;
    this.#admission = admission;
    if (!admission) {
      if (this.state.kind !== 'in' && this.state.kind !== 'out') this.#become({ kind: 'opening' });
      return;
    }
    if (had?.roomSid !== admission.roomSid) {
      this.#tries = 0;
      this.room.leave();
      this.#connect();
    } else if (had.token !== admission.token && this.state.kind === 'out' && this.state.problem !== 'elsewhere') {
      // A fresh token for the same room is the clinic's "come back".
      this.#connect();
    } else this.#suit();
  }

  /** The person asks for another try. */
  again(): void {
    this.#tries = 0;
    if (this.#admission) this.#connect();
    else this.#become({ kind: 'opening' });
  }

  /** Ends it. */
  close(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.room.leave();
  }

  #connect(): void {
    if (!this.#admission) return;
    this.#become({ kind: 'connecting' });
    void this.room.connect(this.#wayIn(this.#admission));
  }

  /** Moves to the second profile where the clinic has announced it. Nobody moves back. */
  #suit(): void {
    const admission = this.#admission;
    if (this.state.kind !== 'in' || admission?.profile !== 'many' || this.room.profile !== 'two') return;
    void this.room.move(this.#wayIn(admission));
  }

  #wayIn({ token, roomName, profile, codec }: GuestAdmission): WayIn {
    return { token, roomName, profile, codec, endpoints: this.#endpoints };
  }

  #heard(event: RoomEvent): void {
    switch (event.kind) {
      case 'connected':
        this.#tries = 0;
        this.#become({ kind: 'in', reconnecting: false });
        this.#suit();
        break;
      case 'notMoved': {
        // The call goes on as it was; a few more tries, then the next admission is waited for.
        const wait = RETRIES_MS[this.#tries++];
        if (wait !== undefined) this.#timer = setTimeout(() => this.#suit(), wait);
        break;
      }
      case 'moved':
        this.#tries = 0;
        break;
      case 'reconnecting':
        this.#become({ kind: 'in', reconnecting: true });
        break;
      case 'reconnected':
        this.#become({ kind: 'in', reconnecting: false });
        break;
      case 'disconnected':
        // Our own leaving is always followed by what comes next.
        if (event.end !== 'left') this.#fell(event.end, event.code);
        break;
      default:
    }
  }

  #fell(end: RoomEnd, code: number | null): void {
    const problem = problemOf(end);
    const wait = RETRIES_MS[this.#tries];
    if (problem === 'retry' && wait !== undefined) {
      this.#tries++;
      this.#become({ kind: 'connecting' });
      this.#timer = setTimeout(() => this.#connect(), wait);
    } else if (problem === 'closed') {
      this.#become({ kind: 'closing' });
      this.#timer = setTimeout(() => this.#become({ kind: 'out', problem, code }), CLOSING_MS);
    } else {
      this.#become({ kind: 'out', problem: problem === 'retry' ? 'lost' : problem, code });
    }
  }

  #become(state: CallState): void {
    clearTimeout(this.#timer);
    this.state = state;
  }
}

/** The call on the real room. */
export function openCall(devices: Devices, endpoints: Endpoints): VisitCall {
  return new VisitCall(new Room(devices), endpoints);
}
