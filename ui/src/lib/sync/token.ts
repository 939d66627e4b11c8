// What a page may read of a link's token: who it is for and how long it lives.
//
// The page decodes and never verifies: only Twilio holds the key's secret, and Twilio is asked on every
// connection. What is read here chooses words, never rights.

/** The readable part of a link's token. Instants are milliseconds since the epoch. */
export interface LinkToken {
  /** The token itself, as it goes to Twilio. */
  readonly jwt: string;
  /** The Twilio identity, `in-<invitation>`. */
  readonly identity: string;
  /** The invitation's opaque id. */
  readonly invitationId: string;
  /** The Sync service that the token is good for. */
  readonly serviceSid: string;
  /** When it stops working. */
  readonly expiresAt: number;
  /** When it was made or starts to work, whichever is later; 0 where it does not say. */
  readonly startsAt: number;
}

/** Far above any token Twilio issues; anything longer is not one. */
const MAX_LENGTH = 8192;
const IDENTITY = /^in-([A-Za-z0-9_-]{1,64})$/;

/** Reads a link's token out of the page's fragment; `null` where it is not one (cut off, pasted wrongly). */
export function readLinkToken(fragment: string): LinkToken | null {
  const jwt = fragment.replace(/^#/, '').trim();
  if (jwt.length === 0 || jwt.length > MAX_LENGTH) return null;
  const parts = jwt.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[A-Za-z0-9_-]+$/.test(part))) return null;
  const claims = decodePart(parts[1] ?? '');
  if (decodePart(parts[0] ?? '') === null || claims === null) return null;

  const grants = asRecord(claims['grants']);
  const sync = asRecord(grants?.['data_sync']);
  const identity = grants?.['identity'];
  const serviceSid = sync?.['service_sid'];
  const exp = claims['exp'];
  if (typeof identity !== 'string' || typeof serviceSid !== 'string') return null;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return null;
  const invitationId = IDENTITY.exec(identity)?.[1];
  if (invitationId === undefined) return null;

  const seconds = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
  return {
    jwt,
    identity,
    invitationId,
    serviceSid,
    expiresAt: exp * 1000,
    startsAt: Math.max(seconds(claims['iat']), seconds(claims['nbf'])) * 1000,
  };
}

function decodePart(part: string): Record<string, unknown> | null {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return asRecord(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))) ?? null;
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
