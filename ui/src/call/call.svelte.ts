// One visit's call, from opening the window to the end. Components draw it; nothing here knows a component.
import { CommandFailure, call, onCore, onEvent } from '$lib/api/client';
import type { Call, CallFact, CallPerson, Event, PhoneParty } from '$lib/api/generated';
import { Chats } from '$lib/chat/chats.svelte';
import { Devices, Room, checkSupport, loadSdk, quickSupport, type RemotePerson, type RoomEvent } from '$lib/media';
import { firstName } from '$lib/text/names';
import { guestName, roleWords } from '$lib/text/third-party';
import { elapsedWords } from '$lib/text/time';
import { afterEnd } from './after-end';
import { ThirdParties } from '$lib/third-parties/third-parties.svelte';
import { Announcements } from './announcements.svelte';
import { PhoneParties } from './phone/phone-parties.svelte';
import { ServiceRequests } from './service/service-requests.svelte';
import { FINISHED, endWords, notPublishedWords, supportWords, type EndWords } from './words';

/** What the window shows. */
export type View =
  /** The visit is being read. */
  | { kind: 'opening' }
  /** In the call, or on the way in: the room's state has the rest. */
  | { kind: 'call' }
  /** Out of it, for good or for now. */
  | { kind: 'end'; words: EndWords };

/** A command that failed while the call goes on. */
export type Problem = { message: string; advice: string };

/** Identities of those who are called by phone begin with this. */
const PHONE = 'ph-';
/** Further tries to move to the second profile. */
const MOVE_RETRIES_MS = [1_000, 3_000, 8_000];
/** A stay that held this long earns the next one its own retry. */
const HELD_MS = 30_000;

/** One visit's call. */
export class CallWindow {
  /** What the window shows. */
  view = $state.raw<View>({ kind: 'opening' });
  /** The visit; `null` until it was read. */
  info = $state.raw<Call | null>(null);
  /** The core does not answer: the call goes on without it. */
  coreLost = $state(false);
  /** The last command that failed. */
  problem = $state.raw<Problem | null>(null);
  /** Ending for everybody is under way. */
  ending = $state(false);
  /** Whether the patient was seen in the room before. */
  patientWasHere = $state(false);
  /** Seconds since the patient was let in. */
  seconds = $state(0);
  /** This moment in whole seconds (ms, by the core's clock); it stands still while the core is lost, as what is known of calls does. */
  now = $state(Date.now());

  /** The own camera, microphone, speaker. */
  readonly devices = new Devices();
  /** The room. */
  readonly room = new Room(this.devices);
  /** The third parties of the visit. */
  readonly guests = new ThirdParties({
    visit: () => this.info,
    announce: (words) => this.announce(words),
    trouble: (thrown, fallback) => this.#say(thrown, fallback),
  });
  /** The third parties by phone. */
  readonly phone = new PhoneParties({
    visit: () => this.info,
    read: () => this.#reread(),
    announce: (words) => this.announce(words),
  });

  /** The third parties who are asked of a service. */
  readonly services = new ServiceRequests({
    visit: () => this.info,
    read: () => this.#reread(),
    show: (id) => (this.phone.shown = id),
    dial: (wanted) => this.phone.add(wanted),
    announce: (words) => this.announce(words),
  });
  /** What the provider and those who are invited write to each other. */
  readonly chats = new Chats();

  #chatting = false;
  #coreAhead = 0;
  #retried = false;
  #connectedAt = 0;
  #heldMute = false;
  #moves = 0;
  readonly #said = new Announcements();
  #rereading: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];

