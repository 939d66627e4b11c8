// The directory's services on a scripted console: their detail in light and dark, the document's editor with what is wrong at its place,
// secrets that go in and never out, the dry run, files. Pictures go to target/screens/services-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

/** The directory's page with a service shown. */
async function service(name = 'Lengua Video', options = {}, scene = 'day') {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, options);
  await view.page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
  if (!name) return view;
  await view.page.locator('.row', { hasText: name }).click();
  await view.page.getByRole('heading', { name, level: 2 }).waitFor();
  return view;
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim());
const editor = (page) => page.getByLabel('The connector’s document, JSON');
const selected = (page) => editor(page).evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));

for (const dark of [false, true]) {
  describe(dark ? 'services in the dark' : 'services in the light', () => {
    const suffix = dark ? '-dark' : '';

    it('show what one does, its secrets and its document', async () => {
      const view = await service('Lengua Video', { dark });
      for (const words of ['Can be asked', 'By our link, let in without being asked for', 'Looked up by themselves', 'Is set', 'Nothing is wrong with it']) await view.page.getByText(words).first().waitFor();
      await picture(view.page, `services${suffix}`);
      await sound(view, 'a service');
      await view.page.locator('.row', { hasText: 'Palabra Telephone' }).click();
      for (const words of ['Lacks a secret', 'Is missing', 'Asked of the provider, who calls the service', 'It lacks apiKey.']) await view.page.getByText(words).first().waitFor();
      await picture(view.page, `services-lacking${suffix}`);
      await sound(view, 'a service that lacks a secret');
      await view.close();
    });

    it('say what is wrong with a document at its place, and what a dry run did', async () => {
      const view = await service('Lengua Video', { dark });
      const { page } = view;
      const text = await editor(page).inputValue();
      await editor(page).fill(text.replace('https://api.lengua.example/v2/requests"', 'http://api.lengua.example/v2/requests"').replace('"Lengua Video"', '""'));
      await page.getByText('2 things are to be put right').waitFor();
      await picture(page, `services-faults${suffix}`);
      await sound(view, 'a document with faults');
      await page.getByRole('button', { name: 'Discard changes' }).click();
      await page.getByText('Nothing is wrong with it').waitFor();
      await page.getByRole('button', { name: 'Try it', exact: true }).click();
      await page.getByText('Looked: 403 in 120 ms').waitFor();
      await picture(page, `services-tried${suffix}`);
      await sound(view, 'a dry run');
      await view.close();
    });

    it('begin with a document, and give way at 1100 and at 900', async () => {
      const view = await service('', { dark });
      const { page } = view;
      await page.getByRole('button', { name: 'Add a service' }).click();
      await page.getByRole('heading', { name: 'A new service' }).waitFor();
      await page.getByRole('button', { name: 'They come in by our link' }).click();
      await page.getByText('Give the service a name.').waitFor();
      await picture(page, `services-new${suffix}`);
      await sound(view, 'a new service');
      await view.close();
      const wide = await service('Lengua Video', { dark, width: 1100, height: 700 });
      await picture(wide.page, `services-1100${suffix}`);
      await sound(wide, '1100 wide');
      await wide.close();
      const narrow = await service('Lengua Video', { dark, width: 900, height: 680 });
      await picture(narrow.page, `services-900${suffix}`);
      await sound(narrow, '900 wide');
      await narrow.close();
    });
  });
}

