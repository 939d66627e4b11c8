// Today: the agenda's day, the waiting room as it is now, the selected visit, and what is done with them.
//
// Events say that something changed; what is shown is then read again, whole. Reads are never stacked: while one is
// under way, any number of further wishes become one more read after it.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { CommandMap, Connection, Day, Event, ProviderState, VisitDetail, VisitRow, WaitingGuest } from '$lib/api/generated';
import { momentWords } from '$lib/text/directory';
import { count, firstName, ordinal } from '$lib/text/names';
import { textChange } from '$lib/text/texts';
import { whoWords } from '$lib/text/third-party';
import { clock, shiftDate } from '$lib/text/time';
import { CoreClock } from './core-clock.svelte';

/** Commands on one visit that ask and answer nothing more. */
export type VisitCommand =
  | 'inviteToVisit'
  | 'openInvitation'
  | 'endVisit'
  | 'reopenVisit'
  | 'markNoShow'
  | 'undoNoShow'
  | 'undoAskBack'
  | 'cancelVisit';

export class Today {
  readonly clock = new CoreClock();
  /** The day as it is now: waiting room, provider's state, connection. */
  today = $state.raw<Day | null>(null);
  /** The day that the agenda shows: today or another. */
  shown = $state.raw<Day | null>(null);
  /** The other day that the agenda was moved to; null is today, also after midnight. */
  date = $state<string | null>(null);
  /** Why the day could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);

  selectedId = $state<string | null>(null);
  /** The selected visit is looked at where a narrow window shows it over the others. */
  inspecting = $state(false);
  detail = $state.raw<VisitDetail | null>(null);
  /** The visit whose network report is to be looked at as soon as it is shown. */
  reportWanted = $state<string | null>(null);
  detailFailure = $state.raw<CommandFailure | null>(null);

  /** The visits that something is being done with. */
  busy = $state.raw<ReadonlySet<string>>(new Set());
  /** What the last command brought, where it did not work. */
  trouble = $state.raw<{ failure: CommandFailure; visitId: string | null } | null>(null);
  /** For the polite live region. */
  said = $state('');

  #reading: Promise<void> | null = null;
  #again = false;
  #arrived = new Set<string>();
  #pickedOnce = false;

  get zone(): string {
    return this.today?.timeZone ?? 'UTC';
  }
  get connection(): Connection {
    return this.today?.connection ?? { kind: 'connected' };
  }
  get waiting() {
    return this.today?.waiting ?? [];
  }
  /** Who was asked to come back later. */
  get askedBack() {
    return this.today?.askedBack ?? [];
  }
  /** The third parties who wait to be let in, whichever visit of today they are for. */
  get guests() {
    return this.today?.guests ?? [];
  }
  /** How many are told when the provider is late: everybody who waits, also for a visit of another day. */
  get peopleWaiting(): number {
    return this.today?.peopleWaiting ?? 0;
  }
  time = (instant: string) => clock(instant, this.zone);
  /** When something is, seen from now; in another zone where one is given. */
  moment = (instant: string, zone = this.zone) => momentWords(instant, this.clock.now, zone);