  /** `4:12`. */
  readonly elapsed = $derived(elapsedWords(this.seconds));
  /** Past the planned length. */
  readonly overtime = $derived(this.info !== null && this.seconds > this.info.minutes * 60);
  /** Whom the provider keeps on the stage, by identity: who comes back comes back to it. */
  #pinned = $state<string | null>(null);
  /** Who stands on the stage: whom the provider keeps there, who speaks, the patient, whoever is there. */
  readonly onStage = $derived.by(() => {
    const { people, dominant } = this.room;
    return (
      people.find((each) => each.identity === this.#pinned) ??
      // A voice without a picture does not take the stage from one that is to be seen.
      (dominant && !this.isPhone(dominant) ? dominant : null) ??
      people.find((each) => this.who(each)?.role === 'patient') ??
      people.find((each) => !this.isPhone(each)) ??
      people[0] ??
      null
    );
  });
  /** The others. */
  readonly inStrip = $derived(this.room.people.filter((each) => each !== this.onStage));

  /** Reads the visit and goes in. */
  async start(): Promise<void> {
    // Not waited for: it is there when it is needed.
    loadSdk().catch(() => undefined);
    this.#stops.push(
      onEvent((event) => this.#heard(event)),
      onCore((reached) => this.#core(reached)),
      this.room.on((event) => this.#roomTold(event)),
    );
    const clock = setInterval(() => this.#tick(), 250);
    this.#stops.push(() => clearInterval(clock));
    await this.#begin();
  }

  /** Goes in again, because the person asked for it. */
  async rejoin(): Promise<void> {
    this.#retried = false;
    this.problem = null;
    await this.#begin();
  }

  /** Leaves; the visit stays open. */
  leave(): void {
    this.room.leave();
  }

  /** Ends the visit for everybody. */
  async endForAll(): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    try {
      await call('endCall', {});
      this.#finish();
    } catch (thrown) {
      this.#say(thrown, 'The visit could not be ended.');
    } finally {
      this.ending = false;
    }
  }

  /** Mutes or unmutes, from the button or the shortcut. */
  toggleMute(): void {
    const { kind } = this.devices.microphone;
    if (kind === 'failed' || kind === 'untried') {
      void this.devices.openMicrophone().then(() => this.#announceMicrophone());
      return;
    }
    this.devices.mute(kind === 'on');
    this.#announceMicrophone();
  }

  /** Turns the camera off or on, from the button or the shortcut. */
  async toggleCamera(): Promise<void> {
    await this.devices.showCamera(this.devices.camera.kind !== 'on');
    const { kind } = this.devices.camera;
    this.announce(kind === 'on' ? 'Camera on' : kind === 'off' ? 'Camera off' : 'The camera gives no picture');
  }

  /** Push-to-mute: silence while the keys are held. A microphone that was muted before stays muted. */
  holdMute(held: boolean): void {
    if (held === this.#heldMute) return;
    if (held && this.devices.microphone.kind !== 'on') return;
    this.#heldMute = held;
    this.devices.mute(held);
    this.#announceMicrophone();
  }

  /** Whether the keys of push-to-mute are down. */
  get holding(): boolean {
    return this.#heldMute;
  }

  /** Who a remote person is to us; unknown identities have no name. */
  who(person: RemotePerson): CallPerson | undefined {
    return this.info?.people.find((each) => each.identity === person.identity);
  }

  /** The name on somebody's tile. */
  nameOf(person: RemotePerson): string {
    const known = this.who(person);
    return known ? guestName(known) : 'Guest';
  }

  /** What somebody is, beside their name: "Patient", "Daughter", "Specialist · phone"; empty where the name says it already. */
  roleOf(person: RemotePerson): string {
    const known = this.who(person);
    if (!known?.name) return '';
    return this.isPhone(person) ? `${roleWords(known)} · phone` : roleWords(known);
  }

  /** Whether somebody is on a phone: sound alone, by design. */
  isPhone(person: RemotePerson): boolean {
    return person.identity.startsWith(PHONE);
  }

  /** The call behind somebody on a phone, as far as the core has told of it. */
  callOf(person: RemotePerson): PhoneParty | undefined {
    return this.isPhone(person) ? this.phone.withIdentity(person.identity) : undefined;
  }

  /** Silences somebody here, for the provider alone; or lets them be heard again. */
  toggleSilence(person: RemotePerson): void {
    const on = !person.silenced;
    this.room.silence(person.identity, on);
    const name = this.nameOf(person);
    this.announce(on ? `${name} is muted for you. The others hear them.` : `You hear ${name} again`);
  }

  /** Whether the provider keeps them on the stage. */
  isPinned(person: RemotePerson): boolean {
    return person.identity === this.#pinned;
  }

  /** Keeps somebody on the stage, whoever speaks; or lets the stage follow the voices again. */
  togglePin(person: RemotePerson): void {
    const on = !this.isPinned(person);
    this.#pinned = on ? person.identity : null;
    this.announce(on ? `${this.nameOf(person)} is pinned to the stage` : 'The stage follows who speaks');
  }

  /** Has a screen reader say it. */
  announce(words: string): void {
    this.#said.say(words);
  }

  /** What a screen reader is told next. */
  get announcement(): string {
    return this.#said.message;
  }

  /** The window goes away. */
  close(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#rereading);
    this.room.leave();
    this.devices.close();
  }

  async #begin(): Promise<void> {
    try {
      const missing = quickSupport() ?? (await Promise.all([checkSupport(), this.#read()]))[0];
      if (missing) {
        this.#end(supportWords(missing));
        return;
      }
      if (!this.info?.open) {
        this.#finish();
        return;
      }
      this.view = { kind: 'call' };
      this.#listenToChats();
      await this.#goIn();
    } catch (thrown) {
      this.#cannotBegin(thrown);
    }
  }

  /**
   * The room does not wait for camera and microphone, which join it as they open: guests are let into the room that
   * this opens, and a camera takes a second to start.
   */
  async #goIn(): Promise<void> {
    void this.#openDevices();
    await this.room.connect(await call('joinCall', {}));
  }

  /** Once, and only for a call: whoever comes too late has nobody to write to. */
  #listenToChats(): void {
    if (this.#chatting) return;
    this.#chatting = true;
    this.#stops.push(this.chats.start());
  }

  async #openDevices(): Promise<void> {
    void this.devices.watch();
    const { camera, microphone } = this.devices;
    await Promise.all([
      camera.kind === 'untried' ? this.devices.openCamera() : undefined,
      microphone.kind === 'untried' ? this.devices.openMicrophone() : undefined,
    ]);
  }

  /** Reads the visit; gives what was known before. */
  async #read(): Promise<Call | null> {
    const info = await call('getCall', {});
    const before = this.info;
    // Two readings may be under way, and answered in any order.
    if (before && Date.parse(info.now) < Date.parse(before.now)) return before;
    this.#coreAhead = Date.parse(info.now) - Date.now();
    this.info = info;
    this.#tick();
    return before;
  }

  #tick(): void {
    if (!this.info || this.view.kind !== 'call') return;
    const now = Date.now() + this.#coreAhead;
    this.seconds = Math.max(0, Math.floor((now - Date.parse(this.info.admittedAt)) / 1000));
    if (!this.coreLost) this.now = Math.floor(now / 1000) * 1000;
  }

  #heard(event: Event): void {
    if (event.event === 'visitEnded' && event.visitId === this.info?.visitId) {
      this.#finish();
    } else if (event.event === 'roomLeft' && event.visitId === this.info?.visitId) {
      // We leave this room to keep somebody out: going into the next one is no second try after a failure.
      this.#retried = false;
      this.announce('The call moves to a new room.');
    } else if (event.event === 'visitChanged' || event.event === 'sessionChanged') {
      // Several come together; one reading answers them all.
      clearTimeout(this.#rereading);
      this.#rereading = setTimeout(() => void this.#reread(), 100);
    }
  }

  async #reread(): Promise<void> {
    if (this.view.kind !== 'call') return;
    try {
      const before = await this.#read();
      if (!this.info?.open) this.#finish();
      else {
        void this.#suit();
        if (this.info.waiting > (before?.waiting ?? 0)) this.announce(`${this.info.waiting} waiting`);
        this.guests.tell(before?.thirdParties ?? [], this.info.thirdParties);
        this.phone.tell(before?.phoneParties ?? [], this.info.phoneParties);
        this.services.tell(before?.vendorRequests ?? [], this.info.vendorRequests);
      }
    } catch {
      // The door says by itself that the core is lost; what is shown stays as it was.
    }
  }

  /** Moves to the second profile where a third person was announced. Nobody moves back. */
  async #suit(): Promise<void> {
    const suits = () => this.room.state.kind !== 'connected' || this.info?.profile !== 'many' || this.room.profile !== 'two';
    if (suits()) return;
    try {
      const way = await call('joinCall', {});
      if (!suits()) await this.room.move(way);
    } catch {
      // The call goes on as it was; the next reading of the visit asks again.
    }
  }

  #core(reached: boolean): void {
    this.coreLost = !reached;
    if (!reached) return;
    void this.#reread();
    // What was seen meanwhile, told again: facts are idempotent.
    const { state } = this.room;
    if (state.kind === 'connected') this.#tell({ kind: 'connected', roomSid: state.roomSid });
    for (const person of this.room.people) this.#tell({ kind: 'participantConnected', identity: person.identity });
  }

