// Tries the network as a call would use it, with Twilio's own tests: `runPreflight` of twilio-video (signalling, the way through a relay,
// round trip, jitter, loss) and the bitrate test of @twilio/rtc-diagnostics (what goes through in a second).
import type { Endpoints, NetworkPass, NetworkPath } from '$lib/api/generated';
import { loadSdk } from '../sdk';
import type { Measured } from './judge';

/** What is being tried. */
export type Trying = 'signalling' | 'media' | 'rate';

/** What a check needs. */
export type MeasureOptions = {
  pass: NetworkPass;
  endpoints: Endpoints;
  /** The person pays by the byte: what goes through is not measured, since that sends as much as it can. */
  sparing?: boolean;
  trying?(what: Trying): void;
  signal: AbortSignal;
};

/** For how long sound and picture run. Twilio's own ten seconds say little more and are long for somebody who waits. */
const PREFLIGHT_MS = 5_000;
/** How many measures of a second the bitrate is the mean of; the first is still growing and is left out. */
const RATE_SECONDS = 4;

/** Twilio's codes for a token that is not taken: the clinic's or a clock's fault, no word about the network. */
const isTokens = (code: unknown) => typeof code === 'number' && code >= 20_101 && code <= 20_107;

const NOTHING: Measured = {
  outcome: 'notTried', path: null, roundTripMs: null, jitterMs: null, lossPermille: null, kilobits: null, signallingMs: null, mediaMs: null,
};

/** Measures. Never throws; what was given up in between counts as not tried. */
export async function measureNetwork(options: MeasureOptions): Promise<Measured> {
  let preflight: Measured;
  try {
    preflight = await runPreflight(options);
  } catch (error) {
    console.warn('network check:', (error as Error).name);
    return NOTHING;
  }
  const { pass, sparing, signal, trying } = options;
  if (preflight.outcome !== 'completed' || sparing || pass.iceServers.length === 0 || signal.aborted) {
    return signal.aborted ? NOTHING : preflight;
  }
  trying?.('rate');
  const kilobits = await bitrate(pass.iceServers, signal).catch(() => null);
  return signal.aborted ? NOTHING : { ...preflight, kilobits };
}

async function runPreflight({ pass, endpoints, trying, signal }: MeasureOptions): Promise<Measured> {
  trying?.('signalling');
  const sdk = await loadSdk();
  signal.throwIfAborted();
  return new Promise((resolve) => {
    const wsServer = endpoints.videoSignalingUrl;
    // `wsServer` is real but missing in the SDK's published types.
    const test = sdk.runPreflight(pass.token, { duration: PREFLIGHT_MS, ...(wsServer ? { wsServer } : {}) } as Parameters<typeof sdk.runPreflight>[1]);
    let reached = false;
    signal.addEventListener('abort', () => {
      test.stop();
      resolve(NOTHING);
    });
    test.on('progress', (step: string) => {
      if (step !== 'connected') return;
      reached = true;
      trying?.('media');
    });
    test.on('completed', ({ stats, networkTiming, selectedIceCandidatePairStats }) => {
      resolve({
        outcome: 'completed',
        path: pathOf(selectedIceCandidatePairStats),
        roundTripMs: whole(stats.rtt?.average),
        jitterMs: whole(stats.jitter?.average),
        lossPermille: whole(stats.packetLoss && stats.packetLoss.average * 10),
        kilobits: null,
        signallingMs: whole(networkTiming.connect?.duration),
        mediaMs: whole(networkTiming.media?.duration),
      });
    });
    test.on('failed', (error: Error & { code?: number }) => {
      if (isTokens(error.code)) resolve(NOTHING);
      else resolve({ ...NOTHING, outcome: reached ? 'noMedia' : 'noSignalling' });
    });
  });
}

/** The way to the relay, from whichever end of the pair the relay is. */
function pathOf(pair: { localCandidate?: object; remoteCandidate?: object } | null | undefined): NetworkPath | null {
  const ends = [pair?.localCandidate, pair?.remoteCandidate] as ({ candidateType?: string; relayProtocol?: string; protocol?: string } | undefined)[];
  const relay = ends.find((end) => end?.candidateType === 'relay');
  const by = relay?.relayProtocol ?? relay?.protocol;
  return by === 'udp' || by === 'tcp' || by === 'tls' ? by : null;
}

function whole(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}

async function bitrate(iceServers: RTCIceServer[], signal: AbortSignal): Promise<number | null> {
  const { MediaConnectionBitrateTest, testMediaConnectionBitrate } = await import('@twilio/rtc-diagnostics');
  const { Events } = MediaConnectionBitrateTest;
  return new Promise((resolve) => {
    const test = testMediaConnectionBitrate({ iceServers });
    const values: number[] = [];
    signal.addEventListener('abort', () => test.stop());
    // An error that nobody listens for would be thrown, and no report would come.
    test.on(Events.Error, (error: Error) => console.warn('bitrate:', error.name));
    test.on(Events.Bitrate, (value: number) => {
      values.push(value);
      if (values.length > RATE_SECONDS) test.stop();
    });
    test.on(Events.End, () => {
      const counted = values.slice(1);
      resolve(counted.length === 0 ? null : Math.round(counted.reduce((sum, value) => sum + value, 0) / counted.length));
    });
  });
}