  start(): () => void {
    const stopClock = this.clock.start();
    const stopEvents = onEvent((event) => this.#hear(event));
    void this.read();
    return () => {
      stopClock();
      stopEvents();
    };
  }

  /** Reads what is shown, again. */
  read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readAll().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAll() {
    do {
      this.#again = false;
      const date = this.date;
      try {
        const [today, other] = await Promise.all([call('getDay', {}), date ? call('getDay', { date }) : null]);
        this.clock.set(today.now);
        this.#sayAnswers(today);
        this.today = today;
        // The agenda may have been moved on meanwhile: then this answer is not the one.
        if (this.date === date) this.shown = other ?? today;
        else this.#again = true;
        this.failure = null;
        this.#announceArrivals(today);
        this.#pickFirst(today);
      } catch (thrown) {
        this.failure = asFailure(thrown);
      }
      await this.#readDetail();
    } while (this.#again);
  }

  async #readDetail() {
    const id = this.selectedId;
    if (!id) {
      this.detail = null;
      this.detailFailure = null;
      return;
    }
    try {
      const detail = await call('getVisit', { visitId: id });
      if (this.selectedId !== id) return;
      if (this.detail?.row.id === id) this.#sayTexts(this.detail, detail);
      this.detail = detail;
      this.detailFailure = null;
    } catch (thrown) {
      if (this.selectedId !== id) return;
      this.detail = null;
      this.detailFailure = asFailure(thrown);
    }
  }

  #hear(event: Event) {
    switch (event.event) {
      case 'patientCheckedIn':
        this.#arrived.add(event.visitId);
        prepareCall();
        void this.read();
        break;
      case 'dayTurned':
      case 'visitChanged':
      case 'visitEnded':
      case 'patientJoined':
      case 'roomLeft':
      case 'waitingRulesChanged':
      case 'visitTypesChanged':
      // Also told where events were lost.
      case 'sessionChanged':
        void this.read();
        break;
      case 'guestCheckedIn':
        this.#sayWhoWaits(event.visitId, event.invitationId);
        void this.read();
        break;
      case 'providerStateChanged':
        if (this.today) this.today = { ...this.today, providerState: event.state };
        break;
      case 'connectionChanged':
        if (this.today) this.today = { ...this.today, connection: event.connection };
        void this.read();
        break;
      case 'phonePartyChanged':
        // Told with a `visitChanged`, which is read.
        break;
      case 'invitationsChanged':
      case 'directoryChanged':
        break;
    }
  }