  #roomTold(event: RoomEvent): void {
    switch (event.kind) {
      case 'connected':
        // At once: guests are let in by tokens for this very room.
        this.#tell({ kind: 'connected', roomSid: event.roomSid });
        this.#connectedAt = performance.now();
        this.announce('Connected');
        void this.#suit();
        break;
      case 'notMoved':
        // Each refusal waits longer; between them the call goes on as it was.
        if (this.#moves < MOVE_RETRIES_MS.length) setTimeout(() => void this.#suit(), MOVE_RETRIES_MS[this.#moves++]);
        break;
      case 'moved':
        this.#moves = 0;
        break;
      case 'reconnecting':
        this.announce('The connection is interrupted. Reconnecting.');
        break;
      case 'reconnected':
        this.announce('Connected again');
        break;
      case 'personJoined':
        if (this.who(event.person)?.role === 'patient') this.patientWasHere = true;
        this.#tell({ kind: 'participantConnected', identity: event.person.identity });
        if (!this.#toldByCall(event.person)) this.announce(`${this.nameOf(event.person)} joined`);
        break;
      case 'personAgain':
        // At once: what this stay may hear of the telephone is set for each stay anew.
        this.#tell({ kind: 'participantConnected', identity: event.person.identity });
        break;
      case 'personLeft':
        this.#tell({ kind: 'participantDisconnected', identity: event.person.identity });
        if (!this.#toldByCall(event.person)) this.announce(`${this.nameOf(event.person)} left`);
        break;
      case 'person':
        if (!this.#toldByCall(event.person)) this.announce(`${firstName(this.nameOf(event.person))} ${PERSON_WORDS[event.what]}`);
        break;
      case 'notPublished':
        this.problem = notPublishedWords(event.track, event.code);
        break;
      case 'disconnected':
        this.#tell(event.code === null ? { kind: 'disconnected' } : { kind: 'disconnected', code: event.code });
        if (this.#connectedAt > 0 && performance.now() - this.#connectedAt > HELD_MS) this.#retried = false;
        this.#connectedAt = 0;
        void this.#afterRoom();
        break;
    }
  }

  /** A phone's coming and going is told with its call, which knows who hears it; by the room where the core cannot say. */
  #toldByCall(person: RemotePerson): boolean {
    return !this.coreLost && this.isPhone(person);
  }

  async #afterRoom(): Promise<void> {
    // Ended while we left: it has been said already.
    if (this.view.kind === 'end') return;
    const { state } = this.room;
    if (state.kind !== 'disconnected') return;
    let open: boolean | 'unknown' = 'unknown';
    if (state.end !== 'left' && state.end !== 'elsewhere') {
      try {
        await this.#read();
        open = this.info?.open ?? 'unknown';
      } catch {
        // Not known: the table knows what to do then.
      }
    }
    // While the core was asked, the person may have gone on.
    if (this.room.state !== state || this.view.kind === ('end' as View['kind'])) return;
    switch (afterEnd(state.end, open, this.#retried)) {
      case 'finished':
        this.#finish();
        break;
      case 'rejoin':
        this.#retried = true;
        try {
          await this.#goIn();
        } catch (thrown) {
          this.#cannotBegin(thrown);
        }
        break;
      case 'say':
        this.#end(
          state.end === 'completed' ? endWords('removed', state.code, true) : endWords(state.end, state.code, state.entered),
        );
        break;
    }
  }

  #finish(): void {
    this.#end(FINISHED);
    this.room.leave();
  }

  #end(words: EndWords): void {
    this.view = { kind: 'end', words };
    this.announce(`${words.title} ${words.advice}`);
    // Nobody is filmed by a window that says that it is over.
    this.devices.release();
  }

