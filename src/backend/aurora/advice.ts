import { DatabaseError } from 'pg';

import { Failure } from '../../model/failure';
import type { AuthMethod } from '../../model/settings';

/**
 * What an error of `pg` or of the network means to a user. SQLSTATE codes are those of
 * PostgreSQL's Appendix A, the others are Node's system and TLS error codes.
 */

interface Explanation {
  readonly status: 400 | 401 | 403 | 429 | 502 | 504;
  readonly message: (where: Where) => string;
  readonly advice: string;
}

/** What the texts name: where the database is and who signs in. Holds no secret. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly authMethod: AuthMethod;
  /** 0: none is set. */
  readonly statementTimeoutSeconds: number;
}

interface Where {
  readonly address: string;
  readonly database: string;
  readonly user: string;
  readonly timeoutSeconds: number;
}

const MIGRATE = 'Run "sre-metrics migrate" against this database.';

const UNREACHABLE: Explanation = {
  status: 502,
  message: ({ address }) => `Aurora at ${address} cannot be reached.`,
  advice: 'Check that the cluster is running, and that host, port, security group and route let Grafana in.',
};
const BAD_PASSWORD: Explanation = {
  status: 401,
  message: ({ address, user }) => `Aurora at ${address} refused the sign-in of user "${user}".`,
  advice:
    'Check user and password, or for IAM sign-in that the user is a member of rds_iam and the role may rds-db:connect.',
};
/** RDS says this of every token it does not take. */
const TOKEN_REFUSED = /PAM authentication failed/;
const BAD_TOKEN: Explanation = {
  status: 401,
  message: ({ address, user }) => `Aurora at ${address} refused the IAM token of user "${user}".`,
  advice:
    "A token is for the endpoint's own name: where the host is an alias, enter the endpoint as awsTokenHost. Else check that the user is a member of rds_iam and the role may rds-db:connect.",
};
const MISSING_SCHEMA: Explanation = {
  status: 502,
  message: ({ database }) => `Database "${database}" lacks a table or column of the schema stackflow.`,
  advice: MIGRATE,
};
const BAD_CERTIFICATE: Explanation = {
  status: 502,
  message: ({ address }) => `The certificate of Aurora at ${address} cannot be verified.`,
  advice: "Enter the certificate authority's PEM (for Aurora: the RDS bundle of its region) in the data source.",
};
const RESTARTING: Explanation = {
  status: 502,
  message: ({ address }) => `Aurora at ${address} closed the connection.`,
  advice: 'It may be restarting or failing over; try again in a moment.',
};

