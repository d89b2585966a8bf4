import { DatabaseError } from 'pg';

import { Failure } from '../../model/failure';
import { errorCode, explainDatabaseError, isReadOnlyServer } from '../aurora/advice';
import type { DatabaseAddress } from '../aurora/advice';
import { SLO_EDITOR_ROLE } from '../aurora/write-errors';

/** What a command does to the database; decides which right a refused user lacks. */
export type Task =
  | 'migrate'
  | 'import'
  | 'fold'
  | 'readStored'
  | 'applySlos'
  | 'exportSlos'
  | 'listServices'
  | 'setServices'
  | 'replayAlerts'
  | 'githubSync'
  | 'githubRepositories'
  | 'publish'
  | 'gateRead'
  | 'gateEdit'
  | 'gatePolicy'
  | 'gateInstall'
  | 'worker';

/** What to do at a terminal, where the texts of `aurora/advice` speak of the data source's settings. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  // Before the codes: PostgreSQL refuses plain text with the code of a wrong password.
  [/no encryption/, 'The server wants TLS: set sslmode=verify-full, or require, in the URL or in PGSSLMODE.'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT) |timeout expired|due to connection timeout|Query read timeout/,
    'Check that PostgreSQL runs there, and that firewall and route let this machine in.',
  ],
  [/^(ENOTFOUND|EAI_AGAIN) /, 'Check the host in the URL or in PGHOST.'],
  [
    /PAM authentication failed/,
    "A token is for the endpoint's own name: where PGHOST is an alias, set SRE_METRICS_DATABASE_TOKEN_HOST to the endpoint. Else check rds_iam and rds-db:connect.",
  ],
  [/^(28P01|28000) |client password must be a string/, 'Check user and password.'],
  [/^3D000 /, 'Check the name, or let an administrator create the database.'],
  [/^57014 /, 'Raise statement_timeout for this user.'],
  [/does not support SSL/, 'Turn TLS on at the server, or set sslmode=disable, which sends all in plain text.'],
  [/ALTNAME/, 'Use the host as its certificate names it.'],
  [
    /certificate|SELF_SIGNED|UNABLE_TO|CERT_/i,
    'Give its authority by sslrootcert=FILE in the URL, or PGSSLROOTCERT (for Aurora: the RDS bundle of its region).',
  ],
];

/** A database error as a `Failure` for a person at a terminal. */
export function explainAtTerminal(error: unknown, address: DatabaseAddress, task: Task): Failure {
  const { status, source, message, advice, cause } = explainDatabaseError(error, address);
  const code = errorCode(error);
  if (code === '42501') {
    return new Failure({ status, source, ...missingRight(error, address, task), cause });
  }
  if (task === 'migrate' && error instanceof DatabaseError && IN_THE_WAY.test(code)) {
    return new Failure({ status, source, ...inTheWay(error, address), cause });
  }
  if (isReadOnlyServer(error)) {
    return new Failure({
      status,
      source,
      message: `The server at ${address.host}:${address.port} only reads.`,
      advice: "Use the cluster's writer endpoint.",
      cause,
    });
  }
  const text = `${code} ${error instanceof Error ? error.message : ''}`;
  const own = ADVICE.find(([pattern]) => pattern.test(text))?.[1];
  return new Failure({ status, source, message, advice: own ?? advice, cause });
}

/** SQLSTATE classes by which a migration tells what it meets: data, constraints, names and types, exceptions. */
const IN_THE_WAY = /^(22|23|2B|42|P0)/;

function inTheWay({ message, hint }: DatabaseError, { database }: DatabaseAddress) {
  return {
    message: `Database "${database}" was not migrated, and nothing was changed: ${message.replace(/\.$/, '')}.`,
    advice: hint ?? 'Mend what it names, then migrate again.',
  };
}

function missingRight(error: unknown, { user, database }: DatabaseAddress, task: Task) {
  switch (task) {
    case 'import':
    case 'fold':
    case 'githubSync':
    case 'githubRepositories':
    case 'publish':
    case 'worker':
      return lacksRole(`write the schema stackflow of database "${database}"`, 'sre_metrics_writer', user);
    case 'applySlos':
      return lacksRole(`write SLOs in database "${database}"`, `sre_metrics_reader, ${SLO_EDITOR_ROLE}`, user);
    case 'setServices':
      return lacksRole(
        `say how services are monitored in database "${database}"`,
        `sre_metrics_reader, ${SLO_EDITOR_ROLE}`,
        user
      );
    case 'readStored':
      return lacksRole(`read stored numbers in database "${database}"`, 'sre_metrics_reader', user);
    case 'listServices':
      return lacksRole(`read services in database "${database}"`, 'sre_metrics_reader', user);
    case 'exportSlos':
    case 'replayAlerts':
      return lacksRole(`read SLOs in database "${database}"`, 'sre_metrics_reader', user);
    case 'gateRead':
      return lacksRole(`read the change gate in database "${database}"`, 'sre_metrics_reader', user);
    case 'gateEdit':
      return lacksRole(
        `override the change gate or release changes in database "${database}"`,
        'sre_metrics_reader, sre_metrics_gate_editor',
        user
      );
    case 'gatePolicy':
      return lacksRole(`set the change gate's policy in database "${database}"`, 'sre_metrics_writer', user);
    case 'gateInstall':
    case 'migrate': {
      const { message = '', hint } = error instanceof DatabaseError ? error : {};
      return {
        message: `User "${user}" may not set up database "${database}": ${message.replace(/\.$/, '')}.`,
        advice: hint ?? 'Sign in as the owner of the database, or of the schema stackflow.',
      };
    }
  }
}

function lacksRole(action: string, roles: string, user: string) {
  return {
    message: `User "${user}" may not ${action}.`,
    advice: `Let an administrator run: grant ${roles} to "${user}";`,
  };
}
