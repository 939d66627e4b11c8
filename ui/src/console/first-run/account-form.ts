// What can be said about the account form before anybody is asked: shapes, not truths. Twilio says the rest.
import type { ConnectAccount } from '$lib/api/generated';

export type AccountErrors = Partial<Record<keyof ConnectAccount, string>>;

const sid = (prefix: string) => new RegExp(`^${prefix}[0-9a-f]{32}$`);

/** What to change, by field; empty where the form can be tried. */
export function accountErrors(form: ConnectAccount): AccountErrors {
  const errors: AccountErrors = {};
  if (!form.clinicName.trim()) errors.clinicName = 'Give the clinic a name. Patients see it.';
  if (!form.providerName.trim()) errors.providerName = 'Give your name as patients know it.';
  if (!form.timeZone) errors.timeZone = 'Choose the clinic’s time zone.';
  if (!sid('AC').test(form.accountSid.trim())) errors.accountSid = 'It starts with AC and has 34 characters.';
  if (!sid('SK').test(form.apiKeySid.trim())) errors.apiKeySid = 'It starts with SK and has 34 characters.';
  if (!form.apiKeySecret.trim()) errors.apiKeySecret = 'Twilio shows it once, when the key is made. Lost? Make a new key.';
  if (!sid('IS').test(form.syncServiceSid.trim())) errors.syncServiceSid = 'It starts with IS and has 34 characters.';
  const portal = portalError(form.portalUrl.trim());
  if (portal) errors.portalUrl = portal;
  return errors;
}

function portalError(address: string): string | undefined {
  if (!address) return 'Give the address where the clinic put the patient’s page.';
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'That is no address. It looks like https://visits.example.org.';
  }
  if (url.protocol !== 'https:') return 'The address must start with https://. Browsers share no camera otherwise.';
  if (url.hash || url.search) return 'Leave out everything from “?” or “#” on: the link’s key goes there.';
  return undefined;
}

/** The form without spaces around what was pasted. */
export function trimmed(form: ConnectAccount): ConnectAccount {
  return Object.fromEntries(Object.entries(form).map(([key, value]) => [key, value.trim()])) as ConnectAccount;
}
