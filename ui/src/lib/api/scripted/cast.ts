// The scripted practice clinic's people, as a director sees them.
import { CommandFailure } from '../failure';
import type { CastDoing, CastMember, CommandMap, Scene } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

const NOW = '2026-11-23T17:14:00Z';

function member(id: string, name: string, doing: CastDoing, minutesAgo: number, more: Partial<CastMember> = {}): CastMember {
  const since = new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString();
  return { id, name, language: 'en', doing, since, network: true, muted: false, cameraOff: false, talking: false, ...more };
}

/** The director's part of the script. */
export class ScriptedCast {
  #scene: Scene = {
    now: NOW,
    speed: 1,
    aheadSeconds: 0,
    members: [
      member('elena', 'Elena Márquez Ríos', 'inCall', 3, { language: 'es', talking: true }),
      member('james', 'James Whitaker', 'waiting', 9),
      member('kenji', 'Kenji Kobayashi', 'waiting', 6, { language: 'ja', network: false }),
      member('marian', 'Marian Holloway', 'checking', 0),
      member('theo', 'Theo Lindqvist', 'waiting', 2),
      member('henrik', 'Henrik Lindqvist', 'awaitsText', 40, { relativeOf: 'theo' }),
      member('samuel', 'Samuel Osei', 'hasLink', 12, { opensAt: '2026-11-23T17:40:00Z' }),
      member('dale', 'Dale Whitcomb', 'staysAway', 74),
      member('gloria', 'Gloria Tran', 'ended', 20),
    ],
  };

  constructor(private readonly scene: string) {}

  #become(id: string, next: Partial<CastMember>) {
    this.#scene = { ...this.#scene, members: this.#scene.members.map((each) => (each.id === id ? { ...each, since: NOW, ...next } : each)) };
  }

  readonly answers: Answers = {
    getScene: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      if (this.scene === 'error') throw new CommandFailure({ code: 'internal', message: 'The practice clinic’s people are not reached.', advice: 'Open the practice clinic again.' });
      if (this.scene === 'empty') return { ...this.#scene, members: [] };
      return this.#scene;
    },
    directCast: (direction) => {
      switch (direction.kind) {
        case 'arrive': {
          const who = direction.who ?? 'samuel';
          this.#become(who, { doing: 'checking' });
          return { who };
        }
        case 'leave':
          this.#become(direction.who, { doing: 'left' });
          return { who: direction.who };
        case 'dropNetwork':
        case 'mendNetwork':
          this.#become(direction.who, { network: direction.kind === 'mendNetwork' });
          return { who: direction.who };
        case 'say':
        case 'bringRelative':
          return { who: direction.who };
        case 'speed':
          this.#scene = { ...this.#scene, speed: direction.times };
          return {};
        case 'advance':
          this.#scene = { ...this.#scene, aheadSeconds: this.#scene.aheadSeconds + direction.seconds };
          return {};
        case 'failNextText':
          return {};
        case 'failNextCall':
          throw new CommandFailure({ code: 'conflict', message: 'The next call fails already.', advice: '' });
      }
    },
  };
}
