// The patient's page as one object: the link, the person's way, what the clinic says, the devices, the call.
// Components read it and call it; they decide nothing.

import { untrack } from 'svelte';
import type { ComeBackAnswer, ComeBackReply, DeviceReport, DeviceVerdict, GuestIntroduction, InterpreterWish, Report, SurveyAnswer } from '$lib/api/generated';
import { checkSupport, Devices, pictureFor, quickSupport } from '$lib/media';
import { Invitation } from '$lib/sync/invitation.svelte';
import type { LinkToken } from '$lib/sync/token';
import type { DayWords } from '$lib/text/when';
import { withAnswer, type Answers } from './answers';
import { keepAwake } from './awake';
import type { Browser } from './browser';
import { ConnectionCheck } from './connection.svelte';
import type { Doorway, Framed } from './doorway.svelte';
import { FRESH, keep, tabStorage, type Kept } from './memory';
import { OnlyHere } from './only-here';
import { screenOf, type Screen, type Support } from './screen';
import { nextStep, reportedStep, type DeviceName, type StepEvent } from './steps';
import { openCall, type VisitCall } from './visit-call.svelte';

/** Opens devices before the room, but never lets a slow camera keep somebody out of the call. */
const DEVICES_HEAD_START_MS = 300;
/** The clinic shows a sign of life every 20 seconds: after three that are missing, and a little, it is not there. */
const SILENT_MS = 70_000;
/** How often words that depend on the time are looked at again. */
const TICK_MS = 1_000;
/** Devices that were given up before the visit are not asked for again by themselves. */
const GIVEN_UP: readonly DeviceVerdict[] = ['refused', 'missing', 'without'];

/** See the module. */
export class PatientVisit implements Framed {
  /** This device's time, as coarse as words need it. */
  now = $state(Date.now());
  /** What must outlive a reload. */
  kept = $state.raw<Kept>(FRESH);
  /** Where the browser stands. */
  support = $state.raw<Support>('unknown');
  anotherTab = $state(false);
  /** This tab is the one that is looked at. */
  shown = $state(document.visibilityState === 'visible');
  invitation = $state.raw<Invitation | null>(null);
  /** The person's devices. Made anew after each use, so that no camera stays lit in the waiting room. */
  devices = $state.raw(new Devices());
  call = $state.raw<VisitCall | null>(null);
  /** The network check. */
  readonly connection = new ConnectionCheck({
    endpoints: () => this.config.endpoints,
    ask: (checkAsked) => this.invitation?.report({ checkAsked }),
    sparing: () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true,
    smallPicture: (verdict) => pictureFor(verdict).capture.height < 720,
  });
  /** Who a third party says they are. Kept in their report, not in this tab: its storage is clear text. */
  introduction = $state.raw<GuestIntroduction | null>(null);
  /** What was answered of the clinic's questions. Kept in the report, not in this tab, as the introduction is. */
  answers = $state.raw<Answers>({});
  /** Whether the patient wants an interpreter; `null` while they did not say. Kept in the report. */
  interpreter = $state.raw<InterpreterWish | null>(null);
  /** What was answered to being asked to come back later, and for when. Kept in the report. */
  comeBack = $state.raw<ComeBackReply | null>(null);
  /** The chat is on the screen. */
  chatOpen = $state(false);
  /** Since when the clinic's console shows no sign of life, though this page reaches Twilio; `null` while it does. */
  readonly clinicSilentSince = $derived.by(() => {
    const { link, heardClinic, status } = this.invitation ?? {};
    if (link?.kind !== 'connected' || heardClinic == null || !status) return null;
    const expected = status.stage === 'invited' || status.stage === 'waiting';
    return expected && this.now - heardClinic > SILENT_MS ? heardClinic : null;
  });
  /** How far the clinic's video was watched, in seconds; kept while the screen changes. */
  watched = 0;
  /** What is being written to the clinic; kept while the screen changes. */
  draft = $state('');

