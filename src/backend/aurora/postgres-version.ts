import { Failure } from '../../model/failure';

/** The oldest PostgreSQL whose SQL ours is. */
const OLDEST_MAJOR = 15;

/**
 * @param versionNumber as `server_version_num` has it: 150004 is 15.4; undefined where the server answered nothing
 * @throws Failure 502 where the server is too old, or tells no version
 */
export function requirePostgresVersion(versionNumber: number | undefined): void {
  if (versionNumber === undefined) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: 'The server does not report a version, as every PostgreSQL does.',
      advice: 'Check that host and port are those of the cluster.',
    });
  }
  const major = Math.floor(versionNumber / 10_000);
  if (major < OLDEST_MAJOR) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: `The server runs PostgreSQL ${major}; ${OLDEST_MAJOR} or later is needed.`,
      advice: 'Upgrade the cluster, or use another one.',
    });
  }
}
