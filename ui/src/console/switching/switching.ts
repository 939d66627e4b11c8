// What going from the practice clinic into a real one means, and back: said before it is done.
import type { ClinicInfo, SavedAccount, VisitRow } from '$lib/api/generated';
import { counting } from '$lib/text/counting';

const { count } = counting('en');

export type Direction = 'practice' | 'account';

/** Who is in the clinic that is left. */
export type Open = { waiting: number; inVisit: number };

/** One line of a side; `warn` where somebody would be left alone. */
export type Line = { words: string; tone?: 'warn' };

export type Summary = {
  title: string;
  lead: string;
  /** The clinic that is left, and what becomes of it. */
  left: { name: string; about: string; lines: Line[] };
  /** The clinic that is opened, and what is different in it. */
  opened: { name: string; about: string; lines: Line[] };
  confirm: string;
  confirming: string;
  keep: string;
  /** Why it can't be done now. */
  stopped: string | null;
};

/** Who waits and who is in a visit on a day. */
export function open(visits: readonly Pick<VisitRow, 'state'>[]): Open {
  const of = (state: VisitRow['state']) => visits.filter((visit) => visit.state === state).length;
  return { waiting: of('waiting'), inVisit: of('inVisit') };
}

const waiting = (n: number) => count(n, { one: 'patient is waiting', other: 'patients are waiting' });
const goingOn = (n: number) => count(n, { one: 'visit goes on', other: 'visits go on' });

/** The summary; `there` is null while it is not known who is in the clinic that is left. */
export function summary(to: Direction, from: ClinicInfo | null, saved: SavedAccount, there: Open | null): Summary {
  return to === 'account' ? toAccount(from, saved, there) : toPractice(from, saved, there);
}

function toAccount(from: ClinicInfo | null, saved: SavedAccount, there: Open | null): Summary {
  const left: Line[] = [{ words: 'It keeps its own data: no visit, setting or directory of it comes along.' }];
  if (from && there) {
    const parts = [there.waiting && waiting(there.waiting), there.inVisit && goingOn(there.inVisit)].filter(Boolean);
    left.push({
      words: parts.length > 0
        ? `${parts.join(', and ')} in it. You find them as you leave them; a call window that is open is closed.`
        : 'Nobody is waiting in it, and no visit goes on.',
    });
  }
  left.push({ words: 'You can come back at any time.' });
  return {
    title: `Open ${saved.clinicName}?`,
    lead: 'From there on everything is real.',
    left: { name: 'Practice clinic', about: from ? 'You leave it' : 'It stays as it is', lines: left },
    opened: {
      name: saved.clinicName,
      about: `${saved.providerName} · Twilio account ${saved.accountSid}`,
      lines: [
        { words: 'Patients are real people, with real names and reasons.' },
        { words: 'Texts and phone calls reach them, and the Twilio account pays for each.' },
        { words: `Links lead to ${saved.portalUrl}.` },
        { words: 'Nothing says PRACTICE any more.' },
      ],
    },
    confirm: `Open ${saved.clinicName}`,
    confirming: `Opening ${saved.clinicName}…`,
    keep: from ? 'Stay in the practice clinic' : 'Back',
    stopped: null,
  };
}

function toPractice(from: ClinicInfo | null, saved: SavedAccount, there: Open | null): Summary {
  const left: Line[] = [{ words: 'Its visits and settings stay as they are, in a store of their own.' }];
  if (from && there) {
    left.push(
      there.waiting > 0
        ? { words: `${waiting(there.waiting)}. While you practise nobody sees, answers or admits them from here.`, tone: 'warn' }
        : { words: 'Nobody is waiting.' },
    );
    left.push({ words: 'Texts that fall due are sent when you come back, as far as they are of use then.' });
  }
  return {
    title: 'Open the practice clinic?',
    lead: 'From there on everything is made up.',
    left: { name: saved.clinicName, about: from ? 'You close it on this computer' : 'It stays closed', lines: left },
    opened: {
      name: 'Practice clinic',
      about: 'A made-up day on this computer',
      lines: [
        { words: 'Its patients are made up, and play their parts by themselves.' },
        { words: 'No text, call or picture leaves this computer, and nothing costs money.' },
        { words: 'Every window, page, text and file says PRACTICE.' },
      ],
    },
    confirm: 'Open the practice clinic',
    confirming: 'Opening the practice clinic…',
    keep: from ? `Stay in ${saved.clinicName}` : 'Back',
    stopped: from && there && there.inVisit > 0 ? `${goingOn(there.inVisit)} in ${saved.clinicName}. End it first.` : null,
  };
}