  /** A third party waits: said with who they are, whichever visit is selected. */
  #sayWhoWaits(visitId: string, invitationId: string) {
    call('getVisit', { visitId })
      .then(({ thirdParties, patient }) => {
        const third = thirdParties.find(({ id }) => id === invitationId);
        if (third?.state === 'waiting') this.said = `${whoWords(third)} waits to be let in to ${patient.name}’s visit.`;
      })
      // What is shown is read again anyway, and says by itself if that fails.
      .catch(() => {});
  }

  /** What those who were asked to come back answered since. */
  #sayAnswers(today: Day) {
    for (const { visitId, patientName, answer, comeBackAt } of today.askedBack) {
      const before = this.askedBack.find((asked) => asked.visitId === visitId);
      if (!before || !answer || before.answer === answer) continue;
      this.said = `${patientName} ${answer === 'yes' ? 'will come back' : 'can’t come back'} at ${this.time(comeBackAt)}.`;
    }
  }

  /** What became of the texts of the visit that is looked at. */
  #sayTexts(before: VisitDetail, after: VisitDetail) {
    for (const text of after.texts) {
      const third = after.thirdParties.find(({ id }) => text.toThirdParty && id === text.invitationId);
      const words = textChange(before.texts.find(({ id }) => id === text.id), text, third ? whoWords(third) : firstName(after.patient.name));
      if (words) this.said = words;
    }
  }

  #announceArrivals(today: Day) {
    for (const { visitId, patientName, place } of today.waiting) {
      if (!this.#arrived.has(visitId)) continue;
      this.said = `${patientName} has arrived, ${ordinal(place)} in line.`;
    }
    this.#arrived.clear();
  }

  // Something to look at when the window opens: who waits first, else who is in a visit, else who comes next.
  #pickFirst(today: Day) {
    if (this.#pickedOnce) return;
    this.#pickedOnce = true;
    if (this.selectedId) return;
    const first =
      today.waiting[0]?.visitId ?? today.visits.find((row) => row.state === 'inVisit')?.id ?? upcoming(today, this.clock.now)?.id;
    this.selectedId = first ?? null;
  }

  async select(visitId: string | null) {
    if (this.selectedId !== visitId) {
      this.selectedId = visitId;
      this.detail = null;
      this.detailFailure = null;
    }
    await this.#readDetail();
  }

  async showDate(date: string | null) {
    const own = this.today?.date;
    this.date = date === own ? null : date;
    if (this.date === null) this.shown = this.today;
    else if (this.shown?.date !== this.date) this.shown = null;
    await this.read();
  }

  async moveDays(days: number) {
    const from = this.date ?? this.today?.date;
    if (from) await this.showDate(shiftDate(from, days));
  }

  /** Lets the patient in and opens the call; a visit that is open already only gets its window. */
  async admit(visitId: string) {
    const row = this.row(visitId);
    await this.run(visitId, async () => {
      if (row?.state !== 'inVisit') await call('admitPatient', { visitId });
      await openCall(visitId);
    });
  }

  /** Lets a third party in. */
  async admitGuest({ visitId, thirdParty }: WaitingGuest) {
    await this.run(visitId, async () => void (await call('admitGuest', { invitationId: thirdParty.id })), thirdParty.id);
  }

  async openCall(visitId: string) {
    await this.run(visitId, () => openCall(visitId));
  }

  async command(visitId: string, name: VisitCommand): Promise<boolean> {
    return this.run(visitId, async () => {
      await call(name, { visitId });
    });
  }

  /** Asks a waiting patient to come back at a time of the clinic's clock. The refusal is the asker's to show, so it is thrown on. */
  async askBack(visitId: string, when: { date: string; time: string }) {
    const name = this.row(visitId)?.patientName ?? '';
    await call('askBack', { visitId, ...when });
    this.said = `${name} is asked to come back at ${when.time}.`;
    await this.read();
  }

  /** Says late and writes to everybody who waits; says how many. */
  async tellDelay(minutes: number, text: string | null): Promise<boolean> {
    return this.run(null, async () => {
      const { people } = await call('tellDelay', { minutes, text });
      this.said = `${count(people, 'person was', 'people were')} told.`;
    });
  }

  /** Takes a delay back that was told. */
  async takeDelayBack(): Promise<boolean> {
    return this.run(null, async () => {
      await call('takeDelayBack', {});
      this.said = 'The delay is taken back.';
    });
  }

  async setProviderState(state: ProviderState) {
    await this.run(null, async () => {
      await call('setProviderState', { state });
      if (this.today) this.today = { ...this.today, providerState: state };
    });
  }

  /** Saves a form. Its refusal is the form's to show, so it is thrown on. */
  async save<K extends 'bookVisit' | 'editVisit' | 'moveVisit'>(
    command: K,
    input: CommandMap[K]['input'],
    date: string,
  ): Promise<CommandMap[K]['output']> {
    const output = await call(command, input);
    await this.showDate(date);
    return output;
  }

  /** Does something with a visit (or with none); tells trouble in `trouble`, and whether it worked. `key`: what is busy meanwhile. */
  async run(visitId: string | null, work: () => Promise<void>, key = visitId ?? ''): Promise<boolean> {
    if (this.busy.has(key)) return false;
    this.busy = new Set(this.busy).add(key);
    this.trouble = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.trouble = { failure: asFailure(thrown), visitId };
      return false;
    } finally {
      const rest = new Set(this.busy);
      rest.delete(key);
      this.busy = rest;
      void this.read();
    }
  }

  row(visitId: string): VisitRow | undefined {
    return this.shown?.visits.find((row) => row.id === visitId) ?? this.today?.visits.find((row) => row.id === visitId);
  }
}

/** The next visit that is still to come and still on. */
export function upcoming(day: Day, now: number): VisitRow | undefined {
  return day.visits.find((row) => Date.parse(row.startsAt) + row.minutes * 60_000 > now && isToCome(row));
}

function isToCome(row: VisitRow): boolean {
  return row.state === 'scheduled' || row.state === 'invited' || row.state === 'waiting' || row.state === 'askedBack' || row.state === 'left';
}

/** Where a call is held: looked for in this very webview, never guessed from the platform, since Linux distributions
 * compile WebRTC out of WebKitGTK. */
const callSurface = () => (typeof RTCPeerConnection !== 'undefined' ? 'window' : 'browser');

/** Somebody waits: what a call needs is made ready, so that admitting is quick. Where that fails, the call opens anew. */
function prepareCall() {
  void call('prepareCall', { surface: callSurface() }).catch(() => {});
}

async function openCall(visitId: string) {
  await call('openCall', { visitId, surface: callSurface() });
}
