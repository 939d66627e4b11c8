// The invitation's timeline: what happened, and the one thing that goes on now or comes next.
import type { VisitDetail } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { timelineWords } from '$lib/text/console';
import { ordinal } from '$lib/text/names';
import { duration, minutesBetween } from '$lib/text/time';

export function invitationTimeline(detail: VisitDetail, now: number, time: (instant: string) => string): TimelineItem[] {
  const { invitation, row, waiting } = detail;
  if (!invitation) return [];
  const items: TimelineItem[] = invitation.timeline.map(({ step, at }, index) => ({
    key: `${index} ${step}`,
    state: 'done',
    label: timelineWords[step],
    figure: time(at),
    detail: step === 'texted' ? texted(detail) : undefined,
  }));
  const since = (instant: string) => duration(minutesBetween(instant, now));
  const live = (label: string, figure?: string): TimelineItem => ({ key: 'now', state: 'live', label, figure });

  if (invitation.readiness.kind === 'settingUp') items.push(live('Setting up the link'));
  else if (invitation.readiness.kind === 'failed') items.push({ key: 'now', state: 'failed', label: 'The link could not be set up' });
  else if (row.state === 'waiting' && waiting) items.push(live(`Waiting, ${ordinal(waiting.place)} in line`, since(waiting.since)));
  else if (detail.askedBack) items.push(live('Asked to come back', time(detail.askedBack.comeBackAt)));
  else if (row.state === 'inVisit') items.push(live('In the visit', since(row.stateSince)));
  else if (row.state === 'invited' && row.onLink === 'checking') goesOn(items, invitation.timeline.at(-1)?.step === 'checking', live('Trying camera and sound'));
  else if (row.state === 'invited' && row.onLink) items.push(live('On the page'));
  else if (row.state === 'invited') items.push({ key: 'next', state: 'todo', label: 'Opens the link' });
  else if (row.state === 'left') items.push({ key: 'next', state: 'todo', label: 'May come back with the same link' });
  return items;
}

// To which number the link went.
function texted({ texts }: VisitDetail): string | undefined {
  return texts.findLast((text) => !text.toThirdParty && (text.kind === 'invitation' || text.kind === 'link'))?.numberShown;
}

// The checks are a step of their own once they are over; while they go on they are the live row and no other.
function goesOn(items: TimelineItem[], listed: boolean, item: TimelineItem) {
  if (listed) items.pop();
  items.push(item);
}
