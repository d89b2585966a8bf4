import { z } from 'zod';

import type { TimeRange } from '../../../src/backend/metrics/time-range';
import type { SreQueryInput } from '../../../src/model/query';
import { backendCommand } from '../../../tooling/backend-command';
import { column, frameOf } from '../../../tooling/decode-frame';
import type { DecodedFrame } from '../../../tooling/decode-frame';
import { launchPlugin } from '../../../tooling/plugin-process';
import { dataQuery, pluginContext } from '../../../tooling/plugin-request';
import { served } from './served';
import type { ServedDatabase } from './served';

/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** One number of an answer. */
export interface EngineNumber {
  /** Null where there is no data. */
  readonly value: number | null;
  /** Grafana's id of its unit. */
  readonly unit: string;
  /** The text that stands for it, as one with its interval; the number itself where missing. */
  readonly text?: string;
}

/** The metric engine, asked past the preview and the browser: what the screen must show. */
export interface Engine {
  /** The only frame of the answer over what dashboards show. */
  frame(query: SreQueryInput, range?: TimeRange): Promise<DecodedFrame>;
  /** The rows of a table. */
  rows(query: SreQueryInput, range?: TimeRange): Promise<readonly Row[]>;
  /** The numbers of a `value` answer, by the name that panels show. */
  values(query: SreQueryInput, range?: TimeRange): Promise<ReadonlyMap<string, EngineNumber>>;
  stop(): Promise<void>;
}

/**
 * Launches a backend of its own.
 *
 * @param database what it asks; default the demo's
 */
export async function startEngine(database: ServedDatabase = served().database): Promise<Engine> {
  const { range: shown } = served();
  const plugin = await launchPlugin(backendCommand());
  const context = pluginContext(connectionTo(database));
  const frame = async (query: SreQueryInput, range: TimeRange = shown) => {
    const { responses } = await plugin.queryData(context, [dataQuery('A', query, range)]);
    return frameOf(responses['A']);
  };
  return {
    frame,
    rows: async (query, range) => rowsOf(await frame(query, range)),
    values: async (query, range) => valuesOf(await frame(query, range)),
    stop: () => plugin.stop(),
  };
}

/** Settings of a data source that lead to a database of the served PostgreSQL. */
export function connectionTo({ host, port, user, password, name }: ServedDatabase) {
  return {
    jsonData: {
      ...{ host, port, database: name, user, tlsMode: 'disable' as const },
      ...{ allowSloEdits: true, allowGateOverrides: true },
    },
    secureJsonData: { password },
  };
}

function rowsOf({ fields, numRows }: DecodedFrame): Row[] {
  return Array.from({ length: numRows }, (_, row) =>
    Object.fromEntries(fields.map(({ name, values }) => [name, values[row]]))
  );
}

function valuesOf({ fields }: DecodedFrame): Map<string, EngineNumber> {
  return new Map(
    fields
      .filter(({ values: [value] }) => typeof value === 'number' || value === null)
      .map(({ name, config, values: [value] }) => {
        const { displayNameFromDS: shownName, unit } = config;
        return [
          typeof shownName === 'string' ? shownName : name,
          {
            value: typeof value === 'number' ? value : null,
            unit: typeof unit === 'string' ? unit : '',
            ...textFor(value, config['mappings']),
          },
        ];
      })
  );
}

const mappingsSchema = z.array(z.object({ options: z.record(z.string(), z.unknown()) }));
const shownSchema = z.object({ text: z.string() });

function textFor(value: unknown, mappings: unknown): Pick<EngineNumber, 'text'> {
  const [shown] = (mappingsSchema.safeParse(mappings).data ?? [])
    .map(({ options }) => shownSchema.safeParse(options[String(value)]).data)
    .filter((found) => found !== undefined);
  return shown ?? {};
}

/** The number in one row of a column. */
export function numberOf(frame: DecodedFrame, name: string, row: number): EngineNumber {
  const value = column(frame, name)[row];
  const unit = frame.fields.find((field) => field.name === name)?.config['unit'];
  return { value: typeof value === 'number' ? value : null, unit: typeof unit === 'string' ? unit : '' };
}

/** The text in one row of a column. */
export function textOf(frame: DecodedFrame, name: string, row: number): string {
  return String(column(frame, name)[row]);
}
