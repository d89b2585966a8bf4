import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';

/** Who may ask: holders of a personal token, an App by its JSON Web Token, and its installations. */

export interface FakeApp {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Ids of installations by owner. */
export type Installations = ReadonlyMap<string, number>;

/** One for all: making a key takes longer than most tests. */
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2_048 });

export class FakeSignIn {
  readonly #issued = new Map<string, number>();
  readonly personalTokens = new Set<string>();
  readonly app: FakeApp = {
    appId: '4711',
    privateKey: KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  /** Owner (lower case) to installation. */
  readonly installations = new Map<string, number>();

  /** A new token of an installation, good for as long. */
  issue(lifeMs: number): { token: string; expires_at: string } {
    const token = `ghs_${randomBytes(12).toString('hex')}`;
    const expiresAt = Date.now() + lifeMs;
    this.#issued.set(token, expiresAt);
    return { token, expires_at: new Date(expiresAt).toISOString() };
  }

  /** Makes every token of an installation worthless. */
  revokeAll(): void {
    this.#issued.clear();
  }

  isApp(authorization: string): boolean {
    const [head, claims, signature] = authorization.replace(/^bearer /i, '').split('.');
    if (head === undefined || claims === undefined || signature === undefined) {
      return false;
    }
    const isGenuine = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      KEYS.publicKey,
      Buffer.from(signature, 'base64url')
    );
    const claim = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: unknown; exp: number };
    return isGenuine && String(claim.iss) === this.app.appId && claim.exp * 1_000 > Date.now();
  }

  isUser(authorization: string): boolean {
    const token = authorization.replace(/^(bearer|token) /i, '');
    return this.personalTokens.has(token) || (this.#issued.get(token) ?? 0) > Date.now();
  }
}
