// An app with openid-client: it says where to send the person, reads the address that they came back to, and then
// says on one line what it got. Settings come from the environment.
import * as client from 'openid-client';
import readline from 'node:readline/promises';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AUTH_METHOD, ID_TOKEN_ALG } = process.env;
const methods = {
  client_secret_basic: client.ClientSecretBasic,
  client_secret_post: client.ClientSecretPost,
  none: () => client.None(),
};

const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, { id_token_signed_response_alg: ID_TOKEN_ALG }, methods[AUTH_METHOD](CLIENT_SECRET),
  { execute: [client.allowInsecureRequests] });
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
console.log(client.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
}).href);

const lines = readline.createInterface({ input: process.stdin });
const address = (await lines[Symbol.asyncIterator]().next()).value;
lines.close();

const tokens = await client.authorizationCodeGrant(config, new URL(address), {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
});
const claims = tokens.claims();
const me = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
await client.tokenRevocation(config, refreshed.refresh_token);
const refused = await client.refreshTokenGrant(config, refreshed.refresh_token).then(() => null, e => e.error);
console.log(JSON.stringify({
  iss: claims.iss,
  email: me.email,
  rotated: refreshed.refresh_token !== tokens.refresh_token,
  refused,
  end: client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: new URL('/signed-out', REDIRECT_URI).href,
  }).href,
}));
