// The call's keys. All carry a modifier: a single letter would fire while somebody types, or speaks to their computer.

/** What a key press means; `hold` lasts while the keys are down. */
export type Shortcut = 'mute' | 'camera' | 'hold' | 'add' | 'people' | 'chat';

type Keys = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Reads a key press. By place on the keyboard, so that it is the same key in every layout. */
export function shortcut(event: Keys): Shortcut | null {
  if (event.altKey) return null;
  if (event.code === 'Space') return event.ctrlKey && !event.metaKey && !event.shiftKey ? 'hold' : null;
  if (!(event.ctrlKey || event.metaKey) || !event.shiftKey) return null;
  if (event.code === 'KeyM') return 'mute';
  if (event.code === 'KeyO') return 'camera';
  if (event.code === 'KeyA') return 'add';
  if (event.code === 'KeyE') return 'people';
  if (event.code === 'KeyH') return 'chat';
  return null;
}