const NOT_POSTGRES: Explanation = {
  status: 502,
  message: ({ address }) => `What answers at ${address} does not keep to PostgreSQL's protocol.`,
  advice: 'Check host, port and TLS mode, and whatever stands between, such as a proxy.',
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  ENOTFOUND: {
    status: 502,
    message: ({ address }) => `The host name of ${address} is unknown.`,
    advice: "Check the data source's host; use the cluster's endpoint as AWS shows it.",
  },
  EAI_AGAIN: {
    status: 502,
    message: ({ address }) => `The host name of ${address} could not be looked up.`,
    advice: 'Name resolution does not answer; check the DNS of the machine that runs Grafana.',
  },
  EPROTO: NOT_POSTGRES,
  ECONNRESET: RESTARTING,
  EPIPE: RESTARTING,
  '57P01': RESTARTING,
  '57P02': RESTARTING,
  '57P03': RESTARTING,
  '08000': RESTARTING,
  '08003': RESTARTING,
  '08006': RESTARTING,
  '40001': {
    status: 502,
    message: ({ address }) => `The reader at ${address} cancelled the query to catch up with the writer.`,
    advice: 'Try again; if it recurs, raise max_standby_streaming_delay.',
  },
  '28P01': BAD_PASSWORD,
  '28000': BAD_PASSWORD,
  '3D000': {
    status: 502,
    message: ({ address, database }) => `There is no database "${database}" at ${address}.`,
    advice: "Check the data source's database name.",
  },
  '42501': {
    status: 403,
    message: ({ user, database }) => `User "${user}" may not read the schema stackflow of database "${database}".`,
    advice: 'Let an administrator run: grant sre_metrics_reader to the user.',
  },
  '42P01': MISSING_SCHEMA,
  '42703': MISSING_SCHEMA,
  '3F000': MISSING_SCHEMA,
  '57014': {
    status: 504,
    message: ({ timeoutSeconds }) => `The query took longer than the statement timeout of ${timeoutSeconds} s.`,
    advice: 'Choose a shorter range or fewer services, or raise the timeout in the data source.',
  },
  '53300': {
    status: 429,
    message: ({ address }) => `Aurora at ${address} has no free connection.`,
    advice: "Lower the data source's connection limit, or raise the cluster's max_connections.",
  },
  '53400': {
    status: 429,
    message: ({ address }) => `Aurora at ${address} ran into a configured limit.`,
    advice: 'Try again later, or raise the limit.',
  },
  '22023': {
    status: 400,
    message: () => 'Aurora does not know the time zone of the query.',
    advice: 'Choose another time zone for the dashboard.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: BAD_CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: BAD_CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: BAD_CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT: BAD_CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: BAD_CERTIFICATE,
  CERT_HAS_EXPIRED: BAD_CERTIFICATE,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    status: 502,
    message: ({ address }) => `The certificate at ${address} is for another host name.`,
    advice: "Enter the host as the certificate names it: the cluster's endpoint, not an alias.",
  },
};

/** A server that said nothing in time, at sign-in or to a query. */
const TIMED_OUT = /timeout expired|due to connection timeout|Query read timeout/;

/** Texts by which `pg` reports what has no code of its own. */
const CODELESS: readonly (readonly [RegExp, Explanation])[] = [
  [
    /^timeout exceeded when trying to connect$/,
    {
      status: 504,
      message: ({ address }) => `No connection to Aurora at ${address} became free in time.`,
      advice: 'All connections are busy or the host does not answer; try again, or raise the connection limit.',
    },
  ],
  [TIMED_OUT, { ...UNREACHABLE, status: 504 }],
  [/Connection terminated|Client has encountered a connection error|Connection ended unexpectedly/, RESTARTING],
  [
    /server does not support SSL/i,
    {
      status: 502,
      message: ({ address }) => `Aurora at ${address} does not offer TLS.`,
      advice: 'Turn TLS on at the server, or choose "disable" in the data source.',
    },
  ],
  [/error establishing an SSL connection/, NOT_POSTGRES],
  [/no pg_hba.conf entry/, BAD_PASSWORD],
  [/client password must be|No password provided/i, BAD_PASSWORD],
  [/[Cc]ertificate|self.signed/, BAD_CERTIFICATE],
];

/** The `code` of a `pg`, Node or AWS error; empty where there is none. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') {
    return code;
  }
  // Node joins the attempts on several addresses of one host in an AggregateError.
  return error instanceof AggregateError && error.errors.length > 0 ? errorCode(error.errors[0]) : '';
}

/** Whether an error came from the database or the way there, and not from the command's own work. */
export function isDatabaseError(error: unknown): boolean {
  return (
    error instanceof DatabaseError ||
    errorCode(error) !== '' ||
    (error instanceof Error && /connection|Query read timeout|timeout expired/i.test(error.message))
  );
}

/**
 * Whether a server refused a write because it only reads: a reader endpoint, or a writer that has
 * just become a reader. One that replays another's log refuses to begin such a transaction at all.
 */
