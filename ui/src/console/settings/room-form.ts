// The room policy as it is typed, what is wrong with it, and what it comes to.
import type { RoomCodec, RoomPolicy } from '$lib/api/generated';

/** Twilio's media regions, by where they are. `gll` is whichever is nearest to the one who comes first. */
export const REGIONS: readonly { key: string; name: string }[] = [
  { key: '', name: 'As the Twilio account is set' },
  { key: 'gll', name: 'Nearest to whoever comes first' },
  { key: 'au1', name: 'Australia' },
  { key: 'br1', name: 'Brazil' },
  { key: 'de1', name: 'Germany' },
  { key: 'in1', name: 'India' },
  { key: 'ie1', name: 'Ireland' },
  { key: 'jp1', name: 'Japan' },
  { key: 'sg1', name: 'Singapore' },
  { key: 'us1', name: 'United States, East (Virginia)' },
  { key: 'us2', name: 'United States, West (Oregon)' },
];

export type RoomForm = { codec: RoomCodec; mediaRegion: string; emptyMinutes: string; mostPeople: string };
export type RoomErrors = { emptyMinutes?: string; mostPeople?: string };

export const roomForm = (policy: RoomPolicy): RoomForm => ({
  codec: policy.codec,
  mediaRegion: policy.mediaRegion,
  emptyMinutes: String(policy.emptyMinutes ?? ''),
  mostPeople: String(policy.mostPeople ?? ''),
});

/** What is sent. Only for a form without errors. */
export function roomPolicy({ codec, mediaRegion, emptyMinutes, mostPeople }: RoomForm): RoomPolicy {
  return {
    codec,
    mediaRegion,
    ...(emptyMinutes.trim() && { emptyMinutes: Number(emptyMinutes) }),
    ...(mostPeople.trim() && { mostPeople: Number(mostPeople) }),
  };
}

function between(text: string, least: number, most: number): boolean {
  const typed = text.trim();
  return typed === '' || (/^\d+$/.test(typed) && Number(typed) >= least && Number(typed) <= most);
}

/** What to change, in words. The bounds are the core's, which are Twilio's. */
export function policyErrors({ emptyMinutes, mostPeople }: RoomForm): RoomErrors {
  return {
    ...(!between(emptyMinutes, 1, 60) && { emptyMinutes: 'Write 1 to 60 minutes, or leave it empty.' }),
    ...(!between(mostPeople, 2, 25) && { mostPeople: 'Write 2 to 25 people, or leave it empty.' }),
  };
}

/** What has rooms made before anybody goes in, each in words; none where a room is made by going in. */
export function reasonsForRest({ codec, mediaRegion, emptyMinutes, mostPeople }: RoomForm): string[] {
  return [
    codec === 'h264' ? 'H.264 alone' : '',
    mediaRegion ? 'a media region' : '',
    emptyMinutes.trim() ? 'rooms that stay open' : '',
    mostPeople.trim() ? 'a bound on people' : '',
  ].filter(Boolean);
}

/** `a, b and c`. */
export const listed = (parts: readonly string[]): string => new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(parts);
