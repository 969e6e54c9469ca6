// A television with openid-client: it says what a person has to open, waits for them, and says what it got.
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID } = process.env;
const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, { id_token_signed_response_alg: 'ES256' }, client.None(),
  { execute: [client.allowInsecureRequests] });
const asked = await client.initiateDeviceAuthorization(config, { scope: 'openid profile email offline_access' });
console.log(asked.verification_uri_complete);

const tokens = await client.pollDeviceAuthorizationGrant(config, asked);
const claims = tokens.claims();
const me = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
console.log(JSON.stringify({
  iss: claims.iss,
  email: me.email,
  rotated: refreshed.refresh_token !== tokens.refresh_token,
}));
