// What the clinic asks of its rooms, while it is worked on.
import { call } from '$lib/api/client';
import type { RoomPolicy } from '$lib/api/generated';
import { policyErrors, roomForm, roomPolicy, type RoomErrors, type RoomForm } from './room-form';
import { SectionForm } from './section-form.svelte';

export class CallSettings extends SectionForm<RoomPolicy, RoomForm, RoomErrors> {
  constructor(say: (words: string) => void) {
    const saved = 'The settings for calls are saved. They hold for rooms that open from now on.';
    const [read, write] = [() => call('getRoomPolicy', {}), (policy: RoomPolicy) => call('setRoomPolicy', policy)];
    super({ read, write, form: roomForm, kept: roomPolicy, errors: policyErrors, saved }, say);
  }
}
