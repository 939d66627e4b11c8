// Things in a list that are put into another order by dragging, with any pointer. HTML's own drag and drop is not used: the webview of
// Windows keeps it for files. The keyboard's way is whoever uses it: arrow keys on a handle, or on the row.

/** A drag begins after this many pixels, so that a press stays a press. */
const THRESHOLD = 5;

export type Sortable = {
  /** Things that can be dragged, in the list's own order: a selector below the list. */
  items: string;
  /** What a drag begins on, below an item; without, anywhere on it. */
  handle?: string;
  /** From which place to which, from 0. Called once, when the pointer is let go. */
  onmove: (from: number, to: number) => void;
};

/** Makes a list sortable, as an attachment: `{@attach sortable(() => ({ … }))}`. */
export function sortable(options: () => Sortable) {
  return (list: HTMLElement) => {
    const down = (event: PointerEvent) => {
      const { items, handle } = options();
      const pressed = event.target as Element;
      const item = pressed.closest<HTMLElement>(items);
      if (!item || event.button !== 0 || (handle && !pressed.closest(handle))) return;
      const all = [...list.querySelectorAll<HTMLElement>(items)];
      const from = all.indexOf(item);
      let to = from;
      let dragging = false;
      const boxes = all.map((each) => each.getBoundingClientRect());
      const middle = (box: DOMRect) => box.top + box.height / 2;

      const move = (at: PointerEvent) => {
        if (!dragging && Math.abs(at.clientY - event.clientY) < THRESHOLD) return;
        if (!dragging) {
          dragging = true;
          list.setPointerCapture(at.pointerId);
          item.dataset.dragged = '';
        }
        to = boxes.filter((box, index) => index !== from && middle(box) < at.clientY).length;
        item.style.translate = `0 ${at.clientY - event.clientY}px`;
        all.forEach((each, index) => {
          if (each === item) return;
          each.toggleAttribute('data-drop-before', index === (to < from ? to : to + 1) && to !== from);
          each.toggleAttribute('data-drop-after', index === all.length - 1 && to === all.length - 1 && to !== from);
        });
      };
      const done = (last: Event) => {
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', done);
        window.removeEventListener('pointercancel', done);
        window.removeEventListener('keydown', escape, true);
        item.style.translate = '';
        delete item.dataset.dragged;
        for (const each of all) {
          each.removeAttribute('data-drop-before');
          each.removeAttribute('data-drop-after');
        }
        if (!dragging) return;
        // The press that ends a drag is no click.
        const swallow = (click: Event) => click.stopPropagation();
        window.addEventListener('click', swallow, { capture: true, once: true });
        setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
        if (last.type === 'pointerup' && to !== from) options().onmove(from, to);
      };
      const escape = (key: KeyboardEvent) => {
        if (key.key !== 'Escape' || !dragging) return;
        key.stopPropagation();
        done(key);
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', done);
      window.addEventListener('pointercancel', done);
      window.addEventListener('keydown', escape, true);
    };
    list.addEventListener('pointerdown', down);
    return () => list.removeEventListener('pointerdown', down);
  };
}
