// An app of the FAPI 2.0 profile with openid-client: it registers itself with a key of its own, pushes signed requests,
// gets signed answers everywhere, proves itself by private_key_jwt, and binds its tokens by DPoP. It says where to send
// the person, reads where they came back to, and says what it got.
import * as client from 'openid-client';
import readline from 'node:readline/promises';

const { ISSUER, REDIRECT_URI } = process.env;
const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const published = { ...await crypto.subtle.exportKey('jwk', pair.publicKey), kid: 'of-the-app' };
const key = { key: pair.privateKey, kid: published.kid };
const config = await client.dynamicClientRegistration(
  new URL(ISSUER),
  {
    client_name: 'Bank',
    profile: 'fapi2',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: 'openid profile email offline_access',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [published] },
    dpop_bound_access_tokens: true,
    require_signed_request_object: true,
    id_token_signed_response_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
    introspection_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256',
  },
  client.PrivateKeyJwt(key, { [client.modifyAssertion]: (header, payload) => { payload.aud = ISSUER; } }),
  { execute: [client.allowInsecureRequests, client.useJwtResponseMode, client.enableNonRepudiationChecks] });
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
const introspected = await client.tokenIntrospection(config, refreshed.access_token);
const stolen = await fetch(config.serverMetadata().userinfo_endpoint, {
  headers: { authorization: `Bearer ${refreshed.access_token}` },
});
console.log(JSON.stringify({
  client: config.clientMetadata().client_id,
  type: tokens.token_type,
  email: me.email,
  parameters: [...pushed.searchParams.keys()],
  refreshed: refreshed.token_type,
  stolen: stolen.status,
  active: introspected.active,
  bound: typeof introspected.cnf.jkt,
}));
