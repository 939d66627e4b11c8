// Time zones as people look for them: by city, by what the time is called there, or by the zone's own name.
import { allZones, clock, zoneName } from './time';

export type Zone = { id: string; city: string; name: string };

let known: readonly Zone[] | undefined;

/** Every zone that this computer knows, by city. Looked up once: naming them takes a moment. */
export function zones(): readonly Zone[] {
  known ??= allZones()
    .map((id) => ({ id, city: zoneCity(id), name: zoneName(id) }))
    .sort((a, b) => a.city.localeCompare(b.city));
  return known;
}

/** `Los Angeles` for `America/Los_Angeles`. */
export function zoneCity(id: string): string {
  return (id.split('/').at(-1) ?? id).replaceAll('_', ' ');
}

/** `Los Angeles, Pacific`. */
export function zoneWords(id: string): string {
  const name = zoneName(id);
  return name === id ? zoneCity(id) : `${zoneCity(id)}, ${name}`;
}

/** The zones that every word of `search` is found in. */
export function findZones(all: readonly Zone[], search: string): Zone[] {
  const words = plain(search).split(/[\s,/]+/).filter(Boolean);
  return all.filter(({ id, name }) => {
    const whole = plain(`${id.replaceAll('_', ' ')} ${name}`);
    return words.every((word) => whole.includes(word));
  });
}

/** What time it is there: `8:14`. */
export function timeThere(id: string, now: number): string {
  return clock(now, id);
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
