import { Failure } from '../../../model/failure';
import type { Reader } from '../../aurora/reader';
import { REQUIRED_SCHEMA_VERSION, readSchemaVersion } from '../../aurora/schema-version';

/**
 * Knows whether the database's schema is one this plugin can read. Migrations only ever add, so a
 * newer schema is fine: databases are migrated before plugins are updated.
 */
export class SchemaGuard {
  readonly #reader: Reader;
  #isReadable = false;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /**
   * Asks the database once, and again until the answer is good.
   *
   * @throws Failure 502 where the schema is missing or older than needed
   */
  async ensureReadable(signal: AbortSignal): Promise<void> {
    if (!this.#isReadable) {
      await this.installedVersion(signal);
      this.#isReadable = true;
    }
  }

  /**
   * The schema's version, asked anew.
   *
   * @throws Failure 502 where the schema is missing or older than needed
   */
  async installedVersion(signal: AbortSignal): Promise<number> {
    const installed = await readSchemaVersion(this.#reader, signal);
    if (installed === null) {
      throw unreadable('The database holds no StackFlow metrics schema.');
    }
    if (installed < REQUIRED_SCHEMA_VERSION) {
      throw unreadable(
        `The database's schema is at version ${installed}; this plugin needs version ${REQUIRED_SCHEMA_VERSION}.`
      );
    }
    return installed;
  }
}

function unreadable(message: string): Failure {
  return new Failure({
    status: 502,
    source: 'downstream',
    message,
    advice: 'Run "sre-metrics migrate" against this database.',
  });
}