  #cannotBegin(thrown: unknown): void {
    const failure = thrown instanceof CommandFailure ? thrown : null;
    const again = failure?.code !== 'forbidden' && failure?.code !== 'notFound';
    this.#end({
      title: failure?.message ?? 'The call could not be opened.',
      advice: failure?.advice ?? 'Try again. If that does not help, open the call again from the console.',
      action: again ? 'rejoin' : 'close',
      actionLabel: again ? 'Try again' : 'Close this window',
      code: failure?.twilioCode ?? null,
    });
  }

  #tell(fact: CallFact): void {
    call('seenInCall', { fact }).catch((thrown: unknown) => {
      // While the core is lost nothing needs saying: it is told again when it is back.
      if (this.coreLost || !(thrown instanceof CommandFailure) || thrown.code === 'offline') return;
      if (fact.kind === 'connected') this.#say(thrown, 'The console could not open the room to the patient.');
    });
  }

  #say(thrown: unknown, fallback: string): void {
    const failure = thrown instanceof CommandFailure ? thrown : null;
    this.problem = { message: failure?.message ?? fallback, advice: failure?.advice ?? '' };
  }

  #announceMicrophone(): void {
    const { kind } = this.devices.microphone;
    this.announce(kind === 'on' ? 'Microphone on' : kind === 'off' ? 'Muted' : 'The microphone gives no sound');
  }
}

const PERSON_WORDS = {
  muted: 'is muted',
  unmuted: 'is no longer muted',
  cameraOff: 'turned the camera off',
  cameraOn: 'turned the camera on',
  reconnecting: 'is reconnecting',
  reconnected: 'is connected again',
} as const;
