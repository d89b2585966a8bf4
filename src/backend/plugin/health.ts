import sql from 'sql-template-tag';

import { asFailure } from '../../model/failure';
import type { Failure } from '../../model/failure';
import { errorCode } from '../aurora/advice';
import { requirePostgresVersion } from '../aurora/postgres-version';
import { REQUIRED_SCHEMA_VERSION } from '../aurora/schema-version';
import { statementOf } from '../aurora/statement';
import { CheckHealthResponse_HealthStatus } from '../protocol/generated/pluginv2/backend';
import type { CheckHealthResponse, User } from '../protocol/generated/pluginv2/backend';
import { failureFor } from './access/editor-roles';
import type { Instance } from './instances/instance';

interface ServerRow {
  readonly version: string;
  readonly number: number;
}

/**
 * Says whether the data source works: Aurora reachable, schema readable; and if not, what to do.
 *
 * @param open opens the data source; what it throws is the answer
 * @param user who asks; decides how much of a failure is told
 * @param onFailure told of what is wrong, for the log
 */
export async function checkHealth(
  open: () => Instance,
  user: User | undefined,
  onFailure: (failure: Failure) => void,
  signal: AbortSignal
): Promise<CheckHealthResponse> {
  try {
    const { reader, schema } = open();
    const startedAt = performance.now();
    const [server] = await reader.run<ServerRow>(
      statementOf(
        sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`
      ),
      signal
    );
    const roundTripMs = Math.round(performance.now() - startedAt);
    requirePostgresVersion(server?.number);
    const schemaVersion = await schema.installedVersion(signal);
    return healthy(server?.version ?? 'unknown', schemaVersion, roundTripMs);
  } catch (error) {
    signal.throwIfAborted();
    const failure = asFailure(error);
    onFailure(failure);
    return unhealthy(failureFor(user, failure));
  }
}

function healthy(serverVersion: string, schemaVersion: number, roundTripMs: number): CheckHealthResponse {
  const newer =
    schemaVersion > REQUIRED_SCHEMA_VERSION
      ? ` It is newer than this plugin's ${REQUIRED_SCHEMA_VERSION}; update the plugin when you can.`
      : '';
  return {
    status: CheckHealthResponse_HealthStatus.OK,
    message: `Aurora answers: PostgreSQL ${serverVersion}, schema version ${schemaVersion}.${newer}`,
    jsonDetails: json({ serverVersion, schemaVersion, requiredSchemaVersion: REQUIRED_SCHEMA_VERSION, roundTripMs }),
  };
}

function unhealthy(failure: Failure): CheckHealthResponse {
  return {
    status: CheckHealthResponse_HealthStatus.ERROR,
    message: failure.message,
    jsonDetails: json({
      // Grafana shows this below the message.
      verboseMessage: failure.advice ?? '',
      status: failure.status,
      errorSource: failure.source,
      code: errorCode(failure.cause),
    }),
  };
}

function json(details: Readonly<Record<string, string | number>>): Buffer {
  return Buffer.from(JSON.stringify(details));
}
