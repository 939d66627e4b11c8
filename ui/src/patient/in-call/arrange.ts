// Who is where in a call on a phone's screen: one large, the other pictures in a strip, those by telephone as labels with a level.

/** Providers' identities begin with this; guests' with `in-`. */
const PROVIDER = 'pv-';
/** Those who were called by telephone. */
const PHONE = 'ph-';

/** Whether an identity is a provider's. */
export function isProvider(identity: string): boolean {
  return identity.startsWith(PROVIDER);
}

/** As much of somebody as their place depends on. */
type Placed = { readonly identity: string; readonly picture: unknown };

/** Where everybody is. `large` is nobody where only telephones are in: a voice needs no stage. */
export type Arrangement<P> = { large: P | null; strip: P[]; phones: P[] };

/**
 * Large is whom the person keeps there, else who speaks and is to be seen, else the provider, else who came first. The others keep
 * the order they came in, so that a tile is found where it was.
 */
export function arrange<P extends Placed>(people: readonly P[], dominant: P | null, pinned: string | null): Arrangement<P> {
  const phones = people.filter(({ identity }) => identity.startsWith(PHONE));
  const seen = people.filter((person) => !phones.includes(person));
  const large =
    seen.find(({ identity }) => identity === pinned) ??
    seen.find((person) => person === dominant && person.picture !== null) ??
    seen.find(({ identity }) => isProvider(identity)) ??
    seen[0] ??
    null;
  return { large, strip: seen.filter((person) => person !== large), phones };
}
