// The results of trying an account, in one line and a half.
import type { AccountChecks } from '$lib/api/generated';
import { count } from '$lib/text/names';

export function summary(checks: AccountChecks): { title: string; detail: string } {
  const of = (outcome: string) => checks.parts.filter((part) => part.outcome === outcome).length;
  const rest = [
    of('failed') > 0 ? `${of('failed')} to fix` : '',
    of('warning') > 0 ? `${of('warning')} to know about` : '',
    of('skipped') > 0 ? `${of('skipped')} not tried` : '',
  ].filter(Boolean);
  const fine = `${of('fine')} of ${count(checks.parts.length, 'part')} ${of('fine') === 1 ? 'is' : 'are'} fine.`;
  return {
    title: checks.connected ? 'Visits work.' : 'Visits don’t work yet. Nothing was kept.',
    detail: rest.length > 0 ? `${fine} ${rest.join(', ')}.` : fine,
  };
}
