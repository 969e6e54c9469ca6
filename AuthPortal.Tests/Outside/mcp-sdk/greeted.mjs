// An MCP client with the SDK's own transport and authorization: it says where to send the person, reads where they came
// back to, and says what the server's tool answered.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import readline from 'node:readline/promises';

const { SERVER, REDIRECT_URI } = process.env;
const kept = {};
const authProvider = {
  redirectUrl: REDIRECT_URI,
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
  redirectToAuthorization: address => { console.log(address.href); },
  saveCodeVerifier: verifier => { kept.verifier = verifier; },
  codeVerifier: () => kept.verifier,
};

const transport = () => new StreamableHTTPClientTransport(new URL(SERVER), { authProvider });
const first = transport();
await new Client({ name: 'tool', version: '1.0.0' }).connect(first).catch(problem => {
  if (!(problem instanceof UnauthorizedError)) throw problem;
});

const lines = readline.createInterface({ input: process.stdin });
const back = new URL((await lines[Symbol.asyncIterator]().next()).value);
lines.close();

await first.finishAuth(back.searchParams.get('code'));
const client = new Client({ name: 'tool', version: '1.0.0' });
await client.connect(transport());
const answer = await client.callTool({ name: 'greet', arguments: { name: 'Alice' } });
console.log(answer.content[0].text);
await client.close();
