import { describe, expect, it } from 'vitest';
import { captionsOf, playerAddress, playerSays } from './video-source';

describe('the video to watch while waiting', () => {
  it('is shown by the player without cookies, and begins because it was asked for', () => {
    const address = new URL(playerAddress('aB3-_xYz019', 'es', 'https://visits.example'));
    expect(`${address.origin}${address.pathname}`).toBe('https://www.youtube-nocookie.com/embed/aB3-_xYz019');
    expect(address.searchParams.get('hl')).toBe('es');
    expect(address.searchParams.get('origin')).toBe('https://visits.example');
  });

  it('has captions in the page’s language, else those that stand beside it', () => {
    expect(captionsOf('waiting/film.v2.mp4', 'es-MX').map(({ src }) => src)).toEqual(['waiting/film.v2.es.vtt', 'waiting/film.v2.vtt']);
  });

  it('is heard of where the player speaks', () => {
    expect(playerSays('{"event":"onReady","id":1}')).toBe('alive');
    expect(playerSays('{"event":"onError","info":150}')).toBe('failed');
    for (const data of ['', 'null', '{}', 3, { event: 'onReady' }]) expect(playerSays(data)).toBeNull();
  });
});
