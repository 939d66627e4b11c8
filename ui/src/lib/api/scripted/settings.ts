// The scripted console's settings.
import { CommandFailure } from '../failure';
import type { CommandMap, IntakeForm, RoomPolicy, WaitingRules } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

/** The settings' part of the script. */
export class ScriptedSettings {
  #intake: IntakeForm = {
    questions: [
      {
        id: 'pain', kind: 'choice', required: true,
        words: [
          { language: 'en', ask: 'How is the pain today?', hint: '', options: ['None', 'Some', 'Bad'] },
          { language: 'es', ask: '¿Cómo está el dolor hoy?', hint: '', options: ['Nada', 'Algo', 'Mucho'] },
        ],
      },
      { id: 'terms', kind: 'consent', required: true, words: [{ language: 'en', ask: 'I agree to be seen by video.', hint: '', options: [] }] },
    ],
  };
  #waiting: WaitingRules = { lateMinutes: 5 };
  #rooms: RoomPolicy = { codec: 'vp8', mediaRegion: '' };

  constructor(private readonly scene: string) {}

  readonly answers: Answers = {
    getIntake: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return this.#intake;
    },
    setIntake: (form) => {
      if (form.questions.some(({ words }) => words.some(({ ask }) => ask.includes('too long for a page')))) throw new CommandFailure({ code: 'invalid', message: 'All questions together are too long for a patient’s page. Shorten them.', advice: '' });
      this.#intake = form;
      return {};
    },
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
