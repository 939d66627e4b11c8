// How a call moves to the second profile, as its two pages see and hear it. Prints one measure a line.
// Run by `cargo xtask bench profile`; ANTEROOM_TWIN names the local Twilio.
import { openBrowser } from '../../ui/tests/call-window.mjs';
import { startTwilio } from '../../ui/tests/local-twilio.mjs';
import { grow } from '../../ui/tests/support/growing.mjs';

const runs = Number(process.argv[2] ?? 5);
const samples = { frozen: [], silent: [] };
const [browser, twilio] = await Promise.all([openBrowser(), startTwilio()]);
try {
  for (let run = 0; run < runs; run++) {
    for (const { numbers } of await grow(browser, twilio, `bench-${run}`)) {
      samples.frozen.push(numbers.frozen);
      samples.silent.push(numbers.silent);
    }
  }
} finally {
  await browser.close();
  await twilio.stop();
}
for (const [name, values] of Object.entries(samples)) {
  console.log(JSON.stringify({ measure: `profile.${name}`, unit: 'ms', samples: values }));
}
