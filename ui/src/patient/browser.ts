// Which browser this is, in people's words: for what the clinic is told, and for saying where a permission is switched.
// Never for deciding what works: that is felt for (`$lib/media/support`).

import type { PatientWords, PermissionPlace } from '$lib/text/catalogue';

/** Whose way of asking for a camera this browser has. */
export type BrowserFamily = 'safari' | 'chrome' | 'edge' | 'firefox' | 'samsung' | 'other';
/** What it runs on. */
export type Platform = 'iphone' | 'ipad' | 'android' | 'mac' | 'windows' | 'chromeos' | 'linux' | 'other';

/** A browser. */
export interface Browser {
  readonly family: BrowserFamily;
  readonly platform: Platform;
  /** The app whose built-in browser this is, where it is one: those often give pages no camera. Empty where it is not known which. */
  readonly inApp: string | null;
  /** "Safari on iPhone"; at most 80 characters. */
  readonly name: string;
}

/** What is looked at. */
export interface BrowserHints {
  userAgent: string;
  /** An iPad says it is a Mac, but a Mac has no touch screen. */
  maxTouchPoints: number;
  /** Opened from the home screen of an iPhone or iPad: no browser's name there either, but it is Safari. */
  standalone?: boolean;
}

/** What apps write into the name of their own browser. The nearer one first: Messenger says that it is Facebook too. */
const IN_APP: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bMessengerForiOS\b|\bOrca-Android\b|\bMESSENGER\b/i, 'Messenger'],
  [/\bInstagram\b/, 'Instagram'],
  [/\bBarcelona \d/, 'Threads'],
  [/\bFB(AN|AV|_IAB|IOS)\b|\[FB/, 'Facebook'],
  [/\bWhatsApp\//, 'WhatsApp'],
  [/\bTelegram-Android\b/, 'Telegram'],
  [/\bKAKAOTALK\b/i, 'KakaoTalk'],
  [/\bNAVER\(inapp\b/, 'NAVER'],
  [/\bYJApp-/, 'Yahoo! JAPAN'],
  [/\bOutlook-(iOS|Android)\b/, 'Outlook'],
  [/\bPinterest\b/, 'Pinterest'],
  [/\bLine\/\d/, 'LINE'],
  [/\bMicroMessenger\b/, 'WeChat'],
  [/\bSnapchat\b/, 'Snapchat'],
  [/\b(musical_ly|BytedanceWebview|TikTok)\b/, 'TikTok'],
  [/\bTwitter\b/, 'X'],
  [/\bLinkedInApp\b/, 'LinkedIn'],
  [/\bGSA\//, 'Google'],
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
export function readBrowser({ userAgent, maxTouchPoints, standalone = false }: BrowserHints): Browser {
  const platform = readPlatform(userAgent, maxTouchPoints);
  const family = readFamily(userAgent);
  const inApp = IN_APP.find(([pattern]) => pattern.test(userAgent))?.[1] ?? (isWebView(userAgent, platform, standalone) ? '' : null);
  const shown = inApp ? `${inApp}’s browser` : FAMILY[family];
  return { family, platform, inApp, name: `${shown} on ${PLATFORM[platform]}`.slice(0, 80) };
}

/** A view inside an app that does not say which: Android marks it; on Apple's phones only a browser names itself. */
function isWebView(agent: string, platform: Platform, standalone: boolean): boolean {
  if (platform === 'android') return /; wv\)/.test(agent);
  return platform === 'iphone' && !standalone && !/\bSafari\//.test(agent);
}

/** Where this browser keeps its switch for camera and microphone. */
export function permissionPlace({ family, platform }: Browser): PermissionPlace {
  if (platform === 'iphone' || platform === 'ipad') return family === 'safari' ? 'iosSafari' : 'iosOther';
  if (platform === 'android') return family === 'firefox' ? 'androidFirefox' : 'android';
  if (family === 'safari') return 'macSafari';
  if (family === 'firefox') return 'firefox';
  return family === 'edge' ? 'edge' : 'desktop';
}

/** Whose system's switch may be off although the browser's is on. */
export function systemPlace({ platform }: Browser): keyof PatientWords['checks']['refusedBySystem'] {
  if (platform === 'iphone' || platform === 'ipad') return 'iphone';
  return platform === 'android' || platform === 'mac' || platform === 'windows' ? platform : 'other';
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
