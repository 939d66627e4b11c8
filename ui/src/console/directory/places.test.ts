import { describe, expect, it } from 'vitest';
import { nameIn, placed, pointerWords } from './places';

const TEXT = `{
  "name": "",
  "languages": { "es": "spa" },
  "ask": {
    "url": "http://api.lengua.example/v2",
    "body": { "a/b": [1, "{{nothing}}"] }
  }
}`;
const fault = (pointer: string, message = 'Change it.') => ({ pointer, message });
const found = (pointer: string, message?: string) => {
  const [one] = placed(TEXT, [fault(pointer, message)]);
  return [one?.place.line, TEXT.slice(one?.place.from, one?.place.to)];
};

describe('where something is wrong', () => {
  it('is said in words, and by its line', () => {
    expect([pointerWords('/ask/url'), pointerWords('/ask/body/a~1b/1'), pointerWords('')]).toEqual(['ask › url', 'ask › body › a/b › 1', 'The document']);
    expect(found('/ask/url')).toEqual([5, '"http://api.lengua.example/v2"']);
    expect(found('/ask/body/a~1b/1')).toEqual([6, '"{{nothing}}"']);
    expect(found('/ask')).toEqual([4, '"ask"']);
  });

  it('is where it would be, where it is not there', () => {
    expect(found('/ask/answer')).toEqual([4, '"ask"']);
    expect(found('/poll/url')).toEqual([1, '{']);
  });

  it('is what the message says, where it is no JSON', () => {
    expect(found('', 'This is no JSON: look at line 3, column 5.')).toEqual([3, '']);
    expect(placed('{', [fault('', 'This is no JSON: look at line 1, column 1.')])[0]?.place.line).toBe(1);
    expect(placed('', [fault('/name')])[0]?.place).toEqual({ line: 1, from: 0, to: 0 });
  });

  it('comes in the text’s order', () => {
    expect(placed(TEXT, [fault('/ask/url'), fault('/name')]).map(({ where }) => where)).toEqual(['name', 'ask › url']);
  });

  it('has the name as far as it can be read', () => {
    expect([nameIn('{"name": "Lengua", '), nameIn(TEXT), nameIn('{"name": 3}'), nameIn('')]).toEqual(['Lengua', '', '', '']);
  });
});
