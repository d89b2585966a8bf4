import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

import { badRequest } from '../../model/failure';
import { errorCode } from '../aurora/advice';

/** What libpq's `sslmode` may be here. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/** Of libpq as well, and absent here: whoever stands between has only to say that there is no TLS. */
const YIELDING_MODES: readonly string[] = ['allow', 'prefer'];

/**
 * TLS as libpq means it by `sslmode` and `sslrootcert`: `require` encrypts and trusts any
 * certificate unless a root is given, `verify-full` checks chain and host name.
 *
 * @param host blank or a socket's folder: this very machine
 * @param mode undefined or blank: `verify-full`, save on this very machine, where there is none
 * @param rootCertificate path of a PEM file; without it Node's own authorities are trusted
 * @throws Failure for another mode, or a file that cannot be read
 */
export function tlsOptions(
  host: string,
  mode: string | undefined,
  rootCertificate: string | undefined
): false | ConnectionOptions {
  const authority = rootCertificate ? { ca: readCertificate(rootCertificate) } : null;
  switch (mode || (isThisMachine(host) ? 'disable' : 'verify-full')) {
    case 'disable':
      return false;
    case 'require':
      return authority === null ? { rejectUnauthorized: false } : { ...authority, checkServerIdentity: anyName };
    case 'verify-ca':
      return { ...authority, checkServerIdentity: anyName };
    case 'verify-full':
      return { ...authority };
    default:
      throw badRequest(
        YIELDING_MODES.includes(mode ?? '')
          ? `The sslmode "${mode}" is not supported: it gives in to plain text without a word.`
          : `The sslmode "${mode}" is not supported.`,
        `Use one of: ${SSL_MODES.join(', ')}.`
      );
  }
}

/** What never leaves this machine. */
function isThisMachine(host: string): boolean {
  return host === '' || host.startsWith('/') || /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
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
