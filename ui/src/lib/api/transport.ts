// What carries commands to the core and events back. Three of them: Tauri's IPC, the loopback door's socket,
// and a scripted console for tests. Windows never see which one it is.
import type { Event } from './generated';

export interface Transport {
  /** Asks the core. Rejects with a `CommandFailure`, nothing else. */
  call(command: string, input: unknown): Promise<unknown>;
  /** Hears every event from now on, until the returned function is called. */
  onEvent(listener: (event: Event) => void): () => void;
  /** Hears when the core itself is lost (`false`) and found again (`true`). A transport that cannot lose it never calls. */
  onCore(listener: (reached: boolean) => void): () => void;
  /** The page's window, where it is one of the program's own; a browser's is the browser's. */
  readonly window?: ProgramWindow;
}

export interface ProgramWindow {
  /** Hears that somebody wants to close the window, which until the returned function is called does not close by itself. */
  onCloseRequest(listener: () => void): () => void;
  /** Closes it, without a question. */
  close(): Promise<void>;
}

/** Listeners in the order they came. One that throws does not keep the rest from hearing. */
export class Listeners<T> {
  #all = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(value: T) {
    for (const listener of [...this.#all]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
