// Whom the patient sees large: the provider, whoever else is in the call.

/** Providers' identities begin with this; guests' with `in-`. */
const PROVIDER = 'pv-';

/** The provider; where none is in, the one who came first. */
export function mainPerson<P extends { readonly identity: string }>(people: readonly P[]): P | null {
  return people.find(({ identity }) => identity.startsWith(PROVIDER)) ?? people[0] ?? null;
}
