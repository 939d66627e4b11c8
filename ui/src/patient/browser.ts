// Which browser this is, in people's words: for what the clinic is told, and for saying where a permission is switched.
// Never for deciding what works: that is felt for (`$lib/media/support`).

/** Whose way of asking for a camera this browser has. */
export type BrowserFamily = 'safari' | 'chrome' | 'edge' | 'firefox' | 'samsung' | 'other';
/** What it runs on. */
export type Platform = 'iphone' | 'ipad' | 'android' | 'mac' | 'windows' | 'chromeos' | 'linux' | 'other';

/** A browser. */
export interface Browser {
  readonly family: BrowserFamily;
  readonly platform: Platform;
  /** The app whose built-in browser this is, where it is one: those often give pages no camera. */
  readonly inApp: string | null;
  /** "Safari on iPhone"; at most 80 characters. */
  readonly name: string;
}

/** What is looked at. */
export interface BrowserHints {
  userAgent: string;
  /** An iPad says it is a Mac, but a Mac has no touch screen. */
  maxTouchPoints: number;
}

const IN_APP: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bFB(AN|AV|_IAB)\b|\[FB/, 'Facebook'],
  [/\bInstagram\b/, 'Instagram'],
  [/\bLine\/\d/, 'LINE'],
  [/\bMicroMessenger\b/, 'WeChat'],
  [/\bSnapchat\b/, 'Snapchat'],
  [/\b(musical_ly|BytedanceWebview|TikTok)\b/, 'TikTok'],
  [/\bTwitter\b/, 'X'],
  [/\bLinkedInApp\b/, 'LinkedIn'],
  [/\bGSA\//, 'Google'],
  [/; wv\)/, 'an app'],
];

const PLATFORM: Record<Platform, string> = {
  iphone: 'iPhone',
  ipad: 'iPad',
  android: 'Android',
  mac: 'Mac',
  windows: 'Windows',
  chromeos: 'Chromebook',
  linux: 'Linux',
  other: 'an unknown system',
};

const FAMILY: Record<BrowserFamily, string> = {
  safari: 'Safari',
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  samsung: 'Samsung Internet',
  other: 'A browser',
};

/** Reads the browser off its own words. */
export function readBrowser({ userAgent, maxTouchPoints }: BrowserHints): Browser {
  const platform = readPlatform(userAgent, maxTouchPoints);
  const family = readFamily(userAgent);
  const inApp = IN_APP.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
  const shown = inApp && inApp !== 'an app' ? `${inApp}’s browser` : FAMILY[family];
  return { family, platform, inApp, name: `${shown} on ${PLATFORM[platform]}`.slice(0, 80) };
}

function readPlatform(agent: string, maxTouchPoints: number): Platform {
  if (/\biPhone\b|\biPod\b/.test(agent)) return 'iphone';
  if (/\biPad\b/.test(agent)) return 'ipad';
  if (/\bAndroid\b/.test(agent)) return 'android';
  if (/\bMacintosh\b/.test(agent)) return maxTouchPoints > 1 ? 'ipad' : 'mac';
  if (/\bWindows\b/.test(agent)) return 'windows';
  if (/\bCrOS\b/.test(agent)) return 'chromeos';
  if (/\bLinux\b/.test(agent)) return 'linux';
  return 'other';
}

function readFamily(agent: string): BrowserFamily {
  if (/\b(Edg|EdgA|EdgiOS)\//.test(agent)) return 'edge';
  if (/\bSamsungBrowser\//.test(agent)) return 'samsung';
  if (/\b(Firefox|FxiOS)\//.test(agent)) return 'firefox';
  if (/\b(HeadlessChrome|Chrome|CriOS)\//.test(agent)) return 'chrome';
  if (/\bSafari\//.test(agent) && /\bVersion\//.test(agent)) return 'safari';
  return 'other';
}
