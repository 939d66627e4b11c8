// Mints access tokens with Twilio's helper library and prints what one costs, as one line of JSON: the peer of
// crates/twilio/examples/mint_tokens.rs, with the same grants, the same validity and a new identity for each.
//
// `node xtask/peers/mint_tokens.mjs 5000`
import twilio from 'twilio';

const { AccessToken } = twilio.jwt;
const tokens = Number(process.argv[2] ?? 5000);
if (!Number.isSafeInteger(tokens) || tokens < 1) throw new Error('mint one token at least');

function mint(n) {
  const token = new AccessToken(
    'AC0123456789abcdef0123456789abcdef',
    'SK0123456789abcdef0123456789abcdef',
    'not-a-real-secret-xxxxxxxxxxxxxx',
    { identity: `guest-${n}`, ttl: 4 * 60 * 60 },
  );
  token.addGrant(new AccessToken.VideoGrant({ room: 'RM0123456789abcdef0123456789abcdef' }));
  token.addGrant(new AccessToken.SyncGrant({ serviceSid: 'IS0123456789abcdef0123456789abcdef' }));
  return token.toJwt();
}

let length = 0;
// Long enough for the just-in-time compiler.
for (let n = 0; n < Math.min(tokens, 1000); n++) length += mint(n).length;
const start = process.hrtime.bigint();
for (let n = 0; n < tokens; n++) length += mint(n).length;
const spent = Number(process.hrtime.bigint() - start);
if (length === 0) throw new Error('no token was made');
console.log(JSON.stringify({ tokens, ns_per_token: spent / tokens, tokens_per_second: (tokens * 1e9) / spent }));
