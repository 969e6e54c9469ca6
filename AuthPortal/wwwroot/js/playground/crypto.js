// PKCE, DPoP proofs (RFC 9449 §4.2) and signatures, all by the browser's own cryptography.
const EC = { name: "ECDSA", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", hash: "SHA-256" };

const ALGORITHMS = {
  ES256: [EC, SIGNED],
  RS256: [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, { name: "RSASSA-PKCS1-v1_5" }],
  PS256: [{ name: "RSA-PSS", hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 }],
};

export function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

export function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

export async function hash(text) {
  return base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

export async function newKey() {
  const pair = await crypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  return crypto.subtle.exportKey("jwk", pair.privateKey);
}

// RFC 7638.
export function thumbprint({ crv, kty, x, y }) {
  return hash(JSON.stringify({ crv, kty, x, y }));
}

export async function proof(jwk, method, url, { nonce, accessToken } = {}) {
  const { crv, kty, x, y } = jwk;
  const key = await crypto.subtle.importKey("jwk", jwk, EC, false, ["sign"]);
  const head = { typ: "dpop+jwt", alg: "ES256", jwk: { crv, kty, x, y } };
  const body = { jti: random(), htm: method, htu: url.split(/[?#]/)[0], iat: Math.floor(Date.now() / 1000) };
  if (nonce) {
    body.nonce = nonce;
  }

  if (accessToken) {
    body.ath = await hash(accessToken);
  }

  const text = [head, body].map((part) => base64url(new TextEncoder().encode(JSON.stringify(part)))).join(".");
  return `${text}.${base64url(await crypto.subtle.sign(SIGNED, key, new TextEncoder().encode(text)))}`;
}

// Header and claims; null for what is no JWT.
export function decode(token) {
  try {
    const [head, body] = token.split(".").slice(0, 2).map((part) => JSON.parse(new TextDecoder().decode(bytesOf(part))));
    return token.split(".").length === 3 ? { head, body } : null;
  } catch {
    return null;
  }
}

export async function holds(token, keys) {
  const { head } = decode(token);
  const jwk = keys.find((key) => key.kid === head.kid);
  if (!jwk || !Object.hasOwn(ALGORITHMS, head.alg)) {
    return false;
  }

  const [kind, how] = ALGORITHMS[head.alg];
  const key = await crypto.subtle.importKey("jwk", { ...jwk, key_ops: undefined, use: undefined }, kind, false, ["verify"]);
  const [first, second, third] = token.split(".");
  return crypto.subtle.verify(how, key, bytesOf(third), new TextEncoder().encode(`${first}.${second}`));
}
