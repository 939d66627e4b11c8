import { describe, expect, it } from 'vitest';
import { useTransport } from '$lib/api/client';
import { ConnectorDraft } from './connector-draft.svelte';

/** A core whose answers are given by hand, oldest question first. */
function slowCore() {
  const open: { input: { document: string }; answer: (faults: { pointer: string; message: string }[]) => void }[] = [];
  const asked: string[] = [];
  useTransport({
    call: (_command, input) =>
      new Promise((resolve) => {
        const { document } = input as { document: string };
        asked.push(document);
        open.push({ input: { document }, answer: (faults) => resolve({ faults, name: null }) });
      }),
    onEvent: () => () => {},
    onCore: () => () => {},
  });
  return { asked, next: () => open.shift() };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a document that is worked on', () => {
  it('is looked at once at a time, and of many changes the last one counts', async () => {
    const core = slowCore();
    const draft = new ConnectorDraft('s1', '{}');
    const looking = draft.look();
    for (const text of ['{"a', '{"a":', '{"a":1}']) {
      draft.text = text;
      void draft.look();
    }
    await settled();
    core.next()?.answer([{ pointer: '', message: 'Old.' }]);
    await settled();
    expect(draft.faults).toBeNull();
    core.next()?.answer([{ pointer: '/a', message: 'Unknown.' }]);
    await looking;
    expect(core.asked).toEqual(['{}', '{"a":1}']);
    expect(draft.faults).toEqual([{ pointer: '/a', message: 'Unknown.' }]);
  });

  it('knows what is not saved, and goes back to what is', async () => {
    slowCore();
    const draft = new ConnectorDraft('s1', '{"name":"Lengua"}');
    expect([draft.changed, draft.name]).toEqual([false, 'Lengua']);
    draft.text = '{"name":"Voz"}';
    expect([draft.changed, draft.name]).toEqual([true, 'Voz']);
    draft.settled('{"name":"Voz"}');
    expect(draft.changed).toBe(false);
    draft.text = '';
    draft.discard();
    expect(draft.text).toBe('{"name":"Voz"}');
  });

  it('has nothing wrong with it before it is begun', async () => {
    const core = slowCore();
    const draft = new ConnectorDraft(null, '');
    await draft.look();
    expect([core.asked, draft.faults, draft.changed]).toEqual([[], null, false]);
  });
});
