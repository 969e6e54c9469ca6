// An app of the FAPI 2.0 profile with openid-client: pushed and signed requests, a signed answer, private_key_jwt, and
// tokens bound by DPoP. It says where to send the person, reads where they came back to, and says what it got.
import * as client from 'openid-client';
import readline from 'node:readline/promises';

const { ISSUER, CLIENT_ID, REDIRECT_URI, PRIVATE_JWK } = process.env;
const jwk = JSON.parse(PRIVATE_JWK);
const key = {
  key: await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
  kid: jwk.kid,
};
const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, { id_token_signed_response_alg: 'ES256', authorization_signed_response_alg: 'ES256' },
  client.PrivateKeyJwt(key, { [client.modifyAssertion]: (header, payload) => { payload.aud = ISSUER; } }),
  { execute: [client.allowInsecureRequests, client.useJwtResponseMode] });
const proof = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const signed = await client.buildAuthorizationUrlWithJAR(config, {
  redirect_uri: REDIRECT_URI,
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  response_mode: 'jwt',
  state,
  nonce,
}, key);
const pushed = await client.buildAuthorizationUrlWithPAR(
  config, { request: signed.searchParams.get('request') }, { DPoP: proof });
console.log(pushed.href);

const lines = readline.createInterface({ input: process.stdin });
const address = (await lines[Symbol.asyncIterator]().next()).value;
lines.close();

const tokens = await client.authorizationCodeGrant(config, new URL(address), {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
}, undefined, { DPoP: proof });
const me = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP: proof });
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: proof });
const stolen = await fetch(config.serverMetadata().userinfo_endpoint, {
  headers: { authorization: `Bearer ${refreshed.access_token}` },
});
console.log(JSON.stringify({
  type: tokens.token_type,
  email: me.email,
  parameters: [...pushed.searchParams.keys()],
  refreshed: refreshed.token_type,
  stolen: stolen.status,
}));
