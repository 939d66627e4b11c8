// The core over Tauri's IPC. The only file that imports @tauri-apps/api.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';
import { asFailure } from './failure';
import type { Event } from './generated';
import { Listeners, type Transport } from './transport';

/** Opens the transport; events are heard from before the first command on. */
export async function openTauri(): Promise<Transport> {
  const events = new Listeners<Event>();
  await listen<Event>('anteroom-event', ({ payload }) => events.tell(payload));
  return {
    async call(command, input) {
      try {
        return await invoke('rpc', { command: { command, input } });
      } catch (thrown) {
        throw asFailure(thrown);
      }
    },
    onEvent: (listener) => events.add(listener),
    // The core lives in this very process: it is never lost while the window is.
    onCore: () => () => {},
    window: {
      // That it is heard is what keeps the window open, so it is heard no longer than there is something to ask.
      onCloseRequest: (listener) => {
        const heard = getCurrentWindow().onCloseRequested((request) => {
          request.preventDefault();
          listener();
        });
        return () => void heard.then((stop) => stop());
      },
      close: () => getCurrentWindow().destroy(),
    },
  };
}
