// One stay in a room: connecting, the others, the own publications, the end. A page reads the fields and draws them.
//
//   idle ──connect──▶ connecting ──▶ connected ◀──▶ reconnecting
//                          │              │               │
//                          └──────────────┴───────────────┴──▶ disconnected ──connect──▶ connecting
//
// `move` goes in a second time, by another profile and under a second identity, and leaves the first connection only when the
// second one is seen and heard: a plain reconnect would drop the sound (ARCHITECTURE.md, "Choices"). None of these states
// changes by it.
import type { RemoteParticipant, TwilioError } from 'twilio-video';
import type { Profile } from '$lib/api/generated';
import { Loudspeaker } from './attach';
import type { Devices } from './devices.svelte';
import { personOf } from './person';
import { RemotePerson, type RemoteEvent } from './remote.svelte';
import { roomEnd, type RoomEnd } from './room-end';
import { summarise, type CallStats } from './stats';
import { enter, type Stay, type StayEvents, type WayIn } from './stay';

export type { WayIn } from './stay';

/** Where the stay stands. */
export type RoomState =
  /** Not begun. */
  | { kind: 'idle' }
  /** On the way in. */
  | { kind: 'connecting' }
  /** In. */
  | { kind: 'connected'; roomSid: string }
  /** Signaling or media were lost; the SDK looks for them by itself, for half a minute. */
  | { kind: 'reconnecting'; roomSid: string; code: number }
  /** Out. `entered` tells whether we ever were in. */
  | { kind: 'disconnected'; end: RoomEnd; code: number | null; entered: boolean };

/** What changed, one fact each: for live regions and for the core. */
export type RoomEvent =
  | { kind: 'connected'; roomSid: string }
  | { kind: 'reconnecting' }
  | { kind: 'reconnected' }
  | { kind: 'disconnected'; end: RoomEnd; code: number | null }
  | { kind: 'personJoined'; person: RemotePerson }
  | { kind: 'personLeft'; person: RemotePerson }
  /** Somebody who is in came in once more, by another connection: they move to the other profile. Nothing is to be seen of it. */
  | { kind: 'personAgain'; person: RemotePerson }
  /** The own camera or microphone works and does not get into the room. */
  | { kind: 'notPublished'; track: 'audio' | 'video'; code: number }
  /** The call goes on by the other profile: nothing was to be seen or heard of it. */
  | { kind: 'moved'; profile: Profile }
  /** The other profile was not reached; the call goes on by the one it has. A fresh way in may be tried. */
  | { kind: 'notMoved'; code: number }
  | { kind: 'person'; what: RemoteEvent; person: RemotePerson };

/**
 * How long both connections stand at least once the second is in: the others have its sound and picture by then. Most have
 * them after a second, on a slow computer after three; a stay too long costs upload, not sound.
 */
const OVERLAP_MS = 5_000;
/** How long the second connection may take to receive all that the first one does before the first is left anyway. */
const OVERLAP_AT_MOST_MS = 12_000;

declare global {
  interface Window {
    /**
     * What is sent and received right now, in numbers: for tests, the benchmark and people who look for a fault. There while a
     * call is open, in every build; it carries no names and no token.
     */
    anteroomStats?: () => Promise<CallStats>;
  }
}

/** One stay in a room. `connect` may be called again after the end. */
export class Room {
  /** Where it stands. */
  state = $state.raw<RoomState>({ kind: 'idle' });
  /** The others, in the order they came; each once, also while they move to another profile. */
  people = $state.raw<RemotePerson[]>([]);
  /** The own connection, 0 (lost) to 5; `null` until it is known. */
  networkLevel = $state<number | null>(null);
  /** Who speaks most, with three people or more; `null` otherwise. */
  dominant = $state.raw<RemotePerson | null>(null);
  /** The browser plays no sound until the page is touched: show a button that calls `unblockSound`. */
  soundBlocked = $state(false);

