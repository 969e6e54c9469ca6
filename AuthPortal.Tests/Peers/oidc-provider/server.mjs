// node-oidc-provider with everything in memory: nothing of it survives the process.
// Whoever comes is signed in as one person, who has allowed the client everything.
import { Provider } from 'oidc-provider';

const port = Number(process.env.AUTHPORTAL_PEER_PORT);
const issuer = `http://127.0.0.1:${port}`;
const person = 'bench';
const rows = new Map();
const ofGrant = new Map();

class Memory {
  constructor(kind) {
    this.kind = kind;
  }

  key(id) {
    return `${this.kind} ${id}`;
  }

  async upsert(id, payload) {
    const key = this.key(id);
    rows.set(key, payload);
    if (payload.uid) {
      rows.set(`uid ${payload.uid}`, id);
    }
    if (payload.grantId) {
      if (!ofGrant.has(payload.grantId)) {
        ofGrant.set(payload.grantId, new Set());
      }
      ofGrant.get(payload.grantId).add(key);
    }
  }

  async find(id) {
    return rows.get(this.key(id));
  }

  async findByUid(uid) {
    return this.find(rows.get(`uid ${uid}`));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    this.mark(rows.get(this.key(id)));
  }

  mark(row) {
    if (row) {
      row.consumed = Math.floor(Date.now() / 1000);
    }
  }

  async destroy(id) {
    rows.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of ofGrant.get(grantId) ?? []) {
      rows.delete(key);
    }
    ofGrant.delete(grantId);
  }
}

const provider = new Provider(issuer, {
  adapter: Memory,
  clients: [
    {
      client_id: 'bench',
      client_secret: process.env.AUTHPORTAL_PEER_SECRET,
      redirect_uris: ['https://app.example.test/cb'],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'openid offline_access api',
    },
  ],
  scopes: ['openid', 'offline_access', 'api'],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  routes: { authorization: '/authorize', token: '/token' },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  cookies: { keys: ['signs the cookies of a measurement'] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) {
      const grant = await provider.Grant.find(known);
      if (grant) {
        return grant;
      }
    }
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid offline_access api');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/healthz') {
    ctx.body = 'ok';
  } else if (ctx.path.startsWith('/interaction/')) {
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: person } });
    ctx.respond = false;
  } else {
    await next();
  }
});

provider.listen(port, '127.0.0.1');
