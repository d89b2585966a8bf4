import type { Failure } from '../../model/failure';
import { isServerTrouble } from '../aurora/advice';
import { describeError } from '../log/plugin-log';
import type { LogFields } from '../log/plugin-log';
import { kindOf } from '../log/troubles';
import type { Troubles } from '../log/troubles';
import type { PluginContext } from '../protocol/generated/pluginv2/backend';
import { dataSourceKey } from './instances/data-source-key';

/** Users' mistakes are theirs to see; the log gets what an operator can act on. */
const USERS_MISTAKES: readonly number[] = [400, 404, 405, 409, 413, 414];

/** Failures of one data source in the log; an outage of its database is one trouble, whatever it fails. */
export class FailureLog {
  readonly #troubles: Troubles;
  readonly #key: string;
  readonly #uid: string;

  /** @param context of a call for the data source */
  constructor(troubles: Troubles, context: PluginContext) {
    this.#troubles = troubles;
    this.#key = dataSourceKey(context);
    this.#uid = context.dataSourceInstanceSettings?.uid ?? '';
  }

  failed(failure: Failure, facts: LogFields): void {
    if (USERS_MISTAKES.includes(failure.status)) {
      return;
    }
    const { message, status, source, cause } = failure;
    this.#troubles.happened({
      key: isServerTrouble(cause) ? this.#serverKey() : JSON.stringify([this.#key, status, kindOf(message)]),
      level: source === 'plugin' ? 'error' : 'warn',
      message,
      fields: { dataSource: this.#uid, ...facts, status, ...(cause !== undefined && { cause: describeError(cause) }) },
    });
  }

  /** The database has answered. */
  answered(): void {
    this.#troubles.over(this.#serverKey());
  }

  #serverKey(): string {
    return JSON.stringify([this.#key, 'server']);
  }
}
