// The clinic's video to watch while waiting, as the page may show it: an address that is made here from a YouTube id or from a file's path, never one that
// was sent. The policy in patient.html names the same one host.

/** YouTube's player that keeps no cookie before it plays. */
export const PLAYER = 'https://www.youtube-nocookie.com';

/** The player with the video that somebody has just asked for, in the page's language. `page`: the origin that it talks to. */
export function playerAddress(id: string, language: string, page: string): string {
  const asked = { autoplay: '1', playsinline: '1', rel: '0', enablejsapi: '1', origin: page, hl: language, cc_lang_pref: language, cc_load_policy: '1' };
  return `${PLAYER}/embed/${id}?${new URLSearchParams(asked)}`;
}

/** Where captions of a file may stand beside it: in the page's language, else without one. Not every file has them. */
export function captionsOf(path: string, language: string): { src: string; language: string }[] {
  const bare = path.replace(/\.[^./]+$/, '');
  const [base = language] = language.split('-');
  return [
    { src: `${bare}.${base}.vtt`, language: base },
    { src: `${bare}.vtt`, language: 'und' },
  ];
}

/** What the player says of itself, in a message from its own origin; `null` where it is none of these. */
export function playerSays(data: unknown): 'alive' | 'failed' | null {
  if (typeof data !== 'string') return null;
  try {
    const said = JSON.parse(data) as { event?: unknown } | null;
    if (typeof said?.event !== 'string') return null;
    return said.event === 'onError' ? 'failed' : 'alive';
  } catch {
    return null;
  }
}
