// Ids as the core makes them: 128 random bits, written as 26 characters of lower-case base32.

const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';

/** A new id. */
export function newId(): string {
  let value = crypto.getRandomValues(new Uint8Array(16)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 2n;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (DIGITS[Number(value & 31n)] ?? '') + text;
    value >>= 5n;
  }
  return text;
}