export function isReadOnlyServer(error: unknown): boolean {
  const code = errorCode(error);
  return code === '25006' || (code === '0A000' && /during recovery/.test(messageOf(error)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** Somebody else ended the query: an administrator, or a tool that hunts for long ones. */
const CANCELLED_BY_OTHERS: Explanation = {
  status: 502,
  message: ({ address }) => `The query was cancelled at ${address} by somebody else.`,
  advice: 'Try again; if it recurs, ask who ends queries of this user.',
};

function explanationOf(error: unknown): Explanation | undefined {
  const message = messageOf(error);
  if (errorCode(error) === '57014' && /user request/.test(message)) {
    return CANCELLED_BY_OTHERS;
  }
  if (TOKEN_REFUSED.test(message)) {
    return BAD_TOKEN;
  }
  const code = errorCode(error);
  if (code.startsWith('ERR_SSL_')) {
    return NOT_POSTGRES;
  }
  return EXPLANATIONS[code] ?? CODELESS.find(([pattern]) => pattern.test(message))?.[1];
}

/**
 * A database error as a `Failure` that says what happened and what to do. Errors nobody foresaw
 * keep PostgreSQL's own message, which holds no secret, and its code.
 */
export function explainDatabaseError(error: unknown, address: DatabaseAddress): Failure {
  if (error instanceof Failure) {
    return error;
  }
  const explanation = explanationOf(error);
  if (explanation === undefined) {
    return unforeseen(error, address);
  }
  const where: Where = {
    address: `${address.host}:${address.port}`,
    database: address.database,
    user: address.user,
    timeoutSeconds: address.statementTimeoutSeconds,
  };
  return new Failure({
    status: explanation.status,
    source: 'downstream',
    message: explanation.message(where),
    messageForViewers: explanation.message({ ...where, address: '…', database: '…', user: '…' }),
    advice: explanation.advice,
    cause: error,
  });
}

function unforeseen(error: unknown, address: DatabaseAddress): Failure {
  if (address.authMethod === 'iam' && isAwsError(error)) {
    return new Failure({
      status: 401,
      source: 'downstream',
      message: 'AWS gave no credentials for IAM sign-in.',
      advice:
        'Enter access keys, or let Grafana forward its AWS environment to this plugin: forward_host_env_vars in [plugins].',
      cause: error,
    });
  }
  const code = errorCode(error);
  return new Failure({
    status: 502,
    source: 'downstream',
    message: `Aurora answered with an error${code === '' ? '' : ` (${code})`}: ${shortened(messageOf(error))}`,
    // PostgreSQL's own message may name anything.
    messageForViewers: `Aurora answered with an error${code === '' ? '' : ` (${code})`}.`,
    advice: null,
    cause: error,
  });
}

/** PostgreSQL's own texts are shorter; what else answers may send any. */
const MAX_FOREIGN_TEXT = 1_000;

function shortened(text: string): string {
  if (text === '') {
    return 'no message';
  }
  return text.length <= MAX_FOREIGN_TEXT ? text : `${text.slice(0, MAX_FOREIGN_TEXT)}…`;
}

function isAwsError(error: unknown): boolean {
  return error instanceof Error && /Credential|Provider|Token|AccessDenied|STS/i.test(error.name + error.message);
}

const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '40001',
]);

/** SQLSTATE classes of a server that lets nobody in, or goes: connection, sign-in, no such database, resources, shutdown. */
const SERVER_TROUBLE = /^(08|28|3D|53|57P)/;

/** Whether a database error tells of the server or the way there, and not of one statement. */
export function isServerTrouble(error: unknown): boolean {
  return isDatabaseError(error) && (!(error instanceof DatabaseError) || SERVER_TROUBLE.test(errorCode(error)));
}

/** Whether the same statement may succeed on a new connection: all of ours only read. */
export function isRetryable(error: unknown): boolean {
  const message = messageOf(error);
  const isBroken = /Connection terminated|Connection ended/.test(message) && !TIMED_OUT.test(message);
  return isBroken || RETRYABLE_CODES.has(errorCode(error));
}
