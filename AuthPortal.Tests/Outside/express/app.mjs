// A web app with express-openid-connect: people sign in, and the portal tells it when they sign out elsewhere.
import express from 'express';
import oidc from 'express-openid-connect';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, BASE_URL } = process.env;
const kept = new Map();
const app = express();
app.use(oidc.auth({
  issuerBaseURL: ISSUER,
  baseURL: BASE_URL,
  clientID: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  secret: CLIENT_SECRET,
  idTokenSigningAlg: 'ES256',
  authorizationParams: { response_type: 'code', scope: 'openid profile email' },
  backchannelLogout: {
    store: {
      get: (id, done) => done(null, kept.get(id)),
      set: (id, session, done) => { kept.set(id, session); done(null); },
      destroy: (id, done) => { kept.delete(id); done(null); },
    },
  },
}));
app.get('/', (request, response) => response.json({ sub: request.oidc.user.sub, id_token: request.oidc.idToken }));
app.listen(new URL(BASE_URL).port, () => console.log('ready'));
