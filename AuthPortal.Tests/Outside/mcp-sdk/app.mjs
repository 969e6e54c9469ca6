// An MCP client with the SDK's own authorization: it is given the MCP server's address and, where it has one, that of
// its own metadata document; says where to send the person, reads where they came back to, and says what it got.
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import readline from 'node:readline/promises';

const { SERVER, REDIRECT_URI, METADATA_URL } = process.env;
const kept = {};
const provider = {
  redirectUrl: REDIRECT_URI,
  clientMetadataUrl: METADATA_URL,
  clientMetadata: {
    client_name: 'MCP tool',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  clientInformation: () => kept.client,
  saveClientInformation: client => { kept.client = client; },
  tokens: () => kept.tokens,
  saveTokens: tokens => { kept.tokens = tokens; },
  redirectToAuthorization: address => { kept.address = address; },
  saveCodeVerifier: verifier => { kept.verifier = verifier; },
  codeVerifier: () => kept.verifier,
};

await auth(provider, { serverUrl: SERVER });
console.log(kept.address.href);

const lines = readline.createInterface({ input: process.stdin });
const back = new URL((await lines[Symbol.asyncIterator]().next()).value);
lines.close();

await auth(provider, { serverUrl: SERVER, authorizationCode: back.searchParams.get('code') });
const first = kept.tokens;
const again = await auth(provider, { serverUrl: SERVER });
console.log(JSON.stringify({
  client: kept.client.client_id,
  resource: kept.address.searchParams.get('resource'),
  method: kept.address.searchParams.get('code_challenge_method'),
  again,
  rotated: kept.tokens.refresh_token !== first.refresh_token,
  token: kept.tokens.access_token,
}));
