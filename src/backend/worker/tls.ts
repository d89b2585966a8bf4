import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import { badRequest } from '../../model/failure';
import { errorCode } from '../aurora/advice';

/** What libpq's `sslmode` may be here. `allow` and `prefer` are absent: both give in to plain text silently. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/**
 * TLS as libpq means it by `sslmode` and `sslrootcert`: `require` encrypts and trusts any
 * certificate unless a root is given, `verify-full` checks chain and host name.
 *
 * @param mode undefined or blank: no TLS
 * @param rootCertificate path of a PEM file; without it Node's own authorities are trusted
 * @throws Failure for another mode, or a file that cannot be read
 */
export function tlsOptions(mode: string | undefined, rootCertificate: string | undefined): false | ConnectionOptions {
  const authority = rootCertificate ? { ca: readCertificate(rootCertificate) } : null;
  switch (mode ?? '') {
    case '':
    case 'disable':
      return false;
    case 'require':
      return authority === null ? { rejectUnauthorized: false } : { ...authority, checkServerIdentity: anyName };
    case 'verify-ca':
      return { ...authority, checkServerIdentity: anyName };
    case 'verify-full':
      return { ...authority };
    default:
      throw badRequest(`The sslmode "${mode}" is not supported.`, `Use one of: ${SSL_MODES.join(', ')}.`);
  }
}

function anyName(): undefined {
  return undefined;
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw badRequest(
      `The certificate file ${path} cannot be read (${errorCode(error)}).`,
      'Check sslrootcert or PGSSLROOTCERT.'
    );
  }
}
