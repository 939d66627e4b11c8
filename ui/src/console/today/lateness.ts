// Who has not come though their time has: said on the agenda.
import type { VisitRow } from '$lib/api/generated';

/**
 * For how many whole minutes somebody who was invited and has not come is late: counted from the planned start, or from the invitation
 * where that was made later. 0 before `after` minutes, and for everybody else. `now` in ms, by the core's clock.
 */
export function lateFor(row: Pick<VisitRow, 'state' | 'startsAt' | 'stateSince'>, after: number, now: number): number {
  if (row.state !== 'invited') return 0;
  const minutes = Math.floor((now - Math.max(Date.parse(row.startsAt), Date.parse(row.stateSince))) / 60_000);
  return minutes >= after ? minutes : 0;
}
