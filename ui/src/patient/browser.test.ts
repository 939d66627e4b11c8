import { describe, expect, it } from 'vitest';
import { permissionPlace, readBrowser, systemPlace } from './browser';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit}`;
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';
const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit}`;
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the browser', () => {
  it.each([
    ['Safari on iPhone', `${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, 5],
    ['Chrome on iPhone', `${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`, 5],
    ['Safari on Mac', `${mac} Version/18.1 Safari/605.1.15`, 0],
    ['Safari on iPad', `${mac} Version/18.1 Safari/605.1.15`, 5],
    ['Chrome on Android', `${android} Chrome/130.0.0.0 Mobile Safari/537.36`, 5],
    ['Samsung Internet on Android', `${android} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`, 5],
    ['Edge on Windows', `${windows} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`, 0],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 0],
    ['Instagram’s browser on iPhone', `${iphone} Mobile/15E148 Instagram 350.0.0.0`, 5],
    ['Facebook’s browser on Android', `${android} Version/4.0 Chrome/130.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0;]`, 5],
    ['Messenger’s browser on iPhone', `${iphone} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/480.0;]`, 5],
    ['LINE’s browser on iPhone', `${iphone} Safari Line/14.1.0`, 5],
    ['Google’s browser on iPhone', `${iphone} GSA/340.0 Mobile/15E148 Safari/604.1`, 5],
    ['WeChat’s browser on Android', `${android} Version/4.0 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0`, 5],
    ['Yahoo! JAPAN’s browser on iPhone', `${iphone} Mobile/15E148 YJApp-IOS jp.co.yahoo.ipn.appli/4.100.0`, 5],
    ['A browser on an unknown system', '', 0],
  ])('is %s', (name, userAgent, maxTouchPoints) => {
    expect(readBrowser({ userAgent, maxTouchPoints }).name).toBe(name);
  });

  it('knows a view inside an app that does not say which', () => {
    const agent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0 Mobile Safari/537.36';
    expect(readBrowser({ userAgent: agent, maxTouchPoints: 5 }).inApp).toBe('');
    const iphoneView = `${iphone} Mobile/15E148`;
    expect(readBrowser({ userAgent: iphoneView, maxTouchPoints: 5 }).inApp).toBe('');
    expect(readBrowser({ userAgent: iphoneView, maxTouchPoints: 5, standalone: true }).inApp, 'from the home screen').toBeNull();
  });

  it.each([
    [`${mac} Version/18.1 Safari/605.1.15`, 0],
    [`${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`, 5],
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36`, 5],
  ])('takes an ordinary browser for no app: %s', (userAgent, maxTouchPoints) => {
    expect(readBrowser({ userAgent, maxTouchPoints }).inApp).toBeNull();
  });

  it.each([
    [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, 'iosSafari', 'iphone'],
    [`${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`, 'iosOther', 'iphone'],
    [`${android} Chrome/130.0.0.0 Mobile Safari/537.36`, 'android', 'android'],
    ['Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0', 'androidFirefox', 'android'],
    [`${mac} Version/18.1 Safari/605.1.15`, 'macSafari', 'mac'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'firefox', 'other'],
    [`${windows} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`, 'edge', 'windows'],
    [`${windows} Chrome/130.0.0.0 Safari/537.36`, 'desktop', 'windows'],
  ])('keeps its switches where the words say: %s', (userAgent, place, system) => {
    const browser = readBrowser({ userAgent, maxTouchPoints: 0 });
    expect([permissionPlace(browser), systemPlace(browser)]).toEqual([place, system]);
  });
});
