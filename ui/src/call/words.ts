// What the call window says. Short, plain, present tense: what is, what was kept, what to do (the look's "Voice").
import type { CaptureProblem, NoSupport, RoomEnd } from '$lib/media';

/** A dead end or a pause, with at most one thing to do. */
export type EndWords = {
  title: string;
  advice: string;
  /** What the one button does; `close` where there is nothing left to do here. */
  action: 'rejoin' | 'close';
  actionLabel: string;
  /** Twilio's code, shown last and small, where it helps whoever is asked for help. */
  code: number | null;
};

const CLOSE = { action: 'close', actionLabel: 'Close this window' } as const;
const REJOIN = { action: 'rejoin', actionLabel: 'Rejoin' } as const;

/** The visit is over. */
export const FINISHED: EndWords = {
  title: 'This visit has finished.',
  advice: 'Notes and history are in the console.',
  ...CLOSE,
  code: null,
};

/** Words for a room that was not reached or was lost. `entered`: whether we ever were in. */
export function endWords(end: RoomEnd, code: number | null, entered: boolean): EndWords {
  switch (end) {
    case 'left':
      return { title: 'You left the call.', advice: 'The visit is still open.', ...REJOIN, code: null };
    case 'completed':
      return FINISHED;
    case 'removed':
      return { title: 'You are no longer in the room.', advice: 'The visit is still open.', ...REJOIN, code };
    case 'elsewhere':
      return {
        title: 'This visit is open in another window.',
        advice: 'The call goes on there.',
        action: 'rejoin',
        actionLabel: 'Hold it here instead',
        code: null,
      };
    case 'notOpen':
      return {
        title: 'The visit’s room is not open.',
        advice: 'Twilio made no room. In the Twilio Console, client-side room creation may be off.',
        action: 'rejoin',
        actionLabel: 'Try again',
        code,
      };
    case 'full':
      return {
        title: 'There is no place left in the room.',
        advice: 'Somebody has to leave before you can come in.',
        action: 'rejoin',
        actionLabel: 'Try again',
        code,
      };
    case 'stale':
      return {
        title: 'This computer’s clock is off, so the door won’t open.',
        advice: 'Set the time to automatic, then try again.',
        action: 'rejoin',
        actionLabel: 'Try again',
        code,
      };
    case 'notForThis':
      return {
        title: 'This way in is for another visit.',
        advice: 'Open the call again from the console.',
        ...CLOSE,
        code,
      };
    case 'credentials':
      return {
        title: 'Twilio refuses this clinic’s credentials.',
        advice: 'An administrator can close this clinic in the console, then press Connect again and enter the API key.',
        ...CLOSE,
        code,
      };
    case 'signaling':
      return entered
        ? { title: 'The connection was lost.', advice: 'The visit is still open.', ...REJOIN, code }
        : {
            title: 'Twilio cannot be reached.',
            advice: 'Check the network. A firewall may be in the way.',
            action: 'rejoin',
            actionLabel: 'Try again',
            code,
          };
    case 'serverBusy':
      return {
        title: 'Twilio is busy right now.',
        advice: 'Usually it takes half a minute.',
        action: 'rejoin',
        actionLabel: 'Try again',
        code,
      };
    case 'media':
      return {
        title: 'Sound and picture find no way through this network.',
        advice: 'Another network may help: a cable, or a phone’s hotspot.',
        ...REJOIN,
        code,
      };
    case 'tooLong':
      return { title: 'The room’s time is up.', advice: 'The visit is still open.', ...REJOIN, code };
    case 'fault':
      return {
        title: entered ? 'The call stopped.' : 'The call could not be opened.',
        advice: 'The visit is still open.',
        action: 'rejoin',
        actionLabel: entered ? 'Rejoin' : 'Try again',
        code,
      };
  }
}

/** Words for a browser that cannot hold a call. */
export function supportWords(missing: NoSupport): EndWords {
  const title = 'This window can’t hold a video visit.';
  switch (missing) {
    case 'insecure':
      return { title, advice: 'Open the call from the console.', ...CLOSE, code: null };
    case 'noWebRtc':
    case 'browser':
      return { title, advice: 'Open the call in Chrome, Edge or Chromium: the console finds one by itself.', ...CLOSE, code: null };
    case 'noCapture':
      return { title, advice: 'It offers neither camera nor microphone. Open the call from the console.', ...CLOSE, code: null };
  }
}

/** What is missing, what goes on without it, what to do. */
export type DeviceWords = { title: string; advice: string };

/** Words for a camera that gives nothing. */
export function cameraWords(problem: CaptureProblem, sound: boolean): DeviceWords {
  const goesOn = sound ? 'The call goes on with sound only.' : 'The call goes on without picture and sound.';
  switch (problem) {
    case 'refused':
      return { title: 'The camera is not shared.', advice: `${goesOn} Allow it in the system’s or the browser’s settings.` };
    case 'busy':
      return { title: 'Another program holds the camera.', advice: `${goesOn} Close that program, then try again.` };
    case 'missing':
      return { title: 'No camera was found.', advice: `${goesOn} A camera that is plugged in is used at once.` };
    case 'other':
      return { title: 'The camera gives no picture.', advice: goesOn };
  }
}

/** Words for a microphone that gives nothing. */
export function microphoneWords(problem: CaptureProblem, picture: boolean): DeviceWords {
  const goesOn = picture ? 'The call goes on with picture only: the patient does not hear you.' : 'The patient does not hear you.';
  switch (problem) {
    case 'refused':
      return { title: 'The microphone is not shared.', advice: `${goesOn} Allow it in the system’s or the browser’s settings.` };
    case 'busy':
      return { title: 'Another program holds the microphone.', advice: `${goesOn} Close that program, then try again.` };
    case 'missing':
      return { title: 'No microphone was found.', advice: `${goesOn} A microphone that is plugged in is used at once.` };
    case 'other':
      return { title: 'The microphone gives no sound.', advice: goesOn };
  }
}

/** `Network good, 5 of 5`. */
export function networkWords(level: number | null): string {
  if (level === null) return 'Network not known yet';
  const word = ['lost', 'very poor', 'poor', 'fair', 'good', 'very good'][level] ?? 'not known';
  return `Network ${word}, ${level} of 5`;
}

/** The own camera or microphone works here and does not reach the others. */
export function notPublishedWords(track: 'audio' | 'video', code: number): { message: string; advice: string } {
  const what = track === 'video' ? 'picture' : 'sound';
  return {
    message: `The others do not get your ${what}.`,
    advice: `Leave the call and go in again: the visit stays open.${code ? ` (Twilio ${code})` : ''}`,
  };
}
