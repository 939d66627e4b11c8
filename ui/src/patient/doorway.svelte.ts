// What the page is before anything of its visit is known: the link, the language, what stands beside the page. It is all that the first screen
// needs; the visit itself, with twilio-sync, is loaded behind that screen.

import { untrack, type Component } from 'svelte';
import { quickSupport } from '$lib/media/support';
import type { SyncLink } from '$lib/sync/client';
import { readLinkToken, type LinkToken } from '$lib/sync/token';
import { ENGLISH, languageNames, loadLanguage, wishes, type Language } from '$lib/text/catalogue';
import { clockTime, dayAndTime, timeLocale, type DayWords } from '$lib/text/when';
import { readBrowser, type Browser } from './browser';
import { DEFAULT_CONFIG, readPortal, type Portal } from './config';
import { chosenLanguage, recall, rememberLanguage, tabStorage, type Kept } from './memory';
import type { PatientVisit } from './patient.svelte';
import { screenOf, type Screen } from './screen';

/** The visit's own code did not come: it is asked for again after this. */
const LOAD_AGAIN_MS = 3_000;

/** What the frame and the first screens read, of the doorway or of the visit. */
export interface Framed {
  readonly words: Language['words'];
  readonly language: Language;
  readonly languages: ReadonlyArray<{ tag: string; name: string }>;
  readonly config: Portal['config'];
  readonly clinicName: string;
  readonly screen: Screen;
  readonly clinicSilentSince: number | null;
  readonly invitation: { readonly link: SyncLink; tryNow(): void } | null;
  chooseLanguage(tag: string): Promise<void>;
  time(at: number | string): string;
  dayAndTime(at: number | string, words?: DayWords): string;
  say(sentence: string): void;
  /** Start was pressed. */
  start(): void;
}

/** The visit's own code. */
interface Inside {
  PatientVisit: typeof PatientVisit;
  Screens: Component<{ visit: PatientVisit }>;
}

/** See the module. */
export class Doorway implements Framed {
  /** The language in use. */
  language = $state.raw<Language>(ENGLISH);
  /** What was read beside the page; `null` while it is being read. */
  portal = $state.raw<Portal | null>(null);
  /** What a screen reader is told next. */
  announcement = $state('');
  /** Start was pressed before the clinic's words were there: they are waited for, and it goes on. */
  started = $state(false);
  /** The visit and its screens, once their code is there. */
  inside = $state.raw<{ visit: PatientVisit; Screens: Inside['Screens'] } | null>(null);

  readonly token: LinkToken | null;
  readonly browser: Browser = readBrowser(navigator);
  /** What this tab kept, as it was when the page opened. */
  readonly kept: Kept;
  readonly clinicSilentSince = null;
  /** All languages there are, by their own names. */
  readonly languages = languageNames();
  #link = $state.raw<SyncLink>({ kind: 'connecting' });
  #spoken = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #clinics: string | null = null;
  #portal: Promise<unknown> = Promise.resolve();

  readonly screen: Screen = $derived.by(() => {
    const screen = screenOf({
      token: this.token,
      support: 'unknown',
      inApp: null,
      anotherTab: false,
      link: this.#link,
      closed: null,
      status: null,
      step: this.kept.step,
      started: this.started,
      wasInCall: this.kept.inCallSince !== null,
      now: Date.now(),
      clockAhead: this.portal?.clockAhead ?? null,
    });
    // Dead ends have words that come with the visit's code; and nobody reads English for the time of a blink.
    const here = this.#spoken && quickSupport() === null && (!this.browser.inApp || this.kept.inAppAnyway);
    return screen.at === 'loading' || (screen.at === 'welcome' && here) ? screen : { at: 'loading', unreachableSince: null };
  });

  readonly invitation = ((doorway: Doorway) => ({
    get link() {
      return doorway.#link;
    },
    tryNow: () => void doorway.#load(),
  }))(this);

  constructor(fragment: string) {
    this.token = readLinkToken(fragment);
    this.kept = recall(this.token ? tabStorage() : null, this.token?.invitationId ?? '');
  }

  /** The words of the language in use. */
  get words() {
    return this.language.words;
  }

  get config() {
    return this.portal?.config ?? DEFAULT_CONFIG;
  }

  get clinicName(): string {
    return this.config.clinicName;
  }

  /** Starts everything. */
  begin(): void {
    this.#portal = readPortal().then((portal) => (this.portal = portal));
    void this.speak(null).then(() => {
      this.#spoken = true;
      return this.#load();
    });
  }

  start(): void {
    this.started = true;
  }

  /** "9:25 AM". */
  time(at: number | string): string {
    return clockTime(typeof at === 'string' ? Date.parse(at) : at, this.#locale);
  }

  /** "today, 9:25 AM"; "9:25 AM today" where it stands at the end of a sentence. */
  dayAndTime(at: number | string, words: DayWords = this.words.common, now = Date.now()): string {
    const instant = typeof at === 'string' ? Date.parse(at) : at;
    // A phone that is a day off would call today tomorrow.
    return dayAndTime(instant, now - (this.portal?.clockAhead ?? 0), words, this.#locale);
  }

  /** The person chooses a language; remembered by this browser, also for the next visit. */
  async chooseLanguage(tag: string): Promise<void> {
    rememberLanguage(tag);
    await this.speak(this.#clinics);
  }

  /** Speaks the language that is wished for now, by the person, the clinic, the browser; while another one is being loaded, the one so far. */
  async speak(clinics: string | null): Promise<void> {
    this.#clinics = clinics;
    const wished = () => wishes(chosenLanguage(), this.#clinics, navigator.languages);
    const asked = String(wished());
    const language = await loadLanguage(wished());
    // Another wish may have come while this one was loading.
    if (asked === String(wished())) this.language = language;
  }

  /** Has a sentence read out, also when it is the same as before. */
  say(sentence: string): void {
    // Untracked: whoever speaks from an effect must not follow what is said.
    this.announcement = untrack(() => this.announcement) === sentence ? `${sentence}\u00a0` : sentence;
  }

  get #locale(): string {
    return timeLocale(this.language.tag, navigator.languages);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = Date.now();
    let inside: Inside;
    try {
      inside = await import('./inside');
      // Where Twilio is found stands there.
      await this.#portal;
    } catch {
      this.#link = this.#link.kind === 'unreachable' ? this.#link : { kind: 'unreachable', since: asked };
      this.#timer = setTimeout(() => void this.#load(), LOAD_AGAIN_MS);
      return;
    }
    if (this.inside) return;
    const visit = new inside.PatientVisit(this);
    this.inside = { visit, Screens: inside.Screens };
    visit.begin();
  }
}