  readonly token: LinkToken | null;
  readonly browser: Browser;
  readonly #doorway: Doorway;
  readonly #storage = tabStorage();
  readonly #stops: Array<() => void> = [];
  #only: OnlyHere | null = null;

  readonly screen: Screen = $derived.by(() =>
    screenOf({
      token: this.token,
      support: this.support,
      inApp: this.kept.inAppAnyway ? null : this.browser.inApp,
      anotherTab: this.anotherTab,
      link: this.invitation?.link ?? { kind: 'connecting' },
      closed: this.invitation?.closed ?? null,
      status: this.invitation?.status ?? null,
      step: this.kept.step,
      started: this.#doorway.started,
      wasInCall: this.kept.inCallSince !== null,
      now: this.now,
      clockAhead: this.portal?.clockAhead ?? null,
    }),
  );

  constructor(doorway: Doorway) {
    this.#doorway = doorway;
    this.token = doorway.token;
    this.browser = doorway.browser;
    this.kept = doorway.kept;
  }

  get language() {
    return this.#doorway.language;
  }

  /** The words of the language in use. */
  get words() {
    return this.#doorway.words;
  }

  get languages() {
    return this.#doorway.languages;
  }

  get portal() {
    return this.#doorway.portal;
  }

  get config() {
    return this.#doorway.config;
  }

  /** The clinic's name, as far as it is known. */
  get clinicName(): string {
    return this.invitation?.status?.clinicName || this.config.clinicName;
  }

  time(at: number | string): string {
    return this.#doorway.time(at);
  }

  dayAndTime(at: number | string, words?: DayWords): string {
    return this.#doorway.dayAndTime(at, words, this.now);
  }

  chooseLanguage(tag: string): Promise<void> {
    return this.#doorway.chooseLanguage(tag);
  }

  say(sentence: string): void {
    this.#doorway.say(sentence);
  }

  /** Whole minutes between coming into the call and its end; `null` where there were none. */
  get minutesInCall(): number | null {
    const { inCallSince, inCallUntil } = this.kept;
    return inCallSince !== null && inCallUntil !== null ? Math.max(1, Math.round((inCallUntil - inCallSince) / 60_000)) : null;
  }

  /** Starts everything. */
  begin(): void {
    const tick = setInterval(() => {
      this.now = Date.now();
    }, TICK_MS);
    const shown = () => {
      this.shown = document.visibilityState === 'visible';
      if (this.shown) this.invitation?.beat();
    };
    // A new link pasted into the same tab is another visit.
    const relink = () => location.reload();
    document.addEventListener('visibilitychange', shown);
    window.addEventListener('hashchange', relink);
    this.#stops.push(
      () => clearInterval(tick),
      () => document.removeEventListener('visibilitychange', shown),
      () => window.removeEventListener('hashchange', relink),
      $effect.root(() => this.#effects()),
    );
    this.#load();
  }

  /** Ends everything. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#only?.close();
    this.#stopVisit();
  }

  /** The person does something. What has no meaning here is not done. */
  go(event: StepEvent): void {
    const step = nextStep(this.kept.step, event);
    if (step) this.#keep({ step });
    if (event === 'leave') this.#endCall();
  }

  /** Goes on from the welcome: now, or once the clinic's words are there. */
  start(): void {
    const { status } = this.invitation ?? {};
    if (status) this.go(status.guest ? 'introduce' : 'start');
    else this.#doorway.start();
  }

  /** A third party says who they are, and goes on to their devices. */
  introduce(introduction: GuestIntroduction): void {
    this.introduction = introduction;
    this.go('start');
  }

  /** What somebody in the call is, as far as the clinic told. */
  roleOf(identity: string) {
    return this.invitation?.status?.people.find((person) => person.identity === identity)?.role ?? null;
  }

  /** A device was tried: what came of it, and on. */
  settle(device: DeviceName, verdict: DeviceVerdict): void {
    const devices: DeviceReport = { ...this.kept.devices, [device]: verdict };
    this.#keep({ devices });
    if (device === 'camera' && verdict !== 'works') void this.devices.showCamera(false);
    this.go('deviceSettled');
  }

