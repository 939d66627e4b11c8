// Who is behind an identity. A call that grows past two people is gone into a second time, under a second identity, before the
// first is left: the same person, for a moment twice in the room.

/** What the core puts at the end of the identity of a stay with the second profile (`crates/console/src/tokens.rs`). */
const SECOND = '-2';

/** The identity a person is known by, whichever of their stays this is. */
export function personOf(identity: string): string {
  return identity.endsWith(SECOND) ? identity.slice(0, -SECOND.length) : identity;
}
