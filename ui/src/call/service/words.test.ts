import { describe, expect, it } from 'vitest';
import type { VendorState } from '$lib/api/generated';
import { aRequest } from '$lib/third-parties/a-request';
import { endWords, requestChangeWords, requestStateWords, toldWords } from '$lib/text/service';

const words = (message: string) => ({ message, advice: '', httpStatus: null });

describe('what is read out of a request to a service', () => {
  it('is each change once, with who comes', () => {
    const asked = aRequest({}, ['askTaken', 'asked', 2]);
    const accepted = aRequest({ interpreter: 'Alma R.' }, ['vendorAccepted', 'accepted', 9]);
    expect(requestChangeWords(undefined, aRequest())).toBe('Lengua Video: being asked');
    expect(requestChangeWords(aRequest(), aRequest({}, ['askRequested', 'requested', 0]))).toBe('');
    expect(requestChangeWords(aRequest(), asked)).toBe('Lengua Video: looking for somebody');
    expect(requestChangeWords(asked, accepted)).toBe('Lengua Video: Alma R. accepted');
    expect(requestChangeWords(accepted, { ...accepted, waitsUntil: null })).toBe('');
  });

  it('tells why it failed, what is wrong meanwhile and that it is over, and whether the service knows', () => {
    const asked = aRequest({}, ['askTaken', 'asked', 2]);
    expect(requestChangeWords(asked, aRequest({ failure: words('The service does not accept the clinic’s key.') }, ['askRefused', 'failed', 3]))).toBe('Lengua Video: The service does not accept the clinic’s key.');
    const troubled = { ...asked, trouble: words('The service has a fault.') };
    expect(requestChangeWords(asked, troubled)).toBe('Lengua Video: The service has a fault.');
    expect(requestChangeWords(troubled, asked)).toBe('Lengua Video: the service answers again');
    expect(requestChangeWords(asked, aRequest({ trouble: words('The service did not answer in time.') }, ['askLost', 'unknown', 9]))).toBe(
      'Lengua Video: not known whether it has the request. The service did not answer in time.',
    );
    const off = aRequest({ told: 'telling' }, ['cancelled', 'cancelled', 9]);
    expect(requestChangeWords(asked, off)).toBe('Lengua Video: called off');
    expect(requestChangeWords(off, { ...off, told: 'notTold' })).toContain('somebody may still come');
  });
});

describe('the words of a request', () => {
  it('name every state, and no name of anybody', () => {
    const states: VendorState[] = ['intended', 'requested', 'unknown', 'asked', 'accepted', 'onTheWay', 'cameIn', 'refused', 'calledOff', 'cancelled', 'timedOut', 'failed', 'ended'];
    for (const state of states) {
      const request = aRequest({ state, interpreter: 'Alma R.' });
      expect(requestStateWords(request)).toMatch(/^[a-z]/);
      expect(requestStateWords(request) + endWords(request)).not.toContain('Alma');
    }
  });

  it('say honestly where the service could not be told', () => {
    expect(toldWords({ told: 'notTold' })?.sure).toBe(false);
    expect(toldWords({ told: null })).toBeNull();
  });
});
