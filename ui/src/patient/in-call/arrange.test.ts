import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';

const person = (identity: string, picture: unknown = {}) => ({ identity, picture });
const [doctor, daughter, signer, line] = [person('pv-1'), person('in-a'), person('in-b'), person('ph-1', null)];
const places = (arrangement: ReturnType<typeof arrange<typeof doctor>>) => [
  arrangement.large?.identity ?? null,
  arrangement.strip.map(({ identity }) => identity),
  arrangement.phones.map(({ identity }) => identity),
];

describe('the places in a call', () => {
  it('have the provider large as long as nobody speaks', () => {
    expect(places(arrange([daughter, line, doctor], null, null))).toEqual(['pv-1', ['in-a'], ['ph-1']]);
  });

  it('have who speaks large, where they are to be seen', () => {
    expect(places(arrange([doctor, daughter, signer], signer, null))).toEqual(['in-b', ['pv-1', 'in-a'], []]);
    const dark = person('in-c', null);
    expect(places(arrange([doctor, dark], dark, null))[0], 'a camera that is off takes nobody’s place').toBe('pv-1');
    expect(places(arrange([doctor, line], line, null))[0], 'nor does a telephone').toBe('pv-1');
  });

  it('keep large whom the person keeps, whoever speaks, and let go of who has left', () => {
    expect(places(arrange([doctor, daughter, signer], doctor, 'in-b'))[0]).toBe('in-b');
    expect(places(arrange([doctor, daughter], null, 'in-b'))[0]).toBe('pv-1');
  });

  it('have the first large where no provider is in, and nobody where only telephones are', () => {
    expect(places(arrange([daughter, signer], null, null))[0]).toBe('in-a');
    expect(places(arrange([line], line, null))).toEqual([null, [], ['ph-1']]);
  });
});
