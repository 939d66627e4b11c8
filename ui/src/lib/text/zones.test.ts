import { describe, expect, it } from 'vitest';
import { findZones, timeThere, zones, zoneWords } from './zones';

describe('zones', () => {
  it('are found by city, by name and by their own name, whatever the accents', () => {
    const ids = (search: string) => findZones(zones(), search).map(({ id }) => id);
    expect(ids('los ang')).toEqual(['America/Los_Angeles']);
    expect(ids('pacific')).toContain('America/Los_Angeles');
    expect(ids('America/New_York')).toEqual([]);
    expect(ids('america new york')).toEqual(['America/New_York']);
    expect(ids('São Paulo')).toEqual(['America/Sao_Paulo']);
    expect(ids('nowhere at all')).toEqual([]);
  });

  it('are written with their city, and with the time there', () => {
    expect(zoneWords('America/Los_Angeles')).toBe('Los Angeles, Pacific');
    expect(zoneWords('Europe/Lisbon')).toMatch(/^Lisbon, Western European/);
    expect(timeThere('Asia/Tokyo', Date.parse('2026-11-23T17:14:00Z'))).toBe('2:14');
  });
});
