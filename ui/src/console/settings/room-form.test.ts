import { describe, expect, it } from 'vitest';
import { listed, policyErrors, reasonsForRest, roomForm, roomPolicy } from './room-form';

const usual = { codec: 'vp8', mediaRegion: '' } as const;

describe('the room policy as it is typed', () => {
  it('comes back as it was read', () => {
    const special = { codec: 'h264', mediaRegion: 'de1', emptyMinutes: 5, mostPeople: 4 } as const;
    expect(roomPolicy(roomForm(usual))).toEqual(usual);
    expect(roomPolicy(roomForm(special))).toEqual(special);
    expect(roomPolicy({ ...roomForm(usual), emptyMinutes: ' 5 ' })).toEqual({ ...usual, emptyMinutes: 5 });
  });

  it('says at which field something is wrong', () => {
    const wrong = (more: object) => Object.keys(policyErrors({ ...roomForm(usual), ...more }));
    expect(wrong({})).toEqual([]);
    expect(wrong({ emptyMinutes: '60', mostPeople: '25' })).toEqual([]);
    for (const emptyMinutes of ['0', '61', '5.5', 'five', '-1']) expect(wrong({ emptyMinutes })).toEqual(['emptyMinutes']);
    for (const mostPeople of ['1', '26', '1e1']) expect(wrong({ mostPeople })).toEqual(['mostPeople']);
  });

  it('says what has rooms made over REST', () => {
    expect(reasonsForRest(roomForm(usual))).toEqual([]);
    expect(listed(reasonsForRest({ codec: 'h264', mediaRegion: 'de1', emptyMinutes: '5', mostPeople: '' }))).toBe('H.264 alone, a media region and rooms that stay open');
  });
});
