import { Failure, asFailure } from '../../../model/failure';
import { DEFAULT_MAX_CONNECTIONS, parseSettings } from '../../../model/settings';
import type { ConnectionSettings } from '../../../model/settings';
import { KeptAnswers } from '../../aurora/kept-answers';
import { AuroraReader } from '../../aurora/reader';
import { GATE_EDITS, SLO_EDITS } from '../../aurora/write-errors';
import type { WriteRight } from '../../aurora/write-errors';
import { AuroraWriter } from '../../aurora/writer';
import type { Logger } from '../../log/plugin-log';
import type { Troubles } from '../../log/troubles';
import { KeptFreshness } from '../../metrics/freshness/kept-freshness';
import type { PluginContext } from '../../protocol/generated/pluginv2/backend';
import { dataSourceKey } from './data-source-key';
import { Publisher } from './publisher';
import { SchemaGuard } from './schema-guard';

/** One configured data source: its settings, its connections, its limits. */
export interface Instance {
  readonly settings: ConnectionSettings;
  readonly reader: AuroraReader;
  /** The same for screens that show what is live: all are answered once for each step of the grid. */
  readonly keptAnswers: KeptAnswers;
  /** For SLO edits alone; null where the settings do not allow them. */
  readonly sloWriter: AuroraWriter | null;
  /** For overrides of the change gate and releases alone; null where the settings do not allow them. */
  readonly gateWriter: AuroraWriter | null;
  readonly schema: SchemaGuard;
  /** Publishes to CloudWatch in the background; null where the settings do not say so. */
  readonly publisher: Publisher | null;
  readonly freshness: KeptFreshness;
  /** Most rows one query may bring. */
  readonly rowLimit: number;
  /** Whether stored cells may answer: not where the data source is limited to teams, since some are of all services together. */
  readonly usesCells: boolean;
  /** Stops publishing, lets what else runs end, then closes every connection. */
  close(): Promise<void>;
}

/** Where an instance tells what goes wrong beside calls. */
export interface InstanceLog {
  readonly logger: Logger;
  /** Takes what may come again and again. */
  readonly troubles: Troubles;
}

/** Grafana's own default for SQL data sources (`[dataproxy] row_limit`). */
export const DEFAULT_ROW_LIMIT = 1_000_000;

/**
 * Opens a data source as Grafana describes it. No connection is made before the first query, or the
 * first run of publishing.
 *
 * @throws Failure 400 that names the wrong setting
 */
export function openInstance(context: PluginContext, { logger, troubles }: InstanceLog): Instance {
  const { grafanaConfig } = context;
  const uid = context.dataSourceInstanceSettings?.uid ?? '';
  const dataSource = dataSourceKey(context);
  const settings = settingsOf(context);
  const { publishing } = settings;
  const { slos, gate, writerHost } = settings.edits;
  const onIdleError = (error: Error) => {
    troubles.happened({
      key: JSON.stringify([dataSource, 'idle']),
      level: 'info',
      message: 'An idle connection to Aurora broke; it is replaced when needed',
      fields: { dataSource: uid, error: error.message },
    });
  };
  const onUnheard = (error: unknown) => {
    troubles.happened({
      key: JSON.stringify([dataSource, 'freshness']),
      level: 'warn',
      message: 'An alert rule was answered without saying how fresh its data is',
      fields: { dataSource: uid, error: asFailure(error).message },
    });
  };
  const maxConnections =
    settings.maxConnections ?? positive(grafanaConfig['GF_SQL_MAX_OPEN_CONNS_DEFAULT']) ?? DEFAULT_MAX_CONNECTIONS;
  const maxLifetimeSeconds = positive(grafanaConfig['GF_SQL_MAX_CONN_LIFETIME_SECONDS_DEFAULT']) ?? 0;
  const reader = new AuroraReader(settings, { maxConnections, maxLifetimeSeconds }, onIdleError);
  const keptAnswers = new KeptAnswers(reader);
  // Whoever edits looks at what became of it.
  const onWritten = () => keptAnswers.forget();
  const writerFor = (right: WriteRight) =>
    new AuroraWriter(settings, { writerHost, right, maxLifetimeSeconds, onWritten }, onIdleError);
  const sloWriter = slos ? writerFor(SLO_EDITS) : null;
  const gateWriter = gate ? writerFor(GATE_EDITS) : null;
  const schema = new SchemaGuard(reader);
  const publisher = publishing.enabled
    ? new Publisher({ settings, publishing, schema, maxLifetimeSeconds, onIdleError, logger, troubles, dataSource })
    : null;
  return {
    settings,
    reader,
    keptAnswers,
    sloWriter,
    gateWriter,
    schema,
    publisher,
    freshness: new KeptFreshness(reader, {
      usualGaps: settings.usualGaps,
      isLimited: settings.teams.length > 0,
      onFailure: onUnheard,
    }),
    rowLimit: positive(grafanaConfig['GF_SQL_ROW_LIMIT']) ?? DEFAULT_ROW_LIMIT,
    usesCells: settings.storedCells && settings.teams.length === 0,
    close: async () => {
      keptAnswers.forget();
      await publisher?.close();
      await Promise.all([reader.close(), sloWriter?.close(), gateWriter?.close()]);
    },
  };
}

function settingsOf({ dataSourceInstanceSettings }: PluginContext): ConnectionSettings {
  if (dataSourceInstanceSettings === undefined) {
    throw invalidSettings('Grafana sent no data source with the call.', 'Save the data source once more.');
  }
  const { jsonData, decryptedSecureJsonData, name } = dataSourceInstanceSettings;
  const parsed = parseSettings(jsonOf(jsonData), decryptedSecureJsonData);
  if (!parsed.ok) {
    throw invalidSettings(`The settings of data source "${name}" are not complete: ${parsed.message}`, null);
  }
  return parsed.settings;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalidSettings("The data source's settings are not JSON.", 'Save the data source once more.');
  }
}

function invalidSettings(message: string, advice: string | null): Failure {
  return new Failure({ status: 400, source: 'downstream', message, advice });
}

/** A positive whole number from Grafana's text settings; null for anything else. */
function positive(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}
