// The scripted console's settings.
import { CommandFailure } from '../failure';
import type { CommandMap, RoomPolicy, WaitingRules } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

/** The settings' part of the script. */
export class ScriptedSettings {
  #waiting: WaitingRules = { lateMinutes: 5 };
  #rooms: RoomPolicy = { codec: 'vp8', mediaRegion: '' };

  constructor(private readonly scene: string) {}

  readonly answers: Answers = {
    getWaitingRules: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return this.#waiting;
    },
    setWaitingRules: (rules) => {
      this.#waiting = rules;
      return {};
    },
    getRoomPolicy: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      if (this.scene === 'error') throw new CommandFailure({ code: 'store', message: 'The settings cannot be read from this computer’s disk.', advice: 'Check that the disk is not full, then try again.' });
      return this.#rooms;
    },
    setRoomPolicy: (policy) => {
      if (policy.mediaRegion === 'br1') throw new CommandFailure({ code: 'store', message: 'The settings cannot be written to this computer’s disk.', advice: 'Check that the disk is not full, then try again.' });
      this.#rooms = policy;
      return {};
    },
  };
}
