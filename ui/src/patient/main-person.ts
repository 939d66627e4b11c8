// Whom the patient sees large: the provider, whoever else is in the call.

/** Providers' identities begin with this; guests' with `in-`. */
const PROVIDER = 'pv-';

/** Whether an identity is a provider's. */
export function isProvider(identity: string): boolean {
  return identity.startsWith(PROVIDER);
}

/** The provider; where none is in, the one who came first. */
export function mainPerson<P extends { readonly identity: string }>(people: readonly P[]): P | null {
  return people.find(({ identity }) => isProvider(identity)) ?? people[0] ?? null;
}