  readonly #devices: Devices;
  readonly #listeners = new Set<(event: RoomEvent) => void>();
  readonly #loudspeaker = new Loudspeaker((blocked) => {
    this.soundBlocked = blocked;
  });
  /** The one that is to remain. */
  #stay: Stay | null = null;
  /** The one that is left when the other is seen and heard. */
  #leaving: Stay | null = null;
  #moving = false;
  /** Who is not to be heard here, by identity: whoever comes back is still not. */
  readonly #silenced = new Set<string>();
  #attempt = 0;
  #cancel: (() => void) | undefined;
  #overlap: ReturnType<typeof setTimeout> | undefined;
  #stopSpeaker: (() => void) | undefined;

  /** The room publishes what `devices` opens, now or later. */
  constructor(devices: Devices) {
    this.#devices = devices;
  }

  /** The profile that the call goes by; `null` while there is none. */
  get profile(): Profile | null {
    return this.#stay?.profile ?? null;
  }

  /** Tells every change until the returned function is called. */
  on(listener: (event: RoomEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Goes in. Never throws: the state says what came of it. */
  async connect(way: WayIn): Promise<void> {
    if (this.state.kind !== 'idle' && this.state.kind !== 'disconnected') return;
    const attempt = ++this.#attempt;
    this.state = { kind: 'connecting' };
    this.networkLevel = null;
    try {
      const stay = await this.#enter(way, attempt);
      if (stay) this.#entered(stay);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      const code = (error as Partial<TwilioError>).code ?? 0;
      if (!code) console.warn('room:', (error as Error).message);
      this.#ended(roomEnd(code), code || null, false);
    } finally {
      if (attempt === this.#attempt) this.#cancel = undefined;
    }
  }

  /** Goes on by another profile, without a sound or a picture being lost. Never throws; while one move goes on no other begins. */
  async move(way: WayIn): Promise<void> {
    if (!this.#stay || this.#moving || this.#stay.profile === way.profile) return;
    const attempt = this.#attempt;
    this.#moving = true;
    try {
      const next = await this.#enter(way, attempt);
      if (!next) return;
      const before = this.#stay;
      this.#leaving = before;
      this.#stay = next;
      next.begin();
      this.networkLevel = next.room.localParticipant.networkQualityLevel ?? this.networkLevel;
      await this.#overlapped(before, next);
      if (attempt !== this.#attempt) return;
      this.#leave(before);
      this.#tell({ kind: 'moved', profile: next.profile });
    } catch (error) {
      if (attempt !== this.#attempt) return;
      const code = (error as Partial<TwilioError>).code ?? 0;
      console.warn('move:', code || (error as Error).message);
      this.#tell({ kind: 'notMoved', code });
    } finally {
      if (attempt === this.#attempt) {
        this.#moving = false;
        this.#cancel = undefined;
      }
    }
  }

  /** Goes out, or gives up going in. The devices stay open: they are the page's. */
  leave(): void {
    const was = this.state.kind;
    if (was === 'idle' || was === 'disconnected') return;
    this.#attempt++;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#stay?.leave();
    this.#ended('left', null, was !== 'connecting');
  }

  /** From a click, after `soundBlocked`. */
  async unblockSound(): Promise<void> {
    await this.#loudspeaker.unblock();
  }

  /** 0 to 1, for everybody. */
  setVolume(volume: number): void {
    this.#loudspeaker.setVolume(volume);
  }

  /** Keeps somebody from being heard on this computer alone, as long as the page is open; or lets them be heard again. */
  silence(identity: string, silenced: boolean): void {
    if (silenced) this.#silenced.add(identity);
    else this.#silenced.delete(identity);
    this.people.find((person) => person.identity === identity)?.silence(silenced);
  }

  /** What is sent and received right now; while the profile changes, by the connection that is to remain. */
  async stats(): Promise<CallStats> {
    const stay = this.#stay;
    return summarise({
      reports: (await stay?.room.getStats()) ?? [],
      capture: this.#devices.captureSettings(),
      options: stay?.options ?? {},
      people: this.people,
    });
  }

  /** Connects; `null` where nobody waits for it any more. */
  async #enter(way: WayIn, attempt: number): Promise<Stay | null> {
    const stale = () => attempt !== this.#attempt;
    const stay = await enter(way, this.#devices, this.#events, stale, (giveUp) => (this.#cancel = giveUp));
    if (stay && stale()) {
      stay.leave();
      return null;
    }
    return stay;
  }

  #entered(stay: Stay): void {
    const { room } = stay;
    this.#stay = stay;
    this.networkLevel = room.localParticipant.networkQualityLevel;
    window.anteroomStats = () => this.stats();
    this.state = { kind: 'connected', roomSid: room.sid };
    this.#tell({ kind: 'connected', roomSid: room.sid });
    stay.begin();
    this.#stopSpeaker = this.#devices.onSpeaker((speakerId) => void this.#loudspeaker.choose(speakerId));
  }

  /** Waits until the second connection may stand alone. */
  #overlapped(before: Stay, next: Stay): Promise<void> {
    const began = performance.now();
    return new Promise((resolve) => {
      const look = () => {
        const passed = performance.now() - began;
        const done = passed >= OVERLAP_MS && receivesAsMuch(before, next);
        if (done || passed >= OVERLAP_AT_MOST_MS || this.#leaving !== before) resolve();
        else this.#overlap = setTimeout(look, 100);
      };
      look();
    });
  }

  /** Leaves one of two connections. */
  #leave(stay: Stay): void {
    if (this.#leaving === stay) this.#leaving = null;
    for (const participant of stay.room.participants.values()) this.#gone(participant);
    stay.leave();
  }

  readonly #events: StayEvents = {
    reconnecting: (stay, code) => {
      if (stay !== this.#stay) return;
      this.state = { kind: 'reconnecting', roomSid: stay.room.sid, code };
      this.#tell({ kind: 'reconnecting' });
    },
    reconnected: (stay) => {
      if (stay !== this.#stay || this.state.kind !== 'reconnecting') return;
      this.state = { kind: 'connected', roomSid: stay.room.sid };
      this.#tell({ kind: 'reconnected' });
    },
    disconnected: (stay, code) => {
      if (stay === this.#leaving) {
        // Whatever ended it: the other one stands, or ends by itself.
        this.#leave(stay);
        return;
      }
      if (stay !== this.#stay) return;
      this.#attempt++;
      this.#ended(roomEnd(code), code, true);
    },
    joined: (stay, participant) => this.#joined(stay, participant),
    left: (_, participant) => this.#gone(participant),
    dominant: (stay, participant) => {
      if (stay !== this.#stay) return;
      this.dominant = (participant && this.people.find((person) => person.is(participant))) ?? null;
    },
    level: (stay, level) => {
      if (stay === this.#stay) this.networkLevel = level;
    },
    notPublished: (track, code) => this.#tell({ kind: 'notPublished', track, code }),
  };

  #joined(stay: Stay, participant: RemoteParticipant): void {
    const identity = personOf(participant.identity);
    // Our own other stay, seen from this one.
    if (identity === personOf(stay.room.localParticipant.identity)) return;
    // Which stay of theirs counts more than through which of ours it is seen.
    const rank = stay.rank + (identity === participant.identity ? 0 : 2);
    const known = this.people.find((person) => person.identity === identity);
    if (known) {
      const again = !known.has(participant.identity);
      known.add(participant, rank);
      if (again) this.#tell({ kind: 'personAgain', person: known });
      return;
    }
    const person = new RemotePerson(identity, participant.sid, this.#loudspeaker, (what, who) =>
      this.#tell({ kind: 'person', what, person: who }),
    );
    person.silenced = this.#silenced.has(identity);
    person.add(participant, rank);
    this.people = [...this.people, person];
    this.#tell({ kind: 'personJoined', person });
  }

  #gone(participant: RemoteParticipant): void {
    const person = this.people.find((each) => each.is(participant));
    if (!person?.remove(participant)) return;
    person.close();
    this.people = this.people.filter((each) => each !== person);
    if (this.dominant === person) this.dominant = null;
    this.#tell({ kind: 'personLeft', person });
  }

  #ended(end: RoomEnd, code: number | null, entered: boolean): void {
    clearTimeout(this.#overlap);
    this.#moving = false;
    this.#stay?.release();
    this.#stay = null;
    // The second of two connections is left with the first.
    this.#leaving?.leave();
    this.#leaving = null;
    this.#stopSpeaker?.();
    this.#stopSpeaker = undefined;
    for (const person of this.people) person.close();
    this.#loudspeaker.stopAll();
    this.people = [];
    this.dominant = null;
    this.networkLevel = null;
    this.soundBlocked = false;
    delete window.anteroomStats;
    this.state = { kind: 'disconnected', end, code, entered };
    this.#tell({ kind: 'disconnected', end, code });
  }

  #tell(event: RoomEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Whether all that came by the one connection comes by the other as well: somebody else's, and begun. */
function receivesAsMuch(before: Stay, next: Stay): boolean {
  const me = personOf(next.room.localParticipant.identity);
  const begun = (stay: Stay, all: boolean) => {
    const kinds = new Set<string>();
    for (const participant of stay.room.participants.values()) {
      const identity = personOf(participant.identity);
      if (identity === me) continue;
      for (const { track } of participant.tracks.values()) {
        if (track && track.kind !== 'data' && track.isEnabled && (all || track.isStarted)) kinds.add(`${identity} ${track.kind}`);
      }
    }
    return kinds;
  };
  const have = begun(next, false);
  return [...begun(before, true)].every((kind) => have.has(kind));
}
