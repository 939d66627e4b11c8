// The core, as windows see it: typed commands and events. The only way from a page to the core.
import { asFailure } from './failure';
import type { CommandMap, Event } from './generated';
import type { Transport } from './transport';

export { CommandFailure, asFailure } from './failure';

let chosen: Promise<Transport> | undefined;

/** Uses this transport instead of looking for one. For tests; call it before anything else. */
export function useTransport(transport: Transport) {
  chosen = Promise.resolve(transport);
}

// Feature-detected: Tauri puts its internals into its own windows, and nobody else does.
function transport(): Promise<Transport> {
  chosen ??=
    '__TAURI_INTERNALS__' in window
      ? import('./tauri').then((module) => module.openTauri())
      : import('./loopback').then((module) => module.openLoopback());
  return chosen;
}

/** Asks the core for one command. Rejects with a `CommandFailure`. */
export async function call<K extends keyof CommandMap>(
  command: K,
  input: CommandMap[K]['input'],
): Promise<CommandMap[K]['output']> {
  try {
    return (await (await transport()).call(command, input)) as CommandMap[K]['output'];
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** Hears every event from now on; call the returned function to stop. */
export function onEvent(listener: (event: Event) => void): () => void {
  return follow((found) => found.onEvent(listener));
}

/** Hears when the core is lost and found again (only the loopback door can lose it). */
export function onCore(listener: (reached: boolean) => void): () => void {
  return follow((found) => found.onCore(listener));
}

/** Hears that somebody wants to close the window. Until the returned function is called it does not close by itself: whoever hears it
 * asks, and closes it with `closeWindow`. Never calls where the window is a browser's. */
export function onCloseRequest(listener: () => void): () => void {
  return follow((found) => found.window?.onCloseRequest(listener) ?? (() => {}));
}

/** Closes the window, without a question. */
export async function closeWindow(): Promise<void> {
  await (await transport()).window?.close();
}

function follow(subscribe: (transport: Transport) => () => void): () => void {
  let stopped = false;
  let stop = () => {};
  transport().then(
    (found) => {
      if (!stopped) stop = subscribe(found);
    },
    // A transport that cannot be opened is told by the first command.
    () => {},
  );
  return () => {
    stopped = true;
    stop();
  };
}