  /** The network check is over, or given up: on. */
  settleConnection(): void {
    this.connection.stop();
    this.go(this.openQuestions > 0 ? 'asked' : 'connectionSettled');
  }

  /** How many of the clinic's questions have no answer. */
  get openQuestions(): number {
    return (this.invitation?.status?.intake ?? []).filter(({ id }) => !this.answers[id]).length;
  }

  /** A question is answered; told at once. */
  answerQuestion(id: string, answer: string): void {
    this.answers = withAnswer(this.answers, id, answer);
    this.invitation?.report({ answers: this.answers });
  }

  /** Opens the device on the screen without asking, where the browser has the person's leave already: after a reload. */
  async openIfAllowed(): Promise<void> {
    const { step } = this.kept;
    void this.devices.watch();
    if (step.at !== 'check' || step.device === 'speaker') return;
    const { device } = step;
    try {
      const { state } = await navigator.permissions.query({ name: device as PermissionName });
      if (state !== 'granted' || this.kept.step !== step) return;
    } catch {
      // Not every browser can be asked for these: the person starts it.
      return;
    }
    if (this.devices[device].kind !== 'untried') return;
    if (device === 'camera') await this.devices.openCamera();
    else await this.devices.openMicrophone();
  }

  /** Mutes or unmutes in the call; opens the microphone where there was none yet. */
  async setMuted(muted: boolean): Promise<void> {
    this.#keep({ muted });
    const { kind } = this.devices.microphone;
    if (kind === 'on' || kind === 'off') this.devices.mute(muted);
    else if (!muted) await this.devices.openMicrophone();
    this.say(this.devices.microphone.kind === 'on' ? this.words.call.unmuted : this.words.call.muted);
  }

  /** Turns the own picture on or off in the call. */
  async setCamera(on: boolean): Promise<void> {
    this.#keep({ cameraOff: !on });
    await this.devices.showCamera(on);
    this.say(this.devices.camera.kind === 'on' ? this.words.call.cameraIsOn : this.words.call.cameraIsOff);
  }

  /** Goes on in an app's browser. */
  stayInApp(): void {
    this.#keep({ inAppAnyway: true });
  }

  /** Takes the visit from another tab. */
  useThisTab(): void {
    this.#only?.take();
  }

  /** Answers the question after the visit. */
  answer(survey: SurveyAnswer): void {
    this.#keep({ survey });
    this.invitation?.report({ survey });
  }

  /** Says whether an interpreter is wanted, and for which language. */
  wishInterpreter(language: string | null): void {
    this.interpreter = { language };
    this.invitation?.report({ interpreter: this.interpreter });
  }

  /** Says whether the time suits that the person was asked to come back at. */
  answerComeBack(at: string, answer: ComeBackAnswer): void {
    this.comeBack = { at, answer };
    this.invitation?.report({ comeBack: this.comeBack });
  }

