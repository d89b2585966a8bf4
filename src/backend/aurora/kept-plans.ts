import { createHash } from 'node:crypto';

import { DatabaseError } from 'pg';
import type { ClientBase } from 'pg';

import type { Planning, Statement } from './statement';

/** Plans that connections keep, so that a statement which reads little is not planned each time. */

/** Most plans that a connection keeps; one takes Aurora about a megabyte. Beyond, the one that was not used for longest goes. */
const MOST_PLANS = 50;

/** What `plan_cache_mode` is while a statement of the kind runs. PostgreSQL's own choice would be to plan most of them each time. */
const MODES = { fresh: 'auto', kept: 'force_generic_plan' } as const satisfies Record<Planning, string>;

/** What is known of a connection. */
interface Session {
  /** By which name it keeps the plan of a text; what was used last is at the end. */
  readonly names: Map<string, string>;
  mode: Planning;
  /** Whether it keeps plans. */
  isKeeping: boolean;
}

/** Runs statements on connections in which nothing else runs meanwhile, each planned as it says. */
export class KeptPlans {
  readonly #sessions = new WeakMap<ClientBase, Session>();

  /**
   * Runs a statement on a connection that is in no transaction. It is not sent once the signal has aborted.
   *
   * @returns its rows
   * @throws what `pg` throws; the signal's reason
   */
  async run(client: ClientBase, statement: Statement, signal: AbortSignal): Promise<readonly object[]> {
    const session = this.#sessionOf(client);
    if (statement.planning === 'kept' && session.isKeeping) {
      try {
        const name = await nameOf(client, session, statement.text);
        return await runPlanned(client, session, 'kept', { ...statement, name }, signal);
      } catch (error) {
        if (!isLostPlan(error)) {
          throw error;
        }
        const rows = await runPlanned(client, session, 'fresh', statement, signal);
        // Somebody between here and Aurora gives the connection to others as well, or a table is another one now.
        session.isKeeping = false;
        session.names.clear();
        return rows;
      }
    }
    return await runPlanned(client, session, 'fresh', statement, signal);
  }

  /** Whether the connection is the better choice for the statement: it keeps its plan, or plans for values as it is. */
  suits(client: ClientBase, { text, planning }: Statement): boolean {
    const { names, mode } = this.#sessionOf(client);
    return planning === 'kept' ? names.has(text) : mode === 'fresh';
  }

  #sessionOf(client: ClientBase): Session {
    const known = this.#sessions.get(client);
    if (known !== undefined) {
      return known;
    }
    const session: Session = { names: new Map(), mode: 'fresh', isKeeping: true };
    this.#sessions.set(client, session);
    return session;
  }
}

/** The name by which the connection keeps the plan of the text from now on. */
async function nameOf(client: ClientBase, { names }: Session, text: string): Promise<string> {
  // Of the text: wherever the name is known, it is of this very statement.
  const name = names.get(text) ?? `sre_metrics_${createHash('sha256').update(text).digest('base64url')}`;
  names.delete(text);
  const [oldest] = names;
  if (oldest !== undefined && names.size >= MOST_PLANS) {
    await forgetPlan(client, oldest[1]);
    names.delete(oldest[0]);
  }
  names.set(text, name);
  return name;
}

/** What `pg` has and its types do not tell. */
interface ClientInternals {
  readonly connection: { readonly parsedStatements: object };
}

async function forgetPlan(client: ClientBase, name: string): Promise<void> {
  const { parsedStatements } = (client as unknown as ClientInternals).connection;
  // A statement that was refused, or cancelled too early, has none.
  if (Object.hasOwn(parsedStatements, name)) {
    await client.query(`deallocate "${name}"`);
    Reflect.deleteProperty(parsedStatements, name);
  }
}

async function runPlanned(
  client: ClientBase,
  session: Session,
  mode: Planning,
  { text, values, name }: Statement & { readonly name?: string },
  signal: AbortSignal
): Promise<readonly object[]> {
  if (session.mode !== mode) {
    await client.query(`set plan_cache_mode = ${MODES[mode]}`);
    session.mode = mode;
  }
  // A cancel that came before hit what was sent before, or nothing.
  signal.throwIfAborted();
  const { rows } = await client.query<object>({ text, values: [...values], ...(name !== undefined && { name }) });
  return rows;
}

/**
 * Codes of PostgreSQL for a plan that is not there, that gives other columns than it once did, or that is there already or does not fit
 * what tables are now: those of the last class are of every statement that is wrong, which fails once more when it is planned anew.
 */
const LOST_PLAN = /^(26000|0A000|42...)$/;

function isLostPlan(error: unknown): boolean {
  return error instanceof DatabaseError && LOST_PLAN.test(error.code ?? '');
}
