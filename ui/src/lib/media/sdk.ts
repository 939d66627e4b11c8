// The one place that loads twilio-video. It is a chunk of its own: the call and the patient's page share it and are drawn
// before it is there; the console's page never asks for it.
import type * as TwilioVideo from 'twilio-video';

export type Sdk = typeof TwilioVideo;

let loading: Promise<Sdk> | undefined;

/** Twilio's SDK, loaded once. Call early, without waiting, so that it is there when it is needed. */
export function loadSdk(): Promise<Sdk> {
  loading ??= import('twilio-video').then(
    // A CommonJS package: its exports stand under `default` or beside it, as the bundler likes.
    (module) => ('default' in module ? (module as unknown as { default: Sdk }).default : module),
    (error: unknown) => {
      // A failed load may be tried again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