describe('a service’s document', () => {
  it('is edited by keyboard, leads to what is wrong, is not saved before it is right, and loses nothing', async () => {
    const { page, close } = await service();
    const text = await editor(page).inputValue();
    await editor(page).fill(text.replace('https://api.lengua.example/v2/requests"', 'http://api.lengua.example"'));
    await page.getByRole('button', { name: /^Line 1\d · ask › url/ }).click();
    assert.equal(await selected(page), '"http://api.lengua.example"');
    await page.keyboard.press('Control+s');
    await announced(page, 'Not saved yet: what is listed is to be put right first.');
    assert.equal((await asked(page, 'saveConnector')).length, 0);
    await page.keyboard.type('"https://api.lengua.example/v3"');
    await page.getByText('Nothing is wrong with it').waitFor();
    await page.keyboard.press('Control+s');
    await announced(page, 'Lengua Video is saved.');
    const [saved] = await asked(page, 'saveConnector');
    assert.equal(saved.id, 's1');
    assert.equal(JSON.parse(saved.document).ask.url, 'https://api.lengua.example/v3');
    await editor(page).fill('{');
    await page.getByRole('button', { name: 'Line 1 · The document' }).waitFor();
    await close();
  });

  it('is guarded: asked about before another, kept while another page is looked at', async () => {
    const { page, close } = await service();
    await editor(page).press('End');
    await page.keyboard.type(' ');
    await page.getByRole('navigation').getByRole('button', { name: 'Today' }).click();
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).waitFor();
    await page.locator('.row', { hasText: 'Rosa Benítez' }).click();
    await page.getByText('The document of Lengua Video has changes that are not saved.').waitFor();
    await page.getByRole('button', { name: 'Go on with them' }).click();
    await page.getByRole('heading', { name: 'Lengua Video' }).waitFor();
    await page.locator('.row', { hasText: 'Rosa Benítez' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).last().click();
    await page.getByRole('heading', { name: 'Rosa Benítez' }).waitFor();
    await close();
  });

  it('is begun from an empty directory, and may be left again', async () => {
    const { page, close } = await service('', {}, 'empty');
    await page.getByRole('button', { name: 'Add a service that is asked by its API' }).click();
    await page.getByRole('heading', { name: 'A new service' }).waitFor();
    await page.getByRole('button', { name: 'They come in by our link' }).click();
    await page.getByRole('button', { name: 'Don’t add' }).click();
    await page.getByText('The document of the new service has changes that are not saved.').waitFor();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByText('No lines yet').waitFor();
    await close();
  });

  it('comes from a template or a file, is added, exported and removed after saying what ends', async () => {
    const { page, close } = await service('');
    await page.getByRole('button', { name: 'Add a service' }).click();
    await page.getByRole('button', { name: 'The service gives a number' }).click();
    await page.getByText('Give the service a name.').waitFor();
    const template = await editor(page).inputValue();
    await page.getByLabel('A connector’s file').setInputFiles({ name: 'voz.json', mimeType: 'application/json', buffer: Buffer.from(template.replace('"name": ""', '"name": "Voz por Teléfono"')) });
    await announced(page, 'voz.json is opened. It is not saved yet.');
    await page.getByText('Nothing is wrong with it').waitFor();
    await page.getByRole('button', { name: 'Add service' }).click();
    await announced(page, 'Voz por Teléfono is saved.');
    await page.waitForFunction(() => document.activeElement?.id === 'directory-detail');
    await page.locator('.row', { hasText: 'Voz por Teléfono' }).waitFor();
    const [saved] = await asked(page, 'saveConnector');
    assert.equal('id' in saved, false);

    await page.getByRole('button', { name: 'More about Voz por Teléfono' }).click();
    await page.getByRole('menuitem', { name: 'Export to a file' }).click();
    await page.getByText('has its document, and no secret.').waitFor();
    await page.getByRole('button', { name: 'More about Voz por Teléfono' }).click();
    await page.getByRole('menuitem', { name: 'Remove service' }).click();
    await page.getByText('Its document and its secrets are deleted').waitFor();
    assert.equal(await focused(page), 'Keep it');
    await page.getByRole('button', { name: 'Remove the service' }).click();
    await announced(page, 'Voz por Teléfono is removed.');
    assert.deepEqual(await asked(page, 'removeConnector'), [{ connectorId: 's3' }]);
    await close();
  });
});

describe('a service’s secrets and its dry run', () => {
  it('go in and never out; what the keychain refuses loses nothing', async () => {
    const { page, close } = await service('Palabra Telephone');
    const field = page.getByLabel('Value of apiKey');
    await field.fill('locked');
    await page.keyboard.press('Enter');
    await page.getByText('This computer’s keychain is locked. Unlock it and try again.').waitFor();
    assert.equal(await field.inputValue(), 'locked');
    await field.fill('s3cret');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await announced(page, 'The secret apiKey is set.');
    await page.getByText('Can be asked').waitFor();
    assert.equal(await focused(page), 'Replace apiKey');
    assert.ok(!(await page.content()).includes('s3cret'), 'it is not shown again');
    assert.deepEqual((await asked(page, 'saveConnectorSecret')).at(-1), { connectorId: 's2', name: 'apiKey', value: 's3cret' });
    await page.getByRole('button', { name: 'Remove apiKey' }).click();
    await announced(page, 'The secret apiKey is removed.');
    await page.getByText('Is missing', { exact: true }).waitFor();
    await close();
  });

  it('is told step by step, in the language that is chosen, once the document is saved', async () => {
    const { page, close } = await service();
    await page.getByLabel('Language', { exact: true }).selectOption('ja');
    await page.getByRole('button', { name: 'Try it', exact: true }).click();
    await announced(page, 'Not every step went well.');
    const steps = await page.getByRole('list', { name: 'What the dry run did' }).getByRole('listitem').allInnerTexts();
    assert.deepEqual(steps.map((step) => step.replace(/\s+/g, ' ').trim()), [
      'Done: Asked: 201 in 340 ms',
      'Done: Reference read · status “searching” means asked',
      'Failed: Looked: 403 in 120 ms: The service does not say how the request stands. Check the secrets, and the headers in the document.',
      'Done: Called off: 200 in 98 ms',
    ]);
    assert.deepEqual(await asked(page, 'tryConnector'), [{ connectorId: 's1', language: 'ja' }]);
    await editor(page).press('End');
    await page.keyboard.type(' ');
    await page.getByText('What is saved is tried: save the document first.').waitFor();
    await close();
  });

  it('are found by name and language', async () => {
    const { page, close } = await service('');
    await page.getByLabel('Find by name or language').fill('palabra');
    await page.locator('.row', { hasText: 'Lengua Video' }).waitFor({ state: 'detached' });
    assert.deepEqual(await page.locator('.groups .row .name').allTextContents(), ['Palabra Telephone']);
    await close();
  });
});
