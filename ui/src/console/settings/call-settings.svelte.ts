// What the clinic asks of its rooms, while it is worked on.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { RoomPolicy } from '$lib/api/generated';
import { policyErrors, roomForm, roomPolicy, type RoomForm } from './room-form';

export class CallSettings {
  /** As the core has it; null before it was read. */
  read = $state.raw<RoomPolicy | null>(null);
  form = $state<RoomForm | null>(null);
  /** Why it could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why it could not be saved. */
  refusal = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  /** Faults are said from the first attempt to save on, not while a figure is half typed. */
  tried = $state(false);

  constructor(private readonly say: (words: string) => void) {}

  get errors() {
    return this.form && this.tried ? policyErrors(this.form) : {};
  }
  get unsaved(): boolean {
    return this.read !== null && JSON.stringify(this.form) !== JSON.stringify(roomForm(this.read));
  }

  async load(): Promise<void> {
    const unsaved = this.unsaved;
    try {
      this.read = await call('getRoomPolicy', {});
      this.failure = null;
      if (!unsaved) this.form = roomForm(this.read);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Back to what is saved. */
  discard() {
    if (this.read) this.form = roomForm(this.read);
    this.refusal = null;
    this.tried = false;
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || this.saving || !this.unsaved) return;
    this.tried = true;
    if (Object.values(policyErrors(form)).some(Boolean)) return;
    const policy = roomPolicy($state.snapshot(form));
    this.saving = true;
    this.refusal = null;
    try {
      await call('setRoomPolicy', policy);
      this.read = policy;
      this.tried = false;
      this.say('The settings for calls are saved. They hold for rooms that open from now on.');
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.saving = false;
    }
  }
}
