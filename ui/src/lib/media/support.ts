// What this browser can do for a call: looked for, never guessed from the platform. Light: the console's page imports it too.
import { loadSdk } from './sdk';

/** Why a page cannot hold a call here. */
export type NoSupport =
  /** Not a secure context: browsers give no camera there. */
  | 'insecure'
  /** No WebRTC: for example WebKitGTK as Linux distributions build it. */
  | 'noWebRtc'
  /** No way to ask for a camera or a microphone. */
  | 'noCapture'
  /** WebRTC is there, but Twilio's SDK does not support this browser. */
  | 'browser';

/** What the surface can offer; a page shows a control only if its flag is set. */
export type Capabilities = {
  camera: boolean;
  microphone: boolean;
  /** Sharing the screen. */
  screen: boolean;
  /** Choosing where sound comes out. */
  speakerChoice: boolean;
};

/** Whether this very webview could hold a call. Decides on which surface the console opens one. */
export function hasWebRtc(): boolean {
  return typeof RTCPeerConnection === 'function';
}

/** What can be said at once, without loading the SDK. */
export function quickSupport(): NoSupport | null {
  if (!window.isSecureContext) return 'insecure';
  if (!hasWebRtc()) return 'noWebRtc';
  if (typeof navigator.mediaDevices?.getUserMedia !== 'function') return 'noCapture';
  return null;
}

/** The whole answer, the SDK's own judgement included; `null` where a call can be held. */
export async function checkSupport(): Promise<NoSupport | null> {
  const quick = quickSupport();
  if (quick) return quick;
  const sdk = await loadSdk();
  return sdk.isSupported ? null : 'browser';
}

/** What this surface can offer. */
export function capabilities(): Capabilities {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const capture = typeof devices?.getUserMedia === 'function';
  return {
    camera: capture,
    microphone: capture,
    screen: typeof devices?.getDisplayMedia === 'function',
    speakerChoice: typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype,
  };
}