  /** Copies the link; says whether that worked. */
  async copyLink(): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(location.href);
      return true;
    } catch {
      return false;
    }
  }

  #load(): void {
    const quick = quickSupport();
    if (quick) this.support = quick === 'insecure' ? 'insecure' : 'unsupported';
    if (!this.token) return;
    this.#only = new OnlyHere(`anteroom:${this.token.invitationId}`, (here) => {
      this.anotherTab = !here;
      if (here) this.#startVisit();
      else this.#stopVisit();
    });
  }

  async #askSupport(): Promise<void> {
    try {
      const missing = await checkSupport();
      this.support = missing === null ? 'fine' : missing === 'insecure' ? 'insecure' : 'unsupported';
    } catch {
      // The SDK's file did not come: the network's fault, so it is asked for again.
      const timer = setTimeout(() => void this.#askSupport(), 3_000);
      this.#stops.push(() => clearTimeout(timer));
    }
  }

  #startVisit(): void {
    if (this.invitation || !this.token) return;
    const { step, devices, network, measured, seq, beat } = this.kept;
    const report: Report = {
      v: 1,
      seq,
      beat,
      step: reportedStep(step, false),
      devices,
      network,
      measured,
      checkAsked: 0,
      answers: this.answers,
      chat: {},
      language: this.language.tag,
      browser: this.browser.name,
    };
    this.invitation = new Invitation({
      token: this.token,
      endpoints: this.config.endpoints,
      report,
      written: ({ seq: written, beat: lived }) => {
        const inCall = this.call?.state.kind === 'in';
        this.#keep({ seq: written, beat: lived, ...(inCall ? { inCallUntil: Date.now() } : {}) });
      },
      now: () => Date.now() - (this.portal?.clockAhead ?? 0),
      // After a reload: what the person said of themselves is in their report still.
      recalled: ({ guest, answers, comeBack, interpreter }) => {
        this.comeBack ??= comeBack ?? null;
        this.interpreter ??= interpreter ?? null;
        if (guest) this.introduction ??= guest;
        this.answers = { ...answers, ...this.answers };
      },
      // The address then holds the longer life, for a reload and for copying.
      renewed: ({ jwt }) => history.replaceState(history.state, '', `#${jwt}`),
    });
  }

  #stopVisit(): void {
    this.connection.stop();
    this.#endCall();
    this.devices.close();
    this.devices = new Devices();
    this.invitation?.close();
    this.invitation = null;
  }

  #effects(): void {
    // Each effect names what it follows, and does its work untracked: the work reads and writes much more.
    // What the clinic is told.
    $effect(() => {
      const { step, devices, network, measured } = this.kept;
      const inCall = this.call?.state.kind === 'in';
      const { invitation } = this;
      const { introduction } = this;
      const change = { step: reportedStep(step, inCall), devices, network, measured, language: this.language.tag, ...(introduction ? { guest: introduction } : {}) };
      untrack(() => invitation?.report(change));
    });
    const check = $derived(this.invitation?.status?.check ?? null);
    $effect(() => {
      const pass = check;
      untrack(() => this.connection.follow(pass));
    });
    // What was found is kept for the report and for the call. A check that was given up takes nothing back.
    $effect(() => {
      const { state } = this.connection;
      untrack(() => {
        if (state.kind === 'done') this.#keep({ network: state.verdict, measured: state.measures });
      });
    });
    // Asked no more: whoever was answering is in the waiting room.
    const askedNoMore = $derived(this.kept.step.at === 'intake' && this.invitation?.status?.intake.length === 0);
    $effect(() => {
      if (askedNoMore) untrack(() => this.go('answered'));
    });
    const clinicsLanguage = $derived(this.invitation?.status?.language ?? null);
    $effect(() => {
      if (clinicsLanguage) void this.#doorway.speak(clinicsLanguage);
    });
    const goesOn = $derived(this.#doorway.started && this.kept.step.at === 'welcome' && (this.invitation?.status ?? null) !== null);
    $effect(() => {
      if (goesOn) untrack(() => this.start());
    });
    // The video SDK is loaded behind the first screen, not before it.
    const drawn = $derived((this.invitation?.status ?? null) !== null);
    $effect(() => {
      if (drawn) untrack(() => this.support === 'unknown' && void this.#askSupport());
    });
    // The call stands as long as its screen does.
    const atCall = $derived(this.screen.at === 'call');
    $effect(() => {
      const here = atCall;
      untrack(() => (here ? this.#startCall() : this.#endCall()));
    });
    const admission = $derived(this.invitation?.status?.admission ?? null);
    $effect(() => {
      const { call } = this;
      const given = admission;
      if (!call || !atCall) return;
      void this.#ready.then(() => {
        if (this.call === call) call.follow(given);
      });
    });
    // Devices are released where they aren't looked at or listened to.
    const at = $derived(this.screen.at);
    $effect(() => {
      const release = at !== 'check' && at !== 'call' && at !== 'loading';
      if (release) untrack(() => this.#releaseDevices());
    });
    this.#chatEffects();
    const lit = $derived(at === 'waiting' || at === 'call' || at === 'check' || at === 'connection' || at === 'intake');
    $effect(() => (lit ? keepAwake() : undefined));
    $effect(() => {
      document.documentElement.lang = this.language.tag;
      document.documentElement.dir = this.language.dir;
      document.title = this.#title();
    });
    // In the call: since when, until when. Not by a teardown: those see the state as it was before, and would put back
    // the step that the person has just left.
    const inCall = $derived(this.call?.state.kind === 'in');
    let wasIn = false;
    $effect(() => {
      const isIn = inCall;
      untrack(() => {
        const now = Date.now();
        if (isIn) this.#keep({ inCallSince: this.kept.inCallSince ?? now, inCallUntil: now });
        else if (wasIn) this.#keep({ inCallUntil: now });
        wasIn = isIn;
      });
    });
  }

  #chatEffects(): void {
    const at = $derived(this.screen.at);
    // The chat belongs to the screen that it was opened on.
    $effect(() => {
      void at;
      untrack(() => (this.chatOpen = false));
    });
    const unread = $derived(this.invitation?.chat.unread ?? 0);
    let known = 0;
    $effect(() => {
      const now = unread;
      const open = this.chatOpen;
      void this.shown;
      untrack(() => {
        const name = this.invitation?.status?.providerName ?? this.clinicName;
        if (now > known && (at === 'waiting' || at === 'call')) {
          this.say(this.words.chat.came(name));
          if (document.visibilityState === 'hidden') navigator.vibrate?.(200);
        }
        known = now;
        if (open && document.visibilityState === 'visible') this.invitation?.chat.see();
      });
    });
  }

  #title(): string {
    const { common, waiting, call, chat } = this.words;
    const unread = this.invitation?.chat.unread ?? 0;
    if (unread > 0 && (this.screen.at === 'waiting' || this.call?.state.kind === 'in')) return `${chat.titleCame(unread)} · ${common.pageTitle}`;
    switch (this.screen.at) {
      case 'waiting':
        return `${waiting.title} · ${common.pageTitle}`;
      case 'call':
        return this.call?.state.kind === 'in' ? `${call.title} · ${common.pageTitle}` : `● ${call.calledIn}`;
      default:
        return common.pageTitle;
    }
  }

  #ready: Promise<unknown> = Promise.resolve();

  #startCall(): void {
    if (this.call) return;
    const { devices, network, muted, cameraOff } = this.kept;
    this.devices.network = network;
    const opening: Array<Promise<void>> = [];
    if (!GIVEN_UP.includes(devices.microphone) && this.devices.microphone.kind === 'untried') {
      opening.push(
        this.devices.openMicrophone().then(() => {
          if (this.kept.muted) this.devices.mute(true);
        }),
      );
    } else if (muted) this.devices.mute(true);
    const wantsCamera = devices.camera === 'works' || devices.camera === 'untried';
    if (wantsCamera && !cameraOff && this.devices.camera.kind === 'untried') opening.push(this.devices.openCamera());
    void this.devices.watch();
    this.#ready = Promise.race([
      Promise.all(opening),
      new Promise((resolve) => setTimeout(resolve, DEVICES_HEAD_START_MS)),
    ]);
    this.call = openCall(this.devices, this.config.endpoints);
    this.say(this.words.call.calledIn);
    if (document.visibilityState === 'hidden') {
      // Somebody who looks at another tab is called by ear and by hand.
      void this.devices.testSpeaker().catch(() => undefined);
      navigator.vibrate?.([200, 100, 200]);
    }
  }

  #endCall(): void {
    this.call?.close();
    this.call = null;
  }

  #releaseDevices(): void {
    if (this.devices.camera.kind === 'untried' && this.devices.microphone.kind === 'untried') return;
    const { camera, microphone, speaker } = this.devices.chosen;
    this.devices.close();
    this.devices = new Devices();
    this.devices.chosen = { camera, microphone, speaker };
  }

  #keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    if (this.token) keep(this.#storage, this.token.invitationId, this.kept);
  }
}
